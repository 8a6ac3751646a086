import type { AuditSigning, ChainReport } from '../../../src-preload/contract/types.ts';

/**
 * Whether the record is signed, and why nothing is signed now. The last check knows more than what the app said when this
 * window asked: but also of a check, a signature counts only while nothing keeps the app from signing, for then it cannot
 * tell its own key from another either.
 */
export function signingNow(
  report: ChainReport | null,
  signing: AuditSigning | null,
): { signed: boolean; problem: string | null } {
  const { signed, problem } = report
    ? { signed: report.signed, problem: report.unsigned ?? null }
    : { signed: signing?.signed ?? false, problem: signing?.problem ?? null };
  return { signed: signed && problem === null, problem };
}
