import type { ApprovalChannels } from '../../../src-preload/contract/channels.ts';
import type { Approvals } from '../../execution/approvals.ts';
import type { Handlers } from '../dispatch.ts';

/** Everything the approval window, and it alone, can ask. */
export function approvalWindowRoutes(
  approvals: Approvals,
  language: () => string,
  fit: (height: number) => number,
): Handlers<ApprovalChannels> {
  return {
    get: (request) => ({ ...approvals.view(request?.approvalId), language: language() }),
    approve: async (answer) => {
      await approvals.approve(answer);
      return { approvalId: answer.approvalId };
    },
    deny: async (answer) => {
      await approvals.deny(answer);
      return { approvalId: answer.approvalId };
    },
    fit: ({ height }) => ({ height: fit(height) }),
    describe: ({ approvalId, scope }) => ({ words: approvals.describe(approvalId, scope) }),
  };
}
