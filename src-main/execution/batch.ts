import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { Decision, Plan, RunOutcome } from '../../src-preload/contract/types.ts';
import { VERDICTS } from '../../src-preload/contract/types.ts';
import { stepsOverBudget } from './budget.ts';
import { canonicalHash, deepFreeze } from './canonical.ts';
import {
  act,
  ask,
  usedArgs,
  consentAndAct,
  effectiveRisk,
  guarded,
  prepare,
  setAnswer,
  throwIfDenied,
  type Prepared,
} from './phases.ts';
import { asksAlways, higherRisk } from './policy.ts';
import { pictureOfBatch } from './picture.ts';
import type { DoorPorts } from './ports.ts';
import { decideRun, Ends, makePlan } from './prepare.ts';
import { recordedArgs, Run, type Ending, type RunSpec, type RunSubject } from './run.ts';
import type { RunStopped } from './stop.ts';

interface Step {
  run: Run;
  ready: Prepared;
}

/**
 * Several calls as one: all are planned before any acts, one answer covers the plan as a whole, and the batch stops at the
 * first step that is not ok. Each step is a run of its own in the record, on one trace.
 */
export async function runBatch(
  ports: DoorPorts,
  requests: RunSubject[],
  spec: Omit<RunSpec, keyof RunSubject>,
): Promise<RunOutcome> {
  const args = { steps: requests.map((request) => ({ tool: request.tool, args: recordedArgs(request) })) };
  const batch = new Run(ports, { ...spec, tool: 'batch', args });
  const runs: Run[] = [];
  // Stopping the batch stops whichever of its steps is under way.
  batch.signal.addEventListener('abort', () => {
    for (const run of runs) ports.runs.cancel(run.runId, batch.signal.reason as RunStopped);
  });
  const ending = await guarded(batch, async () => {
    batch.recordRequested();
    const planned = await planAll(ports, batch, requests, runs);
    if ('failed' in planned) return planned.failed;
    decideBatch(ports, batch, planned.ready);
    if (spec.dryRun) {
      for (const { run } of planned.ready) await run.end({ status: 'dry_run' });
      return { status: 'dry_run' };
    }
    throwIfDenied(batch);
    if (batch.decision?.verdict === 'ask') await askForAll(ports, batch, planned.ready);
    // No step acts before the disk knows of the batch that it belongs to.
    await batch.recorded();
    ports.runs.update(batch.runId, { state: 'running' });
    return actAll(ports, batch, planned.ready);
  });
  await endUntouched(runs, ending);
  batch.steps = runs.map((run) => run.outcome).filter((outcome) => outcome !== undefined);
  return batch.end(ending);
}

/** Plans every step; stops at the first that cannot run, or with which the batch has more steps than it may. */
async function planAll(
  ports: DoorPorts,
  batch: Run,
  requests: RunSubject[],
  runs: Run[],
): Promise<{ ready: Step[] } | { failed: Ending }> {
  const ready: Step[] = [];
  for (const request of requests) {
    batch.signal.throwIfAborted();
    const run = new Run(ports, { ...batch.spec, ...request });
    runs.push(run);
    const failed = await guarded(run, async () => {
      run.recordRequested();
      ready.push({ run, ready: await prepare(ports, run) });
      return { status: 'ok' };
    });
    if (failed.status !== 'ok') {
      await run.end(failed);
      return { failed };
    }
    // What is refused for its length anyway needs no more planning, and no more of the rate.
    const steps = ready.reduce((sum, { ready: { plan } }) => sum + plan.steps, 0);
    if (stepsOverBudget(ports, steps) !== null) break;
  }
  for (const run of runs) {
    run.stepsElsewhere = () =>
      runs.reduce((sum, other) => sum + (other === run ? 0 : (other.plan?.steps ?? 0) + other.stepsTaken), 0);
  }
  return { ready };
}

/** One plan that lists every step and names each by its hash, and the strictest of the steps' decisions. */
function decideBatch(ports: DoorPorts, batch: Run, steps: readonly Step[]): void {
  batch.plan = deepFreeze(combinedPlan(steps.map(({ ready }) => ready)));
  const overBudget = stepsOverBudget(ports, batch.plan.steps);
  const strictest = steps
    .map(({ run }) => run.decision as Decision)
    .reduce((a, b) => (VERDICTS.indexOf(b.verdict) > VERDICTS.indexOf(a.verdict) ? b : a));
  batch.decision = overBudget
    ? { verdict: 'deny', decidedBy: 'setting:max_steps_per_run', why: overBudget }
    : strictest;
  batch.recordDecided();
}

