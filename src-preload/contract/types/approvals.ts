import type { JsonValue } from '../json.ts';
import type { Plan } from './plans.ts';
import type { RuleMatch } from './rules.ts';
import type { Caller } from './runs.ts';
import type { Risk } from './tools.ts';

export const APPROVAL_KINDS = ['run', 'batch', 'change'] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

/** A question waiting for a person, as the panel may see it: enough to point at, nothing to answer with. */
export interface PendingApproval {
  approvalId: string;
  kind: ApprovalKind;
  runId?: string;
  tool?: string;
  caller: Caller;
  risk: Risk;
  summary: string;
  /** Epoch seconds. */
  expiresAt: number;
}

/** How wide an answer is. */
export interface ApprovalScope {
  kind: 'once' | 'session' | 'rule';
  match?: RuleMatch | undefined;
  expiresInS?: number | undefined;
}

/** A mark on something in a request that may mislead the eye. */
export interface ApprovalFlag {
  kind:
    | 'invisible'
    | 'bidi'
    | 'control'
    | 'lookalike_host'
    | 'long_spaces'
    | 'secret'
    /** What looks like a secret would be handed to somebody else. */
    | 'secret_sent'
    | 'untrusted';
  where: string;
  message: string;
  /** Which part of the text at `where`, in UTF-16 units; the end is exclusive. All of it without. */
  start?: number;
  end?: number;
}

/** A question, whole, as the approval window shows it: from the frozen plan, never from the caller's words for it. */
export interface ApprovalView {
  approvalId: string;
  /** sha256 (hex) of what is asked; the answer must repeat it. */
  hash: string;
  kind: ApprovalKind;
  tool: string;
  caller: Caller;
  plan: Plan;
  args: JsonValue;
  risk: Risk;
  why: string;
  reason?: string;
  agentId?: string;
  department?: string;
  flags: ApprovalFlag[];
  expiresAt: number;
  scopes: ApprovalScope['kind'][];
  /** What the run would reach, for narrowing a wider answer; not there where nothing wider is offered. */
  reach?: { actions: string[]; hosts: string[]; folders: string[] };
  /** The longest a rule may last, in seconds: narrowed to a host or a folder, or not. Only where a rule is offered. */
  ruleLimits?: { narrow: number; wide: number };
  /** Set for a change: what would be different. */
  change?: { key: string; from: JsonValue; to: JsonValue }[];
  /** The screens when this was asked, with the places where it would act. In no record, and for no caller. */
  picture?: ApprovalPicture;
  /** Why there is no such picture where there would be one, in words. */
  pictureProblem?: string;
}

/** Sizes and places in pixels of the picture; a mark's label is the number of its action, in a batch after its step's and a dot. */
export interface ApprovalPicture {
  mime: string;
  base64: string;
  width: number;
  height: number;
  marks: { x: number; y: number; label: string }[];
}
