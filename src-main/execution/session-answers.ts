import type { SessionAnswer } from '../../src-preload/contract/types.ts';
import type { Clock } from '../platform/clock.ts';
import { covers, wordsFor, type Coverable, type Standing } from './standing.ts';

interface Kept extends Standing {
  readonly kind: 'session';
  readonly createdAt: number;
  uses: number;
  lastUsedAt: number | null;
}

/** The answers "for this session": in memory only, gone with the app. */
export class SessionAnswers {
  readonly #clock: Clock;
  #kept: Kept[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The one that covers a plan, all of it. */
  find(plan: Coverable): Standing | undefined {
    // A session answer has no end of its own, so that no clock can bring one back.
    return this.#kept.find((each) => covers(each, plan, 0));
  }

  add(standing: Omit<Standing, 'kind' | 'expiresAt'>): void {
    const createdAt = this.#clock.epochSeconds();
    this.#kept.push({
      ...standing,
      kind: 'session',
      expiresAt: null,
      createdAt,
      uses: 0,
      lastUsedAt: null,
    });
  }

  /** Takes it back, at once; undefined when there is none of that id. */
  remove(id: string): Standing | undefined {
    const found = this.#kept.find((each) => each.id === id);
    this.#kept = this.#kept.filter((each) => each !== found);
    return found;
  }

  /** Counts that it has decided. */
  used(id: string): void {
    const found = this.#kept.find((each) => each.id === id);
    if (!found) return;
    found.uses += 1;
    found.lastUsedAt = this.#clock.epochSeconds();
  }

  list(): SessionAnswer[] {
    return this.#kept.map((each) => ({
      answerId: each.id,
      tool: each.tool,
      match: each.match,
      words: sessionWords(each),
      createdAt: each.createdAt,
      uses: each.uses,
      lastUsedAt: each.lastUsedAt,
    }));
  }
}

/** The words that were agreed to. */
export function sessionWords({ tool, match, risk }: Standing): string {
  return wordsFor(tool, match, risk, { kind: 'session' });
}
