import type { ApprovalRequest } from '../../../src-main/execution/approver.ts';
import { openDoor, type DoorOptions, type TestDoor } from '../../support/door.ts';
import { probe } from '../../support/door-tools.ts';

/** A signal that stops nothing. */
export const never = new AbortController().signal;
export const ONCE = { kind: 'once' } as const;

/** A request to be asked, as the door makes one of a run. */
export function question(change: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return {
    kind: 'run',
    runId: 'r1',
    tool: 'browser_automation',
    toolVersion: '1.0.0',
    caller: 'panel',
    plan: {
      summary: 'Do it',
      risk: 'high',
      steps: 1,
      effects: [{ kind: 'read', target: 'x', detail: '' }],
      facts: { state: 1 },
    },
    args: { id: 'a' },
    risk: 'high',
    why: 'High risk.',
    labels: { reason: 'because' },
    askAlways: false,
    ...change,
  };
}

/** A door whose one tool asks, and which a wider answer can be given for. */
export async function desk(options: Partial<DoorOptions> = {}): Promise<TestDoor> {
  return openDoor({
    tools: [probe({ name: 'browser_automation', risk: 'high', reach: true }).tool],
    ...options,
  });
}

/** What is asked now, fetched by the window. */
export function shown(door: TestDoor, approvalId?: string) {
  const { approval } = door.approvals.view(approvalId);
  if (!approval) throw new Error('Nothing is asked.');
  return approval;
}
