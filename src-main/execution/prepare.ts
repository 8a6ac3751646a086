import { z } from 'zod';
import { plan as planSchema } from '../../src-preload/contract/schemas/common.ts';
import type { Decision, Plan } from '../../src-preload/contract/types.ts';
import { ToolError } from '../platform/tool-error.ts';
import type { PlanContext, Tool } from '../tools/tool.ts';
import { runLimitSeconds, stepsOverBudget, takeCall } from './budget.ts';
import { canonicalJson, deepFreeze, jsonCopy } from './canonical.ts';
import { RateLimited } from './limits.ts';
import { decide, higherRisk, raised } from './policy.ts';
import type { DoorPorts } from './ports.ts';
import type { Ending, Run } from './run.ts';
import { RunStopped } from './stop.ts';

/** A run that ends before it acts. Thrown by the checks, turned into the run's ending by the door. */
export class Ends extends Error {
  constructor(readonly ending: Ending) {
    super(ending.error?.message ?? ending.status);
  }
}

function ends(status: Ending['status'], code: string, message: string): Ends {
  return new Ends({ status, error: { code, message } });
}

/**
 * The checks before a plan: paused, known, enabled, arguments, rate and loops, availability. Sets the run's arguments.
 * @throws Ends
 */
export async function admit(ports: DoorPorts, run: Run): Promise<Tool> {
  checkPaused(ports);
  const { tool } = run;
  if (!tool) {
    const known = ports.catalogue.tools.map((each) => each.name).join(', ');
    throw ends(
      'unknown_tool',
      'unknown_tool',
      `There is no tool named ${run.spec.tool}. There are: ${known}.`,
    );
  }
  checkEnabled(ports, run, tool);
  const { args, argsProblem } = run.spec;
  const parsed = argsProblem === undefined ? tool.args.safeParse(args) : undefined;
  if (parsed?.success === true) run.args = deepFreeze(parsed.data);
  // Counted before they are judged: malformed calls in a loop are a loop too, and an alias is the tool.
  try {
    takeCall(ports, run, tool);
  } catch (error) {
    throw limited(error);
  }
  if (!parsed) throw ends('invalid_args', 'invalid_args', argsProblem ?? '');
  if (!parsed.success) throw invalidArgs(parsed.error);
  await checkAvailable(ports, run, tool);
  return tool;
}

/** @throws Ends when everything is paused */
export function checkPaused(ports: DoorPorts): void {
  if (ports.isPaused()) throw ends('paused', 'paused', 'Everything is paused. Resume to run anything.');
}

/** @throws Ends when the tool is off */
export function checkEnabled(ports: DoorPorts, run: Run, tool: Tool): void {
  if (ports.isEnabled(tool, ports.settings())) return;
  throw ends('disabled', 'disabled', `${run.toolName} is switched off. Switch it on under Tools.`);
}

/** @throws Ends when the tool cannot work here and now */
export async function checkAvailable(ports: DoorPorts, run: Run, tool: Tool): Promise<void> {
  const available = await bounded(run, tool, 'Seeing whether it is available', (signal) =>
    tool.availability({ ...planContext(ports, run), signal }),
  );
  if (available.ok) return;
  const fix = available.fix === undefined ? '' : ` ${available.fix}`;
  throw ends('unavailable', 'unavailable', `${run.toolName}: ${available.reason}.${fix}`);
}

/** Turns a limit's refusal into the run's ending; passes anything else on. */
export function limited(error: unknown): unknown {
  if (!(error instanceof RateLimited)) return error;
  const { code, message, retryAfterMs } = error;
  return new Ends({
    status: 'rate_limited',
    error: { code, message, details: { retryAfterMs: Math.ceil(retryAfterMs) } },
  });
}

function invalidArgs(error: z.ZodError): Ends {
  const issues = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return new Ends({
    status: 'invalid_args',
    error: { code: 'invalid_args', message: z.prettifyError(error), details: { issues } },
  });
}

/**
 * Works out the run's plan and freezes it; the plan shares nothing with what the tool still holds.
 * @throws ToolError, RunStopped, or a bug of the tool
 */
export async function makePlan(ports: DoorPorts, run: Run, tool: Tool): Promise<Plan> {
  const made = await bounded(run, tool, 'Planning', (signal) =>
    tool.plan(run.args, { ...planContext(ports, run), signal }),
  ).catch((error: unknown) => {
    if (error instanceof ToolError) foundOut(ports, run, tool, [error.message, error.details]);
    throw error;
  });
  // Budgets and decisions count on it: a step count that is no number would pass every limit.
  const parsed = planSchema.safeParse(jsonCopy(made));
  if (!parsed.success) throw new Error(`${tool.name} made a plan that is none: ${parsed.error.message}`);
  foundOut(ports, run, tool, parsed.data.facts);
  return deepFreeze({ ...parsed.data, risk: higherRisk(tool.risk, parsed.data.risk) });
}

