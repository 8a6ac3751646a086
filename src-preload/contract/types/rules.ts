import type { Caller } from './runs.ts';

/** What a standing answer covers. Every member narrows it; all of them must match. */
export interface RuleMatch {
  /** The tool's own action, where it has several (a browser step, a desktop action). */
  action?: string | undefined;
  /** Exact `host:port` as the URL parser writes them, default port filled in. */
  host?: string | undefined;
  /** A folder by real path: it and what lies below. */
  folder?: string | undefined;
  caller?: Caller | undefined;
}

export interface Rule {
  ruleId: string;
  tool: string;
  match: RuleMatch;
  words: string;
  /** Epoch seconds. */
  createdAt: number;
  expiresAt: number | null;
  uses: number;
  lastUsedAt: number | null;
  /** Its tool has another version or other arguments than when it was made: it covers nothing any more. */
  lapsed?: true | undefined;
}

/** An answer "for this session": stands until the app is closed or it is taken back. */
export interface SessionAnswer {
  answerId: string;
  tool: string;
  match: RuleMatch;
  words: string;
  /** Epoch seconds. */
  createdAt: number;
  uses: number;
  lastUsedAt: number | null;
}
