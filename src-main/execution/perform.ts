import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { ArtifactRef } from '../../src-preload/contract/types.ts';
import { AuditUnavailable } from '../audit/audit-log.ts';
import type { RunScope } from '../platform/platform.ts';
import { ToolError } from '../platform/tool-error.ts';
import type { RunContext, Tool } from '../tools/tool.ts';
import { runLimitSeconds, stepsOverBudget, takeCall } from './budget.ts';
import { jsonCopy } from './canonical.ts';
import { RateLimited } from './limits.ts';
import type { DoorPorts } from './ports.ts';
import { Ends } from './prepare.ts';
import type { Ending, Run } from './run.ts';
import { Steps } from './steps.ts';
import { RunStopped } from './stop.ts';

/** A tool that does not stop when told to is given this long before the run ends without it. */
const STOP_GRACE_MS = 400;
const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 5_000;
/** Of every run that has ended: one error for all, for making its stack is the dearest part of telling it. */
const OVER = new RunStopped('cancelled', 'The run has ended.');

/**
 * Runs a tool that may run: one deadline and one signal over all attempts, each attempt recorded, transient failures of
 * repeatable tools tried again with growing pauses. Resolves to the ending; never rejects for what the tool did.
 * @param may what still has to hold
 */
export async function perform(ports: DoorPorts, run: Run, tool: Tool, may: MayAct): Promise<Ending> {
  const limitMs = runLimitSeconds(run, tool) * 1000;
  const stopper = new AbortController();
  const timer = setTimeout(() => {
    stopper.abort(new RunStopped('timed_out', `The run took longer than ${limitMs / 1000} s.`));
  }, limitMs);
  const signal = AbortSignal.any([run.signal, stopper.signal]);
  let over = false;
  const stop: Stop = {
    signal,
    deadline: performance.now() + limitMs,
    because: (why) => stopper.abort(why),
    over: () => over,
  };
  try {
    return await attempts(ports, run, tool, stop, may);
  } catch (error) {
    if (error instanceof Ends && !signal.aborted) return error.ending;
    const ending = endingOf(error, signal);
    if (ending.error?.code === 'internal') ports.onBug(tool.name, error);
    return ending;
  } finally {
    clearTimeout(timer);
    over = true;
    // Whatever the tool left running under this scope ends now.
    stopper.abort(OVER);
  }
}

/** Whether a run may act once more; each throws Ends, or the run's abort reason, when it may not. */
export interface MayAct {
  /** Decision, stop and settings of this very moment. */
  now(): void;
  /** Everything that allowed the first attempt, looked at again before a further one. */
  again(): Promise<void>;
}

/** The end of a run, over all its attempts. */
interface Stop {
  signal: AbortSignal;
  /** On the clock of `performance.now()`, milliseconds. */
  deadline: number;
  because: (why: unknown) => void;
  /** What the run leaves behind is being recorded: nothing is added to it any more. */
  over: () => boolean;
}

async function attempts(ports: DoorPorts, run: Run, tool: Tool, stop: Stop, may: MayAct): Promise<Ending> {
  const { signal } = stop;
  for (;;) {
    run.attempts += 1;
    const began = ports.clock.monotonicMs();
    const steps = new Steps(ports, run, stop.because);
    try {
      const result = await stoppable(attempt(ports, run, tool, stop, steps), signal);
      // What was stopped has ended as stopped, even if the tool got to its end before it noticed.
      signal.throwIfAborted();
      steps.close({ status: 'ok' });
      return { status: 'ok', result: checkedResult(tool, result) };
    } catch (error) {
      const retry =
        error instanceof ToolError &&
        error.transient &&
        tool.repeatable &&
        !signal.aborted &&
        run.attempts <= run.settings.max_retries_per_tool &&
        withinSteps(ports, run, steps) &&
        withinRate(ports, run, tool);
      const { status, error: failure } = endingOf(error, signal);
      steps.close({ status, ...(failure ? { error: failure } : {}) });
      run.record({
        event: 'attempt',
        attempts: run.attempts,
        duration_ms: ports.clock.monotonicMs() - began,
        error: failure ?? null,
        detail: { outcome: status, retry },
      });
      if (!retry) throw error;
      await run.recorded();
      await pause(Math.min(FIRST_BACKOFF_MS * 2 ** (run.attempts - 1), MAX_BACKOFF_MS), signal);
      // Long enough for a folder to be swapped, the tool to be switched off, or the retries to be taken away.
      await stoppable(may.again(), signal);
      if (run.attempts > run.settings.max_retries_per_tool) throw error;
      // Nothing is waited for between this and the tool's next move.
      may.now();
    }
  }
}

