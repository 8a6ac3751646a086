import type { Decision, Plan, Risk, StepRequest } from '../../src-preload/contract/types.ts';
import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { Tool } from '../tools/tool.ts';
import { Covered, type ApprovalAnswer, type ApprovalRequest } from './approver.ts';
import { jsonCopy } from './canonical.ts';
import { endingOf, perform } from './perform.ts';
import { asksAlways, raised } from './policy.ts';
import type { DoorPorts } from './ports.ts';
import {
  admit,
  bounded,
  checkAvailable,
  checkFacts,
  decideRun,
  Ends,
  limited,
  makePlan,
  planContext,
} from './prepare.ts';
import { pictureOf } from './picture.ts';
import type { Ending, Run, RunSubject } from './run.ts';

/*
 * The phases of a run, in the order a run goes through them. A single run and a batch put them together in their own ways.
 */

/** Tool and arguments of a request. */
export function stepOf(step: StepRequest, argsProblem: string | undefined): RunSubject {
  return { tool: step.tool, args: step.args ?? {}, ...(argsProblem === undefined ? {} : { argsProblem }) };
}

/** Asks where it must and acts. @throws Ends */
export async function consentAndAct(ports: DoorPorts, run: Run, ready: Prepared): Promise<Ending> {
  if (run.decision?.verdict === 'ask') await askPerson(ports, run, ready);
  return act(ports, run, ready);
}

/** Turns whatever ends `work` into the run's ending. */
export async function guarded(run: Run, work: () => Promise<Ending>): Promise<Ending> {
  try {
    return await work();
  } catch (error) {
    return error instanceof Ends ? error.ending : endingOf(error, run.signal);
  }
}

/** A run's tool and frozen plan, once it has both. */
export interface Prepared {
  tool: Tool;
  plan: Plan;
}

/**
 * Checks, plan and decision, recorded. In a dry run a refusal is part of the answer.
 * @throws Ends
 */
export async function prepare(ports: DoorPorts, run: Run): Promise<Prepared> {
  const tool = await admit(ports, run);
  const plan = await makePlan(ports, run, tool);
  run.plan = plan;
  run.decision = decideRun(ports, run, tool, plan);
  run.recordDecided();
  if (!run.spec.dryRun) throwIfDenied(run);
  return { tool, plan };
}

/** @throws Ends with the status that belongs to whoever denied */
export function throwIfDenied(run: Run): void {
  const { decision } = run;
  if (decision?.verdict !== 'deny') return;
  const { decidedBy, why } = decision;
  const status = STATUS_OF_DENY[decidedBy] ?? 'policy_blocked';
  const guard = run.plan?.refusal?.guard;
  const code = decidedBy === 'guard' && guard ? `${guard}_refused` : (CODE_OF_DENY[decidedBy] ?? 'policy');
  throw new Ends({ status, error: { code, message: why } });
}
const STATUS_OF_DENY: Record<string, Ending['status']> = {
  'setting:paused': 'paused',
  'setting:tool_enabled': 'disabled',
  'setting:max_steps_per_run': 'budget_exceeded',
  person: 'denied',
  no_approver: 'denied',
};
const CODE_OF_DENY: Record<string, string> = {
  'setting:paused': 'paused',
  'setting:tool_enabled': 'disabled',
  'setting:max_steps_per_run': 'too_many_steps',
  mode: 'read_only',
  person: 'denied',
  no_approver: 'no_approver',
};

/** Puts the run's plan to the person and makes their answer its decision. @throws Ends */
async function askPerson(ports: DoorPorts, run: Run, ready: Prepared): Promise<void> {
  const { tool, plan } = ready;
  const { covered, stop } = watchStanding(ports, run, ready);
  try {
    const subject = {
      kind: 'run' as const,
      tool: tool.name,
      toolVersion: tool.version,
      plan,
      risk: effectiveRisk(run, plan),
      ...(run.taint && run.taint.parts.length > 0 ? { taint: run.taint.parts } : {}),
      args: usedArgs(run),
      askAlways: asksAlways(tool, plan),
      ...(tool.reach ? { reach: tool.reach({ plan, args: run.args }) } : {}),
      ...(await pictureOf(ports, run, ready)),
    };
    setAnswer(run, await ask(ports, run, subject, covered));
  } finally {
    stop();
  }
  run.signal.throwIfAborted();
  throwIfDenied(run);
}

/**
 * While a question waits, the answer to another one may come to cover it: then asking again would only train people to
 * press Allow. Policy itself says so, over the whole input, as it does for a new run; where it would not have asked (a
 * batch's step that has changed) nothing but an answer to this very question counts.
 */
