import type { WebContents } from 'electron';
import { IPC_EVENT, type ApprovalEvents, type PanelEvents } from '../../src-preload/contract/channels.ts';
import { APPROVAL_EVENT_SCHEMAS, PANEL_EVENT_SCHEMAS } from '../../src-preload/contract/schemas/index.ts';

type Target = () => WebContents | null;

/** Sends an event to the panel, if it is there. @throws ZodError when the ids do not fit the event's schema */
export function emitToPanel<N extends keyof PanelEvents>(target: Target, name: N, ids: PanelEvents[N]): void {
  send(target, name, PANEL_EVENT_SCHEMAS[name].parse(ids));
}

/** Sends an event to the approval window, if it is there. */
export function emitToApproval<N extends keyof ApprovalEvents>(
  target: Target,
  name: N,
  ids: ApprovalEvents[N],
): void {
  send(target, name, APPROVAL_EVENT_SCHEMAS[name].parse(ids));
}

function send(target: Target, name: string, ids: unknown): void {
  const contents = target();
  if (contents && !contents.isDestroyed()) contents.send(IPC_EVENT, name, ids);
}
