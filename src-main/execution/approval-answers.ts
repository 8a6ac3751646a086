import type { ApprovalAnswer, Denier } from './approver.ts';
import { RunStopped } from './stop.ts';

/* The ways in which a question ends without an Allow. */

export function denied(approvalId: string, by: Denier, why: string): ApprovalAnswer {
  return { verdict: 'deny', approvalId, by, why };
}

export function expired(approvalId: string): ApprovalAnswer {
  return denied(approvalId, 'no_approver', 'Nobody answered in time, which counts as a deny.');
}

export function withdrawn(approvalId: string | undefined, reason: unknown): ApprovalAnswer {
  const paused = reason instanceof RunStopped && reason.why === 'paused';
  const why = reason instanceof RunStopped ? reason.message : 'The run ended before it was answered.';
  const by = paused ? 'setting:paused' : 'no_approver';
  return { verdict: 'deny', by, why, ...(approvalId === undefined ? {} : { approvalId }) };
}