function watchStanding(
  ports: DoorPorts,
  run: Run,
  { tool, plan }: Prepared,
): { covered: AbortSignal; stop: () => void } {
  const covered = new AbortController();
  if (decideRun(ports, run, tool, plan).verdict !== 'ask') {
    return { covered: covered.signal, stop: () => undefined };
  }
  const stop = ports.onStanding?.(() => {
    const now = decideRun(ports, run, tool, plan);
    if (now.verdict === 'allow' && standingId(now) !== null) covered.abort(new Covered(now));
  });
  return { covered: covered.signal, stop: stop ?? (() => undefined) };
}

/** The id of the rule or session answer that decided, or null. */
function standingId({ decidedBy }: Decision): string | null {
  return /^(?:rule|session):(.+)$/.exec(decidedBy)?.[1] ?? null;
}

/** The plan's risk, one level more where something from outside is in it. */
export function effectiveRisk(run: Run, plan: Plan): Risk {
  return run.taint === null ? plan.risk : raised(plan.risk);
}

/** The arguments as they will be used: parsed, with what was left out filled in. */
export function usedArgs(run: Run): JsonValue {
  return jsonCopy(run.args as JsonValue);
}

/** Asks the person about a run; while they think, it counts as waiting. `covered` takes the question back. @throws Ends */
export async function ask(
  ports: DoorPorts,
  run: Run,
  subject: Pick<
    ApprovalRequest,
    | 'kind'
    | 'tool'
    | 'toolVersion'
    | 'plan'
    | 'risk'
    | 'taint'
    | 'args'
    | 'askAlways'
    | 'reach'
    | 'picture'
    | 'pictureProblem'
  >,
  covered?: AbortSignal,
): Promise<ApprovalAnswer> {
  ports.runs.update(run.runId, { state: 'waiting' });
  const { caller, labels } = run.spec;
  const why = run.decision?.why ?? '';
  const signal = covered ? AbortSignal.any([run.signal, covered]) : run.signal;
  try {
    return await ports.approver.ask({ ...subject, runId: run.runId, caller, labels, why }, signal);
  } catch (error) {
    throw limited(error);
  }
}

/** Makes an answer (or that nobody could be asked) the run's decision, recorded. */
export function setAnswer(run: Run, answer: ApprovalAnswer): void {
  const approvalId = answer.approvalId === undefined ? {} : { approvalId: answer.approvalId };
  run.decision = { ...decisionOf(answer), ...approvalId };
  run.recordDecided();
}

function decisionOf(answer: ApprovalAnswer): Decision {
  switch (answer.verdict) {
    case 'allow':
      return { verdict: 'allow', decidedBy: 'person', why: 'Allowed in the approval window.' };
    case 'deny':
      return { verdict: 'deny', decidedBy: answer.by, why: answer.why };
    case 'covered':
      return answer.decision;
  }
}

/**
 * Waits for a slot; then everything that may have changed since the decision is looked at again, `started` is on disk,
 * and the tool acts. Nobody is asked while a slot is held, nor is any answer waited for: thinking people must not keep
 * other runs waiting.
 * @throws Ends, AuditUnavailable
 */
export async function act(ports: DoorPorts, run: Run, ready: Prepared): Promise<Ending> {
  for (;;) {
    await untilReady(ports, run, ready.tool);
    const release = await takeSlot(ports, run);
    let next: 'act' | 'ask' | 'wait';
    try {
      next = await whatNext(ports, run, ready);
      if (next === 'act') return await start(ports, run, ready);
    } finally {
      release();
    }
    if (next === 'ask') await askPerson(ports, run, ready);
  }
}

/** @throws Ends, or the run's abort reason */
async function untilReady(ports: DoorPorts, run: Run, tool: Tool): Promise<void> {
  if (isReady(ports, run, tool)) return;
  ports.runs.update(run.runId, { state: 'waiting' });
  await bounded(run, tool, 'Waiting until it may act', async (signal) => {
    const context = { ...planContext(ports, run), signal };
    for (let wait = tool.ready?.(context); wait instanceof Promise; wait = tool.ready?.(context)) await wait;
  });
}

function isReady(ports: DoorPorts, run: Run, tool: Tool): boolean {
  if (!tool.ready) return true;
  const stop = new AbortController();
  const ready = tool.ready({ ...planContext(ports, run), signal: stop.signal });
  if (ready === true) return true;
  ready.catch(() => undefined);
  stop.abort();
  return false;
}

