import type { JsonValue } from '../../src-preload/contract/json.ts';
import type {
  ApprovalKind,
  ApprovalPicture,
  ApprovalScope,
  Caller,
  Decision,
  Plan,
  Risk,
} from '../../src-preload/contract/types.ts';
import type { Reach } from '../tools/tool.ts';
import type { Labels } from './ports.ts';
import type { TaintedPart } from './taint.ts';

/** A question to the person, frozen: what is shown is what the answer is for. */
export interface ApprovalRequest {
  readonly kind: ApprovalKind;
  readonly runId?: string;
  readonly tool: string;
  readonly toolVersion: string;
  readonly caller: Caller;
  readonly plan: Plan;
  readonly args: JsonValue;
  readonly risk: Risk;
  readonly why: string;
  /** What the caller says of itself: shown apart, never decisive. */
  readonly labels: Labels;
  /** No session answer and no rule may be offered. */
  readonly askAlways: boolean;
  /** What of the arguments came from outside. */
  readonly taint?: readonly TaintedPart[];
  /** What the run would reach, for narrowing a standing answer; none where there can be no standing answer. */
  readonly reach?: Reach;
  /** For a change: what would be different. */
  readonly change?: { key: string; from: JsonValue; to: JsonValue }[];
  /** For the person's eyes alone: it goes into no record and to no caller, and is gone with the question. */
  readonly picture?: ApprovalPicture;
  /** Why there is none where there would be one, in words. */
  readonly pictureProblem?: string;
}

/** Who denied: the person (closing the window is their act too), the pause, or nobody in time. */
export type Denier = 'person' | 'setting:paused' | 'no_approver';

export type ApprovalAnswer =
  | { verdict: 'allow'; approvalId: string; scope: ApprovalScope }
  | { verdict: 'deny'; approvalId?: string; by: Denier; why: string }
  /** Taken back by whoever asked, with the decision that made asking needless. */
  | { verdict: 'covered'; approvalId: string; decision: Decision };

/** The abort reason of a question that policy has answered meanwhile: a standing answer covers it now. */
export class Covered extends Error {
  override name = 'Covered';
  constructor(readonly decision: Decision) {
    super(decision.why);
  }
}

/** Whoever puts a question to the person. Every way that is not a clear Allow is a deny. */
export interface Approver {
  /**
   * Resolves with the answer; an abort of `signal` withdraws the question and resolves to a deny.
   * @throws RateLimited when too many questions wait already
   */
  ask(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer>;
}
