import type { Plan } from '../../src-preload/contract/types.ts';
import { ToolError } from '../platform/tool-error.ts';
import type { Tool } from '../tools/tool.ts';
import type { ApprovalRequest } from './approver.ts';
import type { DoorPorts } from './ports.ts';
import { bounded, planContext } from './prepare.ts';
import type { Run } from './run.ts';

/**
 * What a question shows of what its plan is about. Made only when somebody is asked, never for a dry run, and handed to the
 * approvals alone. A question without its picture is still a question.
 */
export async function pictureOf(
  ports: DoorPorts,
  run: Run,
  { tool, plan }: { tool: Tool; plan: Plan },
): Promise<Pick<ApprovalRequest, 'picture'>> {
  try {
    const made = await bounded(run, tool, 'Taking a picture for the question', async (signal) =>
      tool.picture?.({ plan, args: run.args }, { ...planContext(ports, run), signal }),
    );
    if (!made) return {};
    const { mime, bytes, width, height, marks } = made;
    return { picture: { mime, base64: Buffer.from(bytes).toString('base64'), width, height, marks } };
  } catch (error) {
    run.signal.throwIfAborted();
    if (!(error instanceof ToolError)) ports.onBug(tool.name, error);
    return {};
  }
}