/** What a plan has found outside its caller gets too, in a dry run as well: known before anything is decided with it. */
function foundOut(ports: DoorPorts, run: Run, tool: Tool, result: unknown): void {
  if (tool.untrustedFacts !== true) return;
  run.hasFoundOut = true;
  ports.broughtIn.remember({ runId: run.runId, traceId: null, tool: tool.name, result, own: [run.args] });
}

/**
 * Waits for what a tool does before it may act, no longer than the run may take and not beyond its end, whether the tool
 * heeds the signal or not.
 * @throws RunStopped, or what `work` throws
 */
export async function bounded<T>(
  run: Run,
  tool: Tool,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  run.signal.throwIfAborted();
  const limitS = runLimitSeconds(run, tool);
  const overdue = new AbortController();
  const timer = setTimeout(() => {
    overdue.abort(new RunStopped('timed_out', `${what} took longer than ${limitS} s.`));
  }, limitS * 1000);
  const signal = AbortSignal.any([run.signal, overdue.signal]);
  let stop = (): void => undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      stop = () => reject(signal.reason as Error);
      signal.addEventListener('abort', stop, { once: true });
      (async () => work(signal))().then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    // A signal made of others is kept for as long as somebody listens to it, and all of the run with it.
    signal.removeEventListener('abort', stop);
  }
}

/** What budget and policy say of the run's plan now. */
export function decideRun(ports: DoorPorts, run: Run, tool: Tool, plan: Plan): Decision {
  // The settings of this moment, not of the run's beginning: what was tightened meanwhile counts.
  const settings = ports.settings();
  // What other runs have read meanwhile counts as well.
  run.taint = acts(plan) ? ports.broughtIn.find(run.args, run.spec.traceId) : null;
  const risk = run.taint === null ? plan.risk : raised(plan.risk);
  return decide({
    tool: { name: tool.name, enabled: ports.isEnabled(tool, settings), askAlways: tool.askAlways ?? false },
    plan,
    risk: plan.risk,
    taint: run.taint?.words ?? null,
    overBudget: stepsOverBudget(ports, plan.steps + run.stepsElsewhere()),
    settings,
    paused: ports.isPaused(),
    standing: ports.standing({ tool, args: run.args, plan, risk, caller: run.spec.caller }),
  });
}

/** Whether a plan writes, navigates or types: where text from outside would have its say. */
function acts({ effects }: Plan): boolean {
  return effects.some(({ kind }) => kind === 'write' || kind === 'navigate' || kind === 'input');
}

/** The members of `facts` that are no longer as they were. */
export function driftedFacts(before: Plan, after: Plan): string[] {
  const keys = new Set([...Object.keys(before.facts), ...Object.keys(after.facts)]);
  const differs = (key: string): boolean =>
    canonicalJson(before.facts[key] ?? null) !== canonicalJson(after.facts[key] ?? null);
  return [...keys].filter(differs);
}

/**
 * Looks at the facts again, right before acting.
 * @throws Ends `denied` with what changed
 */
export async function checkFacts(ports: DoorPorts, run: Run, tool: Tool, planned: Plan): Promise<void> {
  const drifted = await drift(ports, run, tool, planned);
  if (drifted === null) return;
  throw new Ends({
    status: 'denied',
    error: {
      code: 'drift',
      message: `What this run depends on has changed since it was planned (${drifted.words}). Run it again.`,
      details: { changed: drifted.keys },
    },
  });
}

async function drift(
  ports: DoorPorts,
  run: Run,
  tool: Tool,
  planned: Plan,
): Promise<{ words: string; keys: string[] } | null> {
  try {
    const now = await makePlan(ports, run, tool);
    const keys = driftedFacts(planned, now);
    if (canonicalJson(now) === canonicalJson(planned)) return null;
    const words = now.refusal?.message ?? (keys.length > 0 ? keys.join(', ') : 'its effects');
    return { words, keys };
  } catch (error) {
    if (error instanceof ToolError) return { words: error.message, keys: [] };
    throw error;
  }
}

export function planContext(ports: DoorPorts, run: Run): PlanContext {
  return { settings: run.settings, signal: run.signal, platform: ports.platform.forPlan(run.signal) };
}
