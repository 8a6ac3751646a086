import type { ExecutionLayerApprovalApi } from '../../src-preload/contract/api.ts';
import type { ApprovalView } from '../../src-preload/contract/types.ts';

/**
 * A bridge with nothing behind it, to look at the approval page in a plain browser while designing: it answers from
 * memory and proves nothing. What the page does in the app is tested in the app. It refers to nothing outside itself, so
 * that it can be handed to a browser as text.
 */
export function fakeApprovalBridge(views: ApprovalView[]): ExecutionLayerApprovalApi {
  let waiting = [...views];
  const listeners = new Set<(ids: { approvalId: string }) => void>();
  const end = (approvalId: string): void => {
    waiting = waiting.filter((view) => view.approvalId !== approvalId);
    for (const listener of listeners) listener({ approvalId });
  };
  return {
    get: async (request) => {
      const wanted = request?.approvalId;
      const index = wanted === undefined ? 0 : waiting.findIndex((view) => view.approvalId === wanted);
      if (index < 0)
        return { ok: false, error: { code: 'already_answered', message: 'It has been answered.' } };
      return {
        ok: true,
        value: {
          approval: waiting[index] ?? null,
          position: waiting.length === 0 ? 0 : index + 1,
          waiting: waiting.length,
          queue: waiting.map((view) => view.approvalId),
        },
      };
    },
    approve: async ({ approvalId }) => {
      end(approvalId);
      return { ok: true, value: { approvalId } };
    },
    deny: async ({ approvalId }) => {
      end(approvalId);
      return { ok: true, value: { approvalId } };
    },
    describe: async ({ scope }) => ({
      ok: true,
      value: { words: `It would cover ${JSON.stringify(scope)}.` },
    }),
    fit: async ({ height }) => ({ ok: true, value: { height } }),
    onChanged: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
