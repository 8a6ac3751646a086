import type { Tool } from '../tools/tool.ts';
import { canonicalHash } from './canonical.ts';
import type { DoorPorts } from './ports.ts';
import type { Run } from './run.ts';

/** Takes one call, or one more attempt of it, from the rate and from the count of identical calls. @throws RateLimited */
export function takeCall(ports: DoorPorts, run: Run, tool: Tool): void {
  // As they will be used, where they could be read: a default written out is still the same call.
  const callHash = canonicalHash([tool.name, run.args ?? run.spec.argsProblem ?? run.spec.args]);
  ports.limits.take(run.spec.caller, tool.name, callHash, ports.settings());
}

/** Words for a plan that takes more steps than a run may, or null. */
export function stepsOverBudget(ports: DoorPorts, steps: number): string | null {
  const limit = ports.settings().max_steps_per_run;
  if (steps <= limit) return null;
  return `This takes ${steps} steps; a run may have ${limit} (setting max_steps_per_run).`;
}

/** Seconds a run may take: the setting, or the tool's own lower limit. */
export function runLimitSeconds(run: Run, tool: Tool): number {
  return Math.min(run.settings.run_timeout_s, tool.maxRunSeconds ?? Infinity);
}