/** One count of steps for all attempts: a further one is begun only if all that it may take is left. */
function withinSteps(ports: DoorPorts, run: Run, steps: Steps): boolean {
  run.stepsTaken += steps.count;
  if (run.stepsTaken === 0) return true;
  const planned = run.plan?.steps ?? 0;
  return stepsOverBudget(ports, run.stepsTaken + planned + run.stepsElsewhere()) === null;
}

/** An attempt more counts as a call more. */
function withinRate(ports: DoorPorts, run: Run, tool: Tool): boolean {
  try {
    takeCall(ports, run, tool);
    return true;
  } catch (error) {
    if (error instanceof RateLimited) return false;
    throw error;
  }
}

/** What was allowed for its hosts is bound to them; what the mode allows is not. */
function hostsAllowed(run: Run, tool: Tool): readonly string[] | null {
  if (!run.plan || run.decision?.decidedBy === 'mode') return null;
  return tool.reach?.({ plan: run.plan, args: run.args }).hosts ?? null;
}

async function attempt(ports: DoorPorts, run: Run, tool: Tool, stop: Stop, steps: Steps): Promise<unknown> {
  const { plan } = run;
  const { signal, deadline } = stop;
  if (!plan) throw new Error('A run without a plan cannot act.');
  const keep = async (file: Parameters<RunContext['artifact']>[0]): Promise<ArtifactRef> => {
    const ref = await ports.artifacts.put(file);
    if (stop.over()) throw OVER;
    run.artifacts.push(ref);
    // At once, and not only at the run's end: it is to be found when the app is killed before that.
    steps.kept(ref);
    return ref;
  };
  const scope: RunScope = { signal, deadline, report: (effect) => void run.effects.push(effect) };
  const context: RunContext = {
    settings: run.settings,
    signal,
    deadline,
    platform: ports.platform.forRun(scope),
    onlyHosts: hostsAllowed(run, tool),
    attempt: run.attempts,
    // A tool that goes on after its end has nothing more to say: the run's record is closed.
    step: (index, of, words) => {
      signal.throwIfAborted();
      if (steps.count >= plan.steps) {
        const over = moreThanPlanned(plan.steps);
        stop.because(over);
        throw over;
      }
      return steps.begin(index, of, words);
    },
    artifact: async (file) => {
      signal.throwIfAborted();
      const ref = await keep(file);
      signal.throwIfAborted();
      return ref;
    },
    evidence: keep,
  };
  return tool.run({ plan, args: run.args }, context);
}

/** The steps that were planned are the ones that were reserved, shown and allowed. */
function moreThanPlanned(planned: number): ToolError {
  return new ToolError(
    'budget_exceeded',
    'more_steps_than_planned',
    `The run was about to take more than the ${planned} steps that were planned. It was stopped.`,
  );
}

/** Waits for `work`, but after an abort only as long as the grace lasts. */
async function stoppable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: () => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_resolve, reject) => {
    stop = () => {
      timer = setTimeout(() => reject(signal.reason as Error), STOP_GRACE_MS);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, overdue]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    // After the race nobody else waits for a tool that was left behind.
    work.catch(() => undefined);
  }
}

/** @throws Error when a tool gives what its own schema does not allow: a bug of the tool, never passed on. */
function checkedResult(tool: Tool, result: unknown): JsonValue {
  const parsed = tool.result.safeParse(result);
  if (!parsed.success) {
    throw new Error(`${tool.name} gave a result that its schema refuses: ${parsed.error.message}`);
  }
  return jsonCopy(parsed.data as JsonValue);
}

/** What a thrown value means for the run. An abort explains whatever else was thrown because of it. */
export function endingOf(error: unknown, signal: AbortSignal): Ending {
  const reason: unknown = signal.aborted ? signal.reason : error;
  if (reason instanceof RunStopped) {
    const status = reason.why === 'timed_out' ? 'timed_out' : 'cancelled';
    const code = reason.why === 'quit' ? 'cancelled' : reason.why;
    return { status, error: { code, message: reason.message } };
  }
  if (reason instanceof ToolError) {
    const { status, code, message, details } = reason;
    return { status, error: { code, message, ...(details === undefined ? {} : { details }) } };
  }
  const message = reason instanceof Error ? reason.message : String(reason);
  const code = reason instanceof AuditUnavailable ? 'audit_unavailable' : 'internal';
  return { status: 'error', error: { code, message } };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
