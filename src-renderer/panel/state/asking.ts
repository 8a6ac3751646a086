import type { Answer, BridgeError } from '../../../src-preload/contract/errors.ts';
import type { PendingApproval } from '../../../src-preload/contract/types.ts';
import { useApprovals } from './approvals.ts';
import { valueOr } from './loadable.ts';

/** A change that main may ask about before it makes it: its name there, and the key that its question names. */
export interface Asked {
  tool: 'settings.update' | 'control.resume' | 'rules.propose';
  key: string;
}

/** Whether a waiting question is about this change. */
export function isAbout(question: PendingApproval, { tool, key }: Asked): boolean {
  if (question.kind !== 'change' || question.caller !== 'panel' || question.tool !== tool) return false;
  const keys = question.summary.replace(/^Change /, '').split(', ');
  return keys.includes(key);
}

/** A no after a question is an answer, also where the question ran out of time: nothing is missing to ask in. */
function afterQuestion(error: BridgeError): BridgeError {
  return error.code === 'no_approver' ? { ...error, code: 'denied' } : error;
}

/**
 * Makes a call that may wait for the person, and tells a refused question from the lack of a window to ask in. `asked`: a
 * question about it was seen, so the change, when it was made, allows more than before.
 */
export async function callAsking<T>(
  asked: Asked,
  call: () => Promise<Answer<T>>,
): Promise<Answer<T> & { asked: boolean }> {
  const seen = { question: false };
  const stop = useApprovals.subscribe(({ pending }) => {
    seen.question ||= valueOr(pending, []).some((question) => isAbout(question, asked));
  });
  try {
    const answer = await call();
    return !answer.ok && seen.question
      ? { ok: false, error: afterQuestion(answer.error), asked: true }
      : { ...answer, asked: seen.question };
  } finally {
    stop();
  }
}

/** The question that waits about this change, or null. */
export function useQuestion(asked: Asked): PendingApproval | null {
  return useApprovals((state) => valueOr(state.pending, []).find((each) => isAbout(each, asked)) ?? null);
}
