import type { Plan } from '../../src-preload/contract/types.ts';
import { ToolError } from '../platform/tool-error.ts';
import type { Tool } from '../tools/tool.ts';
import type { ApprovalRequest } from './approver.ts';
import type { DoorPorts } from './ports.ts';
import { bounded, planContext } from './prepare.ts';
import type { Run } from './run.ts';
import { RunStopped } from './stop.ts';

type Shown = Pick<ApprovalRequest, 'picture' | 'pictureProblem'>;

interface Planned {
  tool: Tool;
  plan: Plan;
}

/**
 * What a question shows of what its plan is about. Made only when somebody is asked, never for a dry run, and handed to the
 * approvals alone. A question without its picture is still a question, and says why it has none.
 */
export function pictureOf(ports: DoorPorts, run: Run, { tool, plan }: Planned): Promise<Shown> {
  return take(ports, run, tool, [{ plan, args: run.args, prefix: '' }]);
}

/** The screens look the same to all steps of a batch: one picture, of all steps of the first tool that has one. */
export async function pictureOfBatch(
  ports: DoorPorts,
  steps: readonly { run: Run; ready: Planned }[],
): Promise<Shown> {
  const first = steps.find(({ ready }) => ready.tool.picture !== undefined);
  if (!first) return {};
  const { tool } = first.ready;
  const calls = steps.flatMap(({ run, ready }, index) =>
    ready.tool === tool ? [{ plan: ready.plan, args: run.args, prefix: `${index + 1}.` }] : [],
  );
  return take(ports, first.run, tool, calls);
}

async function take(
  ports: DoorPorts,
  run: Run,
  tool: Tool,
  calls: Parameters<NonNullable<Tool['picture']>>[0],
): Promise<Shown> {
  try {
    const made = await bounded(run, tool, 'Taking a picture for the question', async (signal) =>
      tool.picture?.(calls, { ...planContext(ports, run), signal }),
    );
    if (!made) return {};
    const { mime, bytes, width, height, marks } = made;
    return { picture: { mime, base64: Buffer.from(bytes).toString('base64'), width, height, marks } };
  } catch (error) {
    run.signal.throwIfAborted();
    if (error instanceof ToolError || error instanceof RunStopped) return { pictureProblem: error.message };
    ports.onBug(tool.name, error);
    return { pictureProblem: 'An error inside the app kept it from being taken.' };
  }
}
