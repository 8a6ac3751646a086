import type { ApprovalScope, ApprovalView, PendingApproval } from '../../src-preload/contract/types.ts';
import type { ApprovalRequest } from './approver.ts';
import { ruleLimits } from './standing.ts';

/** A question that waits. */
export interface Question {
  readonly approvalId: string;
  readonly request: ApprovalRequest;
  readonly hash: string;
  /** Epoch seconds, for people; the limit itself is on the monotonic clock. */
  readonly expiresAt: number;
}

/** What the panel may see of it: enough to point at, nothing to answer with. */
export function summaryOf({ approvalId, request, expiresAt }: Question): PendingApproval {
  return {
    approvalId,
    kind: request.kind,
    ...(request.runId === undefined ? {} : { runId: request.runId }),
    tool: request.tool,
    caller: request.caller,
    risk: request.risk,
    summary: request.plan.summary,
    expiresAt,
  };
}

/** All of it, for the approval window alone. */
export function viewOf(
  { approvalId, request, hash, expiresAt }: Question,
  about: {
    flags: (request: ApprovalRequest) => ApprovalView['flags'];
    scopes: (request: ApprovalRequest) => ApprovalScope['kind'][];
  },
): ApprovalView {
  const { kind, tool, caller, plan, args, risk, why, labels } = request;
  const scopes = about.scopes(request);
  const wider = scopes.some((scope) => scope !== 'once');
  return {
    approvalId,
    hash,
    kind,
    tool,
    caller,
    plan,
    args,
    risk,
    why,
    ...labels,
    flags: about.flags(request),
    expiresAt,
    scopes,
    ...(wider && request.reach ? { reach: request.reach } : {}),
    ...(scopes.includes('rule') ? { ruleLimits: ruleLimits(request.risk) } : {}),
    ...(request.change ? { change: request.change } : {}),
    ...(request.picture ? { picture: request.picture } : {}),
    ...(request.pictureProblem === undefined ? {} : { pictureProblem: request.pictureProblem }),
  };
}