function combinedPlan(steps: readonly Prepared[]): Plan {
  const plans = steps.map(({ plan }) => plan);
  const refusal = plans.find((plan) => plan.refusal)?.refusal;
  return {
    summary: plans.map((plan, index) => `${index + 1}. ${plan.summary}`).join('\n'),
    risk: plans.map((plan) => plan.risk).reduce(higherRisk),
    steps: plans.reduce((sum, plan) => sum + plan.steps, 0),
    effects: plans.flatMap((plan) => plan.effects),
    facts: {
      steps: steps.map(({ tool, plan }): JsonValue => ({ tool: tool.name, plan: canonicalHash(plan) })),
    },
    ...(refusal ? { refusal } : {}),
  };
}

async function askForAll(ports: DoorPorts, batch: Run, steps: readonly Step[]): Promise<void> {
  const { plan } = batch;
  if (!plan) throw new Error('A batch without a plan cannot be asked for.');
  const answer = await ask(ports, batch, {
    kind: 'batch',
    tool: 'batch',
    toolVersion: canonicalHash(steps.map(({ ready: { tool } }) => [tool.name, tool.version])),
    plan,
    risk: steps.map(({ run, ready }) => effectiveRisk(run, ready.plan)).reduce(higherRisk),
    taint: steps.flatMap(({ run }, index) =>
      (run.taint?.parts ?? []).map((part) => ({
        ...part,
        where: part.where.replace(/^args/, `args.steps[${index}].args`),
      })),
    ),
    args: { steps: steps.map(({ run }) => ({ tool: run.toolName, args: usedArgs(run) })) },
    ...(await pictureOfBatch(ports, steps)),
    askAlways: steps.some(({ ready }) => asksAlways(ready.tool, ready.plan)),
  });
  // No standing answer is for a batch.
  if (answer.verdict === 'covered') throw new Error('A batch was answered by what stands.');
  setAnswer(batch, answer);
  batch.signal.throwIfAborted();
  throwIfDenied(batch);
  for (const { run } of steps) if (run.decision?.verdict === 'ask') setAnswer(run, answer);
}

async function actAll(ports: DoorPorts, batch: Run, steps: readonly Step[]): Promise<Ending> {
  for (const { run, ready } of steps) {
    const outcome = await run.end(await guarded(run, () => actOrAskAnew(ports, batch, run, ready)));
    if (outcome.status !== 'ok') {
      return { status: outcome.status, ...(outcome.error ? { error: outcome.error } : {}) };
    }
  }
  return { status: 'ok' };
}

/** An earlier step may have changed what this one depends on: then it alone is planned and asked for anew, once. */
async function actOrAskAnew(ports: DoorPorts, batch: Run, run: Run, ready: Prepared): Promise<Ending> {
  try {
    return await act(ports, run, ready);
  } catch (error) {
    if (run.started || !(error instanceof Ends) || error.ending.error?.code !== 'drift') throw error;
    const plan = await makePlan(ports, run, ready.tool);
    run.plan = plan;
    run.decision = askedAnew(batch, decideRun(ports, run, ready.tool, plan));
    run.recordDecided();
    throwIfDenied(run);
    return consentAndAct(ports, run, { tool: ready.tool, plan });
  }
}

/** A person allowed the batch as they saw it; what has changed since is theirs to allow, even where the mode would. */
function askedAnew(batch: Run, now: Decision): Decision {
  if (now.verdict !== 'allow' || batch.decision?.decidedBy !== 'person') return now;
  return {
    verdict: 'ask',
    decidedBy: now.decidedBy,
    why: 'This step has changed since the batch was allowed.',
  };
}

/** Steps that were planned but not reached end too: every run has exactly one ending. */
async function endUntouched(runs: readonly Run[], ending: Ending): Promise<void> {
  for (const run of runs) {
    if (run.outcome) continue;
    const message = `The batch ended (${ending.status}) before this step.`;
    await run.end({ status: 'cancelled', error: { code: 'batch_stopped', message } });
  }
}
