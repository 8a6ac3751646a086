import type { Caller, RunLabels, RunOutcome, RunRequest } from '../../src-preload/contract/types.ts';
import { runBatch } from './batch.ts';
import { deepFreeze, jsonCopy } from './canonical.ts';
import { consentAndAct, guarded, prepare, stepOf } from './phases.ts';
import type { DoorPorts, Labels } from './ports.ts';
import { Refusal } from './refusal.ts';
import { Run } from './run.ts';

/** What is wrong with arguments that JSON could not have carried, by where they were: `args`, `steps[0].args`. */
export type UnreadableArgs = ReadonlyMap<string, string>;

/** The one door: every way of making this computer act is a call of this function. */
export type ExecuteTool = (
  request: RunRequest,
  caller: Caller,
  unreadable?: UnreadableArgs,
) => Promise<RunOutcome>;

/**
 * Builds the door. A call resolves to the outcome of a recorded run whatever happens, and rejects only with a `Refusal`
 * for a request that is none (a trace of somebody else) or when there can be no record of it.
 */
export function createDoor(ports: DoorPorts): ExecuteTool {
  return async (asked, caller, unreadable) => {
    // A copy, taken at once: what is checked, shown and run is one thing, whatever becomes of the caller's object.
    const request = deepFreeze(jsonCopy(asked));
    const traceId = await traceFor(ports, request.traceId, caller);
    const dryRun = request.dryRun ?? ports.settings().dry_run_default;
    const spec = { labels: labelsOf(request), caller, traceId, dryRun };
    if ('steps' in request) {
      const steps = request.steps.map((step, index) => stepOf(step, unreadable?.get(`steps[${index}].args`)));
      return runBatch(ports, steps, spec);
    }
    return runOne(new Run(ports, { ...spec, ...stepOf(request, unreadable?.get('args')) }), ports);
  };
}

async function runOne(run: Run, ports: DoorPorts): Promise<RunOutcome> {
  return run.end(
    await guarded(run, async () => {
      run.recordRequested();
      const ready = await prepare(ports, run);
      return run.spec.dryRun ? { status: 'dry_run' } : consentAndAct(ports, run, ready);
    }),
  );
}

/** A given trace must be one of the caller's own; nobody can write into another's story. @throws Refusal */
async function traceFor(ports: DoorPorts, traceId: string | undefined, caller: Caller): Promise<string> {
  if (traceId === undefined) return ports.newId();
  if (ports.runs.ownsTrace(traceId, caller) || (await ports.recordedTrace(traceId, caller))) return traceId;
  throw new Refusal(
    'bad_request',
    `traceId ${traceId} names no run of yours. Leave it out to begin a new trace.`,
  );
}

function labelsOf({ reason, agentId, department }: RunLabels): Labels {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(agentId === undefined ? {} : { agentId }),
    ...(department === undefined ? {} : { department }),
  };
}
