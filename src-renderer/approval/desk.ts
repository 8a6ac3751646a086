import type { ExecutionLayerApprovalApi } from '../../src-preload/contract/api.ts';
import type { Answer, BridgeError } from '../../src-preload/contract/errors.ts';
import type { ApprovalScope, ApprovalView } from '../../src-preload/contract/types.ts';
import { texts } from '../texts/approval-window.ts';

/** What was asked, with how it stands in the queue. */
export interface Asking {
  kind: 'asking';
  approval: ApprovalView;
  /** From 1. */
  position: number;
  waiting: number;
  queue: readonly string[];
  /** What became of the one before; null: nothing to say. */
  note: string | null;
  /** Why the last answer did not count; null: it was not given, or did. */
  problem: Problem | null;
  /** An answer is on its way. */
  busy: boolean;
  /** Counts up when the request must be taken as shown anew, from now. */
  shown: number;
}

export interface Problem {
  words: string;
  /** What main said, as it said it. */
  detail: string | null;
}

export type DeskState =
  { kind: 'loading' } | { kind: 'failed'; problem: Problem } | { kind: 'idle'; note: string | null } | Asking;

/**
 * What is on the desk of the person: one request at a time, and the way to the others. It holds no decision of its own:
 * each answer carries the id and the hash of what was on show, and main judges it.
 */
export class Desk {
  readonly #bridge: ExecutionLayerApprovalApi;
  readonly #listeners = new Set<() => void>();
  #state: DeskState = { kind: 'loading' };
  /** Raised by each fetch: the answer to an older one is out of date. */
  #fetches = 0;
  #shown = 0;

  constructor(bridge: ExecutionLayerApprovalApi) {
    this.#bridge = bridge;
  }

  /** Fetches the first request and follows changes from then on. Returns how to stop. */
  start(): () => void {
    const stop = this.#bridge.onChanged(() => {
      // The answer that is under way says more than the event that it causes.
      if (this.#state.kind !== 'asking' || !this.#state.busy) void this.refresh();
    });
    void this.refresh();
    return stop;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): DeskState => this.#state;

  /** Fetches what is on show again; where it is gone, what comes after it. */
  async refresh(): Promise<void> {
    const { current } = this;
    await (current === null ? this.#first(null) : this.#show(current.approval.approvalId));
  }

  /** To the request before (-1) or after (1) this one. */
  async step(way: -1 | 1): Promise<void> {
    const { current } = this;
    if (current === null || current.busy) return;
    const id = current.queue[current.position - 1 + way];
    if (id !== undefined) await this.#show(id);
  }

  /** The words for all that `scope` would cover. */
  describe(approvalId: string, scope: ApprovalScope): Promise<Answer<{ words: string }>> {
    return this.#bridge.describe({ approvalId, scope });
  }

  async allow(scope: ApprovalScope): Promise<void> {
    await this.#answer(texts.notes.allowed(scope.kind), ({ approvalId, hash }) =>
      this.#bridge.approve({ approvalId, hash, scope }),
    );
  }

  async deny(note: string): Promise<void> {
    await this.#answer(texts.notes.denied, ({ approvalId, hash }) =>
      this.#bridge.deny({ approvalId, hash, ...(note.trim() === '' ? {} : { note }) }),
    );
  }

  get current(): Asking | null {
    return this.#state.kind === 'asking' ? this.#state : null;
  }

  async #answer(done: string, send: (approval: ApprovalView) => Promise<Answer<unknown>>): Promise<void> {
    const { current } = this;
    // Of a double click, the second finds the first under way.
    if (current === null || current.busy) return;
    this.#set({ ...current, busy: true, problem: null, note: null });
    const answer = await send(current.approval);
    if (answer.ok) return this.#next(done);
    const { error } = answer;
    if (isGone(error)) return this.#next(goneWords(error));
    const problem = problemOf(error);
    this.#set({ ...current, busy: false, note: null, problem, shown: ++this.#shown });
    // It may have changed, or have ended because of this error.
    await this.#show(current.approval.approvalId, problem);
  }

  /** Fetches a request by id. `problem`: what to say if it has gone, or with it if it has not. */
  async #show(approvalId: string, problem: Problem | null = null): Promise<void> {
    const fetch = ++this.#fetches;
    const answer = await this.#bridge.get({ approvalId });
    if (fetch !== this.#fetches) return;
    if (answer.ok) this.#put(answer.value, null, problem);
    else if (isGone(answer.error)) await this.#next(problem?.words ?? goneWords(answer.error));
    else this.#set({ kind: 'failed', problem: problemOf(answer.error) });
  }

  /** The one that came after what was on show, or the first. */
  async #next(note: string): Promise<void> {
    const { current } = this;
    const at = current === null ? 0 : current.position - 1;
    const after = current?.queue.slice(at + 1) ?? [];
    await this.#first(note, after);
  }

  /** Of those that wait, the first of `preferred`, else the one that has waited longest. */
  async #first(note: string | null, preferred: readonly string[] = []): Promise<void> {
    const fetch = ++this.#fetches;
    let answer = await this.#bridge.get();
    if (fetch !== this.#fetches) return;
    const wanted = answer.ok
      ? preferred.find((id) => answer.ok && answer.value.queue.includes(id))
      : undefined;
    if (wanted !== undefined && answer.ok && answer.value.approval?.approvalId !== wanted) {
      const better = await this.#bridge.get({ approvalId: wanted });
      if (fetch !== this.#fetches) return;
      // It may have gone in between; then the first it is.
      if (better.ok) answer = better;
    }
    if (answer.ok) this.#put(answer.value, note, null);
    else this.#set({ kind: 'failed', problem: problemOf(answer.error) });
  }

  #put(
    {
      approval,
      ...place
    }: { approval: ApprovalView | null; position: number; waiting: number; queue: string[] },
    note: string | null,
    problem: Problem | null,
  ): void {
    if (approval === null) {
      this.#set({ kind: 'idle', note });
      return;
    }
    const { current } = this;
    const same =
      current?.approval.approvalId === approval.approvalId && current.approval.hash === approval.hash;
    this.#set({
      kind: 'asking',
      // The same object as before, so that what the page has worked out from it stays.
      approval: same ? current.approval : approval,
      ...place,
      note: note ?? (same ? current.note : null),
      problem: problem ?? (same ? current.problem : null),
      busy: false,
      shown: same ? current.shown : ++this.#shown,
    });
  }

  #set(state: DeskState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function isGone({ code }: BridgeError): boolean {
  return code === 'expired' || code === 'already_answered' || code === 'not_found';
}

function goneWords({ code }: BridgeError): string {
  return code === 'expired' ? texts.notes.expired : texts.notes.gone;
}

function problemOf({ code, message }: BridgeError): Problem {
  const known: Record<string, string> = texts.problems;
  return { words: known[code] ?? texts.problems.other, detail: code === 'too_early' ? null : message };
}
