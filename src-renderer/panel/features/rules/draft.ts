import type { Risk, Rule, RuleMatch, ToolInfo } from '../../../../src-preload/contract/types.ts';

/** A rule that is being thought of, as typed. Empty: not narrowed. */
export interface RuleDraft {
  tool: string;
  host: string;
  folder: string;
  caller: string;
  /** Seconds; null: the longest that its width may last. */
  expiresInS: number | null;
}

export const EMPTY_DRAFT: RuleDraft = { tool: '', host: '', folder: '', caller: '', expiresInS: null };

export type DraftProblem = 'host' | 'folder' | 'root';

/**
 * What the draft would match, or what stands in the way. Hosts and folders are compared letter by letter with what a run
 * reaches, so that another way of writing one would make a rule that looks right and covers nothing.
 */
export function matchOf(draft: RuleDraft): { match: RuleMatch } | { problems: DraftProblem[] } {
  const problems: DraftProblem[] = [];
  const host = draft.host.trim() === '' ? undefined : hostAndPort(draft.host.trim());
  if (host === null) problems.push('host');
  const folder = draft.folder.trim() === '' ? undefined : plainFolder(draft.folder.trim());
  if (folder === null) problems.push('folder');
  else if (folder !== undefined && isRoot(folder)) problems.push('root');
  if (host === null || folder === null || problems.length > 0) return { problems };
  return {
    match: {
      ...(host !== undefined && { host }),
      ...(folder !== undefined && { folder }),
      ...(draft.caller !== '' && { caller: draft.caller }),
    },
  };
}

/** `host:port` as the URL parser writes the host, the port always there; null for anything else. */
function hostAndPort(text: string): string | null {
  const [, name = '', digits = ''] = /^([^\p{C}\s%/\\?#@*]+):(\d{1,5})$/u.exec(text) ?? [];
  const port = Number(digits);
  // A colon outside brackets would begin another port.
  const bare = !name.includes(':') || /^\[[^[\]]*\]$/.test(name);
  if (name === '' || !bare || port < 1 || port > 65_535 || !URL.canParse(`http://${name}/`)) return null;
  return `${new URL(`http://${name}/`).hostname}:${port}`;
}

const isWindows = (path: string): boolean => /^([A-Za-z]:[\\/]|\\\\)/.test(path);

/** An absolute folder without detours and without a separator at its end; null for anything else. */
function plainFolder(path: string): string | null {
  const windows = isWindows(path);
  if (!windows && !path.startsWith('/')) return null;
  const bare = path.length > 1 ? path.replace(windows ? /[\\/]+$/ : /\/+$/, '') : path;
  const parts = bare.split(windows ? /[\\/]/ : '/').slice(1);
  // `\\server` begins with an empty part; everywhere else one is a doubled separator.
  const inner = path.startsWith('\\\\') ? parts.slice(1) : parts;
  if (bare !== '/' && inner.some((part) => part === '' || part === '.' || part === '..')) return null;
  return bare === '' ? '/' : bare;
}

function isRoot(folder: string): boolean {
  return folder === '/' || /^[A-Za-z]:[\\/]?$/.test(folder);
}

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const CHOICES_S = [HOUR_S, DAY_S, 7 * DAY_S, 30 * DAY_S, 90 * DAY_S];

/** The lengths that a rule may have, in seconds, rising: one host or folder 90 days; wider by its tool's risk. */
export function lengthsFor(match: RuleMatch, risk: Risk): number[] {
  const narrow = match.host !== undefined || match.folder !== undefined;
  const longest = narrow || risk === 'low' ? 90 * DAY_S : risk === 'medium' ? 30 * DAY_S : DAY_S;
  return CHOICES_S.filter((seconds) => seconds <= longest);
}

/** A draft that could be proposed as it is: what it would match, and for how many seconds. */
export interface ReadyDraft {
  match: RuleMatch;
  expiresInS: number;
}

/** How long a draft's rule would last: as chosen where its width allows that, else as long as that allows. */
export function lengthOf({ expiresInS }: RuleDraft, lengths: readonly number[]): number {
  const longest = lengths.at(-1) ?? 0;
  return expiresInS !== null && expiresInS <= longest ? expiresInS : longest;
}

/** Null while a tool is to be chosen, or a field is wrong. */
export function readyDraft(draft: RuleDraft, tools: readonly ToolInfo[]): ReadyDraft | null {
  const tool = tools.find(({ name }) => name === draft.tool);
  const checked = matchOf(draft);
  if (tool === undefined || !('match' in checked)) return null;
  return {
    match: checked.match,
    expiresInS: lengthOf(draft, lengthsFor(checked.match, tool.risk)),
  };
}

const UNUSED_AFTER_S = 14 * DAY_S;

/** Whether a rule has stood for more than two weeks and has decided nothing. */
export function isUnused(rule: Pick<Rule, 'uses' | 'createdAt'>, nowSeconds: number): boolean {
  return rule.uses === 0 && nowSeconds - rule.createdAt > UNUSED_AFTER_S;
}

/** Whether it may still decide something: neither over nor lapsed. */
export function isLive(rule: Pick<Rule, 'expiresAt' | 'lapsed'>, nowSeconds: number): boolean {
  return rule.lapsed !== true && !isOver(rule, nowSeconds);
}

export function isOver(rule: Pick<Rule, 'expiresAt'>, nowSeconds: number): boolean {
  return rule.expiresAt !== null && nowSeconds >= rule.expiresAt;
}