/** What is to happen with a run that has its slot. @throws Ends */
async function whatNext(ports: DoorPorts, run: Run, ready: Prepared): Promise<'act' | 'ask' | 'wait'> {
  if (!isReady(ports, run, ready.tool)) return 'wait';
  try {
    return (await mayAct(ports, run, ready)) ? 'act' : 'ask';
  } catch (error) {
    // A question that came up in the middle of the look was in its view.
    const drifted = error instanceof Ends && error.ending.error?.code === 'drift';
    if (drifted && !isReady(ports, run, ready.tool)) return 'wait';
    throw error;
  }
}

/** Decision, availability and facts, once more, under the settings of now. False: ask first. @throws Ends */
async function mayAct(ports: DoorPorts, run: Run, ready: Prepared): Promise<boolean> {
  run.settings = ports.settings();
  if (!decideAgain(ports, run, ready)) return false;
  await checkAvailable(ports, run, ready.tool);
  await checkFacts(ports, run, ready.tool, ready.plan);
  return true;
}

/** @throws Ends, AuditUnavailable */
async function start(ports: DoorPorts, run: Run, ready: Prepared): Promise<Ending> {
  run.record({ event: 'started' });
  run.started = true;
  await run.recorded();
  // The disk may have taken its time, enough to swap a folder. What has no facts needs no second look, and what is asked
  // to be ready looks for itself at each action.
  if (!ready.tool.ready && Object.keys(ready.plan.facts).length > 0) {
    await checkFacts(ports, run, ready.tool, ready.plan);
  }
  // Checks and sync took their time. Whoever stopped this run or allowed less meanwhile must find that it has not acted.
  while (ports.settings() !== run.settings) if (!(await mayAct(ports, run, ready))) throw lapsed();
  const now = (): void => {
    run.signal.throwIfAborted();
    if (ports.settings() !== run.settings || !decideAgain(ports, run, ready)) throw lapsed();
  };
  now();
  const standing = run.decision ? standingId(run.decision) : null;
  if (standing !== null) ports.standingUsed?.(standing);
  ports.runs.update(run.runId, { state: 'running' });
  const ending = await perform(ports, run, ready.tool, { now, again: () => mayStillAct(ports, run, ready) });
  bringIn(ports, run, ready, ending);
  return ending;
}

/** What a tool gives back from outside is known before its caller has it; its failures repeat pages too. */
function bringIn(ports: DoorPorts, run: Run, { tool, plan }: Prepared, { result, error }: Ending): void {
  if (tool.untrusted !== true) return;
  const { runId, spec } = run;
  const { summary, effects, facts } = plan;
  // A plan is made of its arguments, or of what it has found outside.
  const words = [summary, effects.map(({ target, detail }) => [target, detail]), facts];
  const own = tool.untrustedFacts === true ? [run.args] : [run.args, words];
  ports.broughtIn.remember({ runId, traceId: spec.traceId, tool: tool.name, result: [result, error], own });
}

/** Everything that may have changed since the attempt before. @throws Ends, AuditUnavailable */
async function mayStillAct(ports: DoorPorts, run: Run, ready: Prepared): Promise<void> {
  do {
    if (!(await mayAct(ports, run, ready))) throw lapsed();
    await run.recorded();
  } while (ports.settings() !== run.settings);
}

function lapsed(): Ends {
  const message = 'What is allowed changed at the moment this run was to act. Run it again.';
  return new Ends({ status: 'denied', error: { code: 'policy_changed', message } });
}

/**
 * What was tightened while the run waited counts for it; a person's own Allow stands unless it is refused now.
 * @returns false when a person has to be asked. @throws Ends
 */
function decideAgain(ports: DoorPorts, run: Run, { tool, plan }: Prepared): boolean {
  const now = decideRun(ports, run, tool, plan);
  const before = run.decision;
  if (before?.verdict === 'allow') {
    if (before.decidedBy === 'person' && now.verdict !== 'deny') return true;
    if (before.decidedBy === now.decidedBy && now.verdict === 'allow') return true;
  }
  run.decision = now;
  run.recordDecided();
  throwIfDenied(run);
  return now.verdict === 'allow';
}

/** Waits for a place among the runs that act at the same time. @throws Ends when the queue is full */
async function takeSlot(ports: DoorPorts, run: Run): Promise<() => void> {
  try {
    ports.runs.update(run.runId, { state: 'waiting' });
    return await ports.slots.take(() => ports.settings().max_concurrent_runs, run.signal);
  } catch (error) {
    throw limited(error);
  }
}
