import type { PendingApproval } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { head } from '../../../ui/inert.ts';

/** What asks, in a word or two: the tool, or the kind of change. */
export function questionName({
  tool,
  kind,
}: {
  tool?: string | null;
  kind: PendingApproval['kind'];
}): string {
  if (kind === 'batch') return texts.approvals.kinds.batch;
  if (tool === undefined || tool === null) return texts.approvals.kinds[kind];
  const change = kind === 'change' && Object.hasOwn(texts.approvals.changes, tool);
  return change ? (texts.approvals.changes[tool] ?? tool) : head(tool, 100);
}
