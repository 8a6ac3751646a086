import type { SessionAnswer } from '../../src-preload/contract/types.ts';
import type { Clock } from '../platform/clock.ts';
import { covers, wordsFor, type Coverable, type Standing } from './standing.ts';

interface Kept extends Standing {
  readonly kind: 'session';
  readonly createdAt: number;
  /** On the monotonic clock, milliseconds: no change of the system's time makes it longer. null: as long as the app runs. */
  readonly untilMs: number | null;
  /** As it was given, seconds. */
  readonly expiresInS: number | undefined;
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
  find(plan: Coverable): Kept | undefined {
    const now = this.#clock.monotonicMs();
    this.#kept = this.#kept.filter(({ untilMs }) => untilMs === null || now < untilMs);
    return this.#kept.find((each) => covers(each, plan, 0));
  }

  /** @param expiresInS ends it before the app does; undefined: it does not */
  add(standing: Omit<Standing, 'kind' | 'expiresAt'>, expiresInS?: number): void {
    const createdAt = this.#clock.epochSeconds();
    this.#kept.push({
      ...standing,
      kind: 'session',
      expiresAt: null,
      untilMs: expiresInS === undefined ? null : this.#clock.monotonicMs() + expiresInS * 1000,
      expiresInS,
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
    const now = this.#clock.monotonicMs();
    const standing = this.#kept.filter(({ untilMs }) => untilMs === null || now < untilMs);
    return standing.map((each) => ({
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
export function sessionWords({
  tool,
  match,
  risk,
  expiresInS,
}: Standing & { expiresInS?: number | undefined }): string {
  return wordsFor(tool, match, risk, {
    kind: 'session',
    ...(expiresInS === undefined ? {} : { expiresInS }),
  });
}
