import type { ApprovalChannels } from '../../src-preload/contract/channels.ts';
import type {
  ApprovalScope,
  ApprovalView,
  AuditEntry,
  PendingApproval,
} from '../../src-preload/contract/types.ts';
import { AuditUnavailable, type AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../platform/clock.ts';
import { denied, expired, withdrawn } from './approval-answers.ts';
import { summaryOf, viewOf, type Question } from './approval-view.ts';
import {
  Covered,
  type ApprovalAnswer,
  type ApprovalRequest,
  type Approver,
  type Denier,
} from './approver.ts';
import { canonicalHash, deepFreeze, jsonCopy, toJson } from './canonical.ts';
import { RateLimited } from './limits.ts';
import { notify } from './notify.ts';
import { Refusal } from './refusal.ts';

/** An answer sooner than this after the request came on show was not meant for it: somebody was typing. */
export const MIN_SHOWN_MS = 700;
/** Raised when the meaning of an answer changes; it is part of what is hashed. */
export const POLICY_VERSION = 1;
/** Ids of ended requests that are remembered, to tell "already answered" from "never heard of". */
const MAX_ENDED = 1_000;
/** Questions that may wait at the same time; nobody reads that many, and each is held whole until it ends. */
export const MAX_PENDING = 200;
/** What the pictures of all that waits may take, in characters of base64; a question beyond that goes without its own. */
export const MAX_PICTURES = 32 * 1024 * 1024;
/** A change can always be answered: a time-out too short to read by could otherwise never be made longer again. */
export const MIN_CHANGE_S = 30;

export interface ApprovalsParts {
  clock: Clock;
  audit: AuditLog;
  newId: () => string;
  timeoutSeconds: () => number;
  /** Why nobody can be asked right now (no display...), or null. */
  unreachable: () => string | null;
  /** What a scope would cover, in words; also refuses scopes that may not be offered. @throws Refusal */
  describe: (request: ApprovalRequest, scope: ApprovalScope) => string;
  /** Makes a standing answer of an Allow that is wider than once; returns its id. @throws Refusal */
  stand: (request: ApprovalRequest, scope: ApprovalScope) => Promise<void>;
  /** The scopes a request may be answered with. */
  scopes: (request: ApprovalRequest) => ApprovalScope['kind'][];
  flags: (request: ApprovalRequest) => ApprovalView['flags'];
}

/** As the record says it; `covered`: nobody had to answer any more. */
type Verdict = 'allow' | 'deny' | 'covered';

interface Pending extends Question {
  readonly askedMs: number;
  readonly limitMs: number;
  /** For how long it was on show before it last made way for another one, milliseconds. */
  seenMs: number;
  /** Set at once by the first answer, so that of two only one counts. */
  answered: boolean;
  settle: (answer: ApprovalAnswer) => void;
}

/**
 * The questions that wait for a person. Each is frozen when asked; the answer must name its id and repeat its hash, comes
 * once, not before it could be read and not after it expired. Every other way out is a deny.
 */
export class Approvals implements Approver {
  readonly #parts: ApprovalsParts;
  readonly #pending = new Map<string, Pending>();
  readonly #ended = new Map<string, 'expired' | 'already_answered'>();
  readonly #listeners = new Set<(approvalId: string) => void>();
  #windowVisible = false;
  /** The request that the window's page has fetched last: the one in view, and since when (monotonic), if the window is. */
  #inView: { approvalId: string; shownMs: number | null } | null = null;

  constructor(parts: ApprovalsParts) {
    this.#parts = parts;
  }

  /** @throws RateLimited when too many wait already */
  async ask(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer> {
    const unreachable = this.#parts.unreachable();
    if (unreachable !== null) return { verdict: 'deny', by: 'no_approver', why: unreachable };
    if (signal.aborted) return withdrawn(undefined, signal.reason);
    if (this.#pending.size >= MAX_PENDING) {
      const seconds = Math.max(1, Math.ceil(this.#parts.timeoutSeconds()));
      const message = `${MAX_PENDING} requests already wait for an answer.`;
      throw new RateLimited('rate_limited', message, seconds * 1000);
    }
    const pending = this.#add(request);
    const { approvalId } = pending;
    const expire = setTimeout(() => {
      // An answer that is being written down came in time.
      if (!pending.answered) this.#expire(pending);
    }, pending.limitMs);
    const withdraw = (): void => {
      const reason: unknown = signal.reason;
      if (!(reason instanceof Covered)) this.#close(pending, withdrawn(approvalId, reason));
      // A deny that is being written down is a deny, whatever would cover it.
      else if (!pending.answered) {
        this.#close(pending, { verdict: 'covered', approvalId, decision: reason.decision });
      }
    };
    signal.addEventListener('abort', withdraw, { once: true });
    try {
      return await new Promise<ApprovalAnswer>((resolve) => {
        pending.settle = resolve;
        this.#changed(approvalId);
      });
    } finally {
      clearTimeout(expire);
      signal.removeEventListener('abort', withdraw);
    }
  }

  /** What the panel may see: enough to point at. */
  list(): PendingApproval[] {
    return this.#open().map(summaryOf);
  }

  has(approvalId: string): boolean {
    return this.#pending.has(approvalId);
  }

  /** For the approval window: the request of that id, or the one that has waited longest. */
  view(approvalId?: string): Omit<ApprovalChannels['get']['response'], 'language'> {
    const open = this.#open();
    const index = approvalId === undefined ? 0 : open.findIndex((each) => each.approvalId === approvalId);
    if (approvalId !== undefined && index < 0) throw this.#gone(approvalId);
    const pending = open[index];
    if (!pending) return { approval: null, position: 0, waiting: 0, queue: [] };
    // One at a time is on show, and time passes for that one alone.
    if (this.#inView?.approvalId !== pending.approvalId) {
      const before = this.#inView && this.#pending.get(this.#inView.approvalId);
      if (before) before.seenMs = this.#shownFor(before);
      this.#inView = { approvalId: pending.approvalId, shownMs: null };
    }
    this.#markShown();
    const queue = open.map((each) => each.approvalId);
    return { approval: viewOf(pending, this.#parts), position: index + 1, waiting: open.length, queue };
  }

  /** The window came on show or went; what was fetched counts as shown from then on, and only while it is visible. */
  setWindowVisible(visible: boolean): void {
    this.#windowVisible = visible;
    if (visible) this.#markShown();
    else this.#beginAnew();
  }

  /** The window was given the keyboard by somebody else than the person: what is pressed next was not meant for it. */
  restartShown(): void {
    this.#beginAnew();
    this.#markShown();
  }

  /** The page is gone or loads anew: it has shown nothing yet. */
  forgetShown(): void {
    this.#inView = null;
    this.setWindowVisible(false);
  }

  /** @throws Refusal unless this is an answer to exactly what was shown, in time */
  async approve(answer: { approvalId: string; hash: string; scope: ApprovalScope }): Promise<void> {
    const pending = this.#answerable(answer);
    const { scope } = answer;
    if (!this.#parts.scopes(pending.request).includes(scope.kind)) {
      throw new Refusal('bad_request', `This may not be answered for longer than once (${scope.kind}).`);
    }
    const words = this.#parts.describe(pending.request, scope);
    pending.answered = true;
    try {
      await this.#record(pending, 'allow', { scope: scopeDetail(scope), words });
      if (scope.kind !== 'once') await this.#parts.stand(pending.request, scope);
    } catch (error) {
      // An Allow that is in no record, or that could not be kept as it was given, allows nothing.
      this.#close(pending, denied(pending.approvalId, 'no_approver', 'The answer could not be recorded.'));
      throw error;
    }
    this.#close(pending, { verdict: 'allow', approvalId: pending.approvalId, scope });
  }

  /** @throws Refusal as for `approve` */
  async deny(answer: { approvalId: string; hash: string; note?: string | undefined }): Promise<void> {
    const pending = this.#answerable(answer);
    pending.answered = true;
    const { note } = answer;
    const why = note === undefined || note === '' ? 'Denied in the approval window.' : `Denied: ${note}`;
    try {
      await this.#record(pending, 'deny', note === undefined ? {} : { note });
    } finally {
      this.#close(pending, denied(pending.approvalId, 'person', why));
    }
  }

  /** What `scope` would cover. @throws Refusal */
  describe(approvalId: string, scope: ApprovalScope): string {
    const pending = this.#pending.get(approvalId);
    if (!pending) throw this.#gone(approvalId);
    return this.#parts.describe(pending.request, scope);
  }

  /** Denies whatever waits: the window was closed, everything was paused, the window cannot be shown. */
  denyAll(why: string, by: Denier): void {
    for (const pending of [...this.#pending.values()]) {
      if (!pending.answered) this.#close(pending, denied(pending.approvalId, by, why));
    }
  }

  onChanged(listener: (approvalId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #add(request: ApprovalRequest): Pending {
    const { clock, newId, timeoutSeconds } = this.#parts;
    const set = timeoutSeconds();
    const limitS = request.kind === 'change' ? Math.max(MIN_CHANGE_S, set) : set;
    const approvalId = newId();
    const frozen = deepFreeze(jsonCopy(this.#withinPictures(request)));
    const expiresAt = clock.epochSeconds() + limitS;
    const pending: Pending = {
      approvalId,
      request: frozen,
      hash: canonicalHash({ approvalId, request: frozen, policyVersion: POLICY_VERSION, expiresAt }),
      expiresAt,
      askedMs: clock.monotonicMs(),
      limitMs: limitS * 1000,
      seenMs: 0,
      answered: false,
      settle: () => undefined,
    };
    this.#pending.set(approvalId, pending);
    return pending;
  }

  #withinPictures(request: ApprovalRequest): ApprovalRequest {
    const { picture, ...others } = request;
    if (!picture) return request;
    const held = [...this.#pending.values()].map((each) => each.request.picture?.base64.length ?? 0);
    const all = held.reduce((sum, length) => sum + length, picture.base64.length);
    if (all <= MAX_PICTURES) return request;
    return { ...others, pictureProblem: 'The pictures of the other questions that wait take all the room.' };
  }

  #open(): Pending[] {
    return [...this.#pending.values()].filter((pending) => !pending.answered);
  }

  #markShown(): void {
    if (this.#windowVisible && this.#inView) this.#inView.shownMs ??= this.#parts.clock.monotonicMs();
  }

  #beginAnew(): void {
    if (this.#inView) this.#inView.shownMs = null;
    for (const pending of this.#pending.values()) pending.seenMs = 0;
  }

  /** For how long it has been on show, all in all. */
  #shownFor({ approvalId, seenMs }: Pending): number {
    const view = this.#inView;
    if (view?.approvalId !== approvalId || view.shownMs === null) return seenMs;
    return seenMs + this.#parts.clock.monotonicMs() - view.shownMs;
  }

  #answerable({ approvalId, hash }: { approvalId: string; hash: string }): Pending {
    const pending = this.#pending.get(approvalId);
    if (!pending) throw this.#gone(approvalId);
    if (pending.answered) throw new Refusal('already_answered', 'This request has been answered.');
    // Timers sleep with the computer; what is over by either clock is over.
    const { clock } = this.#parts;
    const over = clock.monotonicMs() - pending.askedMs >= pending.limitMs;
    if (over || clock.epochSeconds() >= pending.expiresAt) {
      this.#expire(pending);
      throw this.#gone(approvalId);
    }
    if (pending.hash !== hash) {
      throw new Refusal('hash_mismatch', 'This answer is for something else than what is asked.');
    }
    if (this.#shownFor(pending) < MIN_SHOWN_MS) {
      throw new Refusal('too_early', `The request must have been on show for ${MIN_SHOWN_MS} ms.`);
    }
    return pending;
  }

  #gone(approvalId: string): Refusal {
    switch (this.#ended.get(approvalId)) {
      case 'expired':
        return new Refusal('expired', 'This request has expired, which counts as a deny.');
      case 'already_answered':
        return new Refusal('already_answered', 'This request has been answered or withdrawn.');
      case undefined:
        return new Refusal('not_found', 'There is no such request.');
    }
  }

  async #record(pending: Pending, verdict: Verdict, more: Record<string, unknown>): Promise<void> {
    await this.#parts.audit.durable(this.#append(pending, verdict, more));
  }

  #append(pending: Pending, verdict: Verdict, more: Record<string, unknown>): AuditEntry {
    const { approvalId, request, hash, askedMs } = pending;
    const now = this.#parts.clock.monotonicMs();
    return this.#parts.audit.append({
      event: 'approval',
      ...(request.runId === undefined ? {} : { run_id: request.runId }),
      tool_name: request.tool,
      caller: request.caller,
      detail: toJson({
        approvalId,
        kind: request.kind,
        verdict,
        risk: request.risk,
        hash,
        waitedMs: Math.round(now - askedMs),
        shownMs: Math.round(this.#shownFor(pending)),
        summary: request.plan.summary,
        ...more,
      }),
    });
  }

  /** Nobody waits for this record: whatever asked has an ending of its own to write, and cannot act without it. */
  #recordUnanswered(pending: Pending, answer: Exclude<ApprovalAnswer, { verdict: 'allow' }>): void {
    try {
      if (answer.verdict === 'covered') {
        const { decidedBy, why } = answer.decision;
        this.#append(pending, 'covered', { unanswered: true, by: decidedBy, note: why });
      } else {
        const { by, why } = answer;
        // Closing the window is an answer, if a wordless one.
        this.#append(pending, 'deny', { ...(by === 'person' ? {} : { unanswered: true }), by, note: why });
      }
    } catch (error) {
      if (!(error instanceof AuditUnavailable)) throw error;
    }
  }

  #expire(pending: Pending): void {
    this.#close(pending, expired(pending.approvalId), 'expired');
  }

  #close(
    pending: Pending,
    answer: ApprovalAnswer,
    ended: 'expired' | 'already_answered' = 'already_answered',
  ): void {
    if (!this.#pending.delete(pending.approvalId)) return;
    if (!pending.answered && answer.verdict !== 'allow') this.#recordUnanswered(pending, answer);
    this.#ended.set(pending.approvalId, ended);
    if (this.#ended.size > MAX_ENDED) this.#ended.delete(this.#ended.keys().next().value as string);
    pending.settle(answer);
    this.#changed(pending.approvalId);
  }

  #changed(approvalId: string): void {
    notify(this.#listeners, approvalId);
  }
}

function scopeDetail(scope: ApprovalScope): Record<string, unknown> {
  return { kind: scope.kind, match: scope.match ?? null, expiresInS: scope.expiresInS ?? null };
}
