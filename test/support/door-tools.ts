import fs, { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { JsonObject } from '../../src-preload/contract/json.ts';
import type { AuditEntry, Plan, Risk } from '../../src-preload/contract/types.ts';
import { nodeFs, type AuditFs } from '../../src-main/audit/audit-fs.ts';
import type { RunContext, Tool, ToolDefinition } from '../../src-main/tools/tool.ts';
import { defineTool } from '../../src-main/tools/tool.ts';

const args = z.strictObject({
  /** Tells one call from another in the record. */
  id: z.string().optional(),
  hosts: z.array(z.string()).optional(),
  folders: z.array(z.string()).optional(),
  steps: z.number().int().optional(),
  text: z.string().optional(),
});
export type ProbeArgs = z.infer<typeof args>;
const result = z.strictObject({ id: z.string().optional(), done: z.boolean(), text: z.string().optional() });
export type ProbeResult = z.infer<typeof result>;

/** What the world is like at the moment; changing it under a plan is a drift. */
export interface World {
  facts: JsonObject;
}

export interface Probe {
  tool: Tool;
  /** Arguments of every attempt that acted, in order. */
  acted: ProbeArgs[];
  world: World;
}

export interface ProbeOptions {
  name?: string;
  aliases?: string[];
  risk?: Risk;
  planRisk?: (args: ProbeArgs) => Risk;
  askAlways?: boolean;
  untrusted?: true;
  untrustedFacts?: true;
  repeatable?: boolean;
  maxRunSeconds?: number;
  version?: string;
  reach?: boolean;
  availability?: ToolDefinition<ProbeArgs, ProbeResult>['availability'];
  ready?: ToolDefinition<ProbeArgs, ProbeResult>['ready'];
  picture?: ToolDefinition<ProbeArgs, ProbeResult>['picture'];
  plan?: (plan: Plan, args: ProbeArgs, signal: AbortSignal) => Promise<Plan> | Plan;
  /** What the tool does; by default it only says that it did. */
  act?: (args: ProbeArgs, context: RunContext, plan: Plan) => Promise<unknown>;
}

/** A tool that notes that it acted, and does what the test says. */
export function probe(options: ProbeOptions = {}): Probe {
  const acted: ProbeArgs[] = [];
  const world: World = { facts: { state: 'as planned' } };
  const { name = 'git_status', risk = 'low', act } = options;
  const tool = defineTool<ProbeArgs, ProbeResult>({
    name,
    aliases: options.aliases ?? [],
    title: name,
    description: 'A tool of a test.',
    version: options.version ?? '1.0.0',
    risk,
    ...(options.askAlways === undefined ? {} : { askAlways: options.askAlways }),
    ...(options.untrusted ? { untrusted: true as const } : {}),
    ...(options.untrustedFacts ? { untrustedFacts: true as const } : {}),
    repeatable: options.repeatable ?? false,
    ...(options.maxRunSeconds === undefined ? {} : { maxRunSeconds: options.maxRunSeconds }),
    args,
    result,
    availability: options.availability ?? (async () => ({ ok: true })),
    ...(options.ready ? { ready: options.ready } : {}),
    ...(options.picture ? { picture: options.picture } : {}),
    async plan(call, { signal }) {
      const plan: Plan = {
        summary: `Probe ${call.id ?? ''}`,
        risk: options.planRisk?.(call) ?? risk,
        steps: call.steps ?? 1,
        effects: [{ kind: 'read', target: call.id ?? 'nothing', detail: call.text ?? '' }],
        facts: { ...world.facts },
      };
      return options.plan ? options.plan(plan, call, signal) : plan;
    },
    ...(options.reach === true
      ? {
          narrows: { actions: [], hosts: true, folders: true },
          reach: ({ args: call }) => ({
            actions: [],
            hosts: call.hosts ?? [],
            folders: call.folders ?? [],
          }),
        }
      : {}),
    async run({ args: call, plan }, context) {
      acted.push(call);
      if (act) return (await act(call, context, plan)) as ProbeResult;
      return { ...(call.id === undefined ? {} : { id: call.id }), done: true };
    },
  });
  return { tool, acted, world };
}

/** Resolves when the signal aborts, with nothing; for tools that stop when told. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** A gate that a tool waits at and the test opens. */
export function gate(): { wait: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const wait = new Promise<void>((resolve) => (open = resolve));
  return { wait, open };
}

/** A disk that takes its time when told to. */
export function heldDisk(): { io: AuditFs; hold: () => void; held: () => boolean; release: () => void } {
  let holding = false;
  const waiting: (() => void)[] = [];
  const fdatasync = ((fd: number, done: fs.NoParamCallback) => {
    const sync = (): void => fs.fdatasync(fd, done);
    if (holding) waiting.push(sync);
    else sync();
  }) as typeof fs.fdatasync;
  return {
    io: { ...nodeFs, fdatasync },
    hold: () => (holding = true),
    held: () => waiting.length > 0,
    release() {
      holding = false;
      for (const sync of waiting.splice(0)) sync();
    },
  };
}

/** What the record on disk says at this moment of the run that was asked for with `id`. */
export function onDisk(logPath: string, id: string): AuditEntry[] {
  if (!existsSync(logPath)) return [];
  const entries = readFileSync(logPath, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditEntry);
  const asked = entries.find(
    ({ event, args: given }) => event === 'requested' && (given as { id?: string } | null)?.id === id,
  );
  return asked === undefined ? [] : entries.filter((entry) => entry.run_id === asked.run_id);
}

/**
 * What every record must be like, whatever happened: each run is requested first, decided before it is started, started
 * only on an allow, and ends once, last. Throws where it is not.
 */
export function checkRecord(entries: readonly AuditEntry[]): void {
  const runs = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    if (entry.run_id === undefined || entry.event === 'approval') continue;
    runs.set(entry.run_id, [...(runs.get(entry.run_id) ?? []), entry]);
  }
  for (const [runId, own] of runs) {
    const events = own.map((entry) => entry.event);
    const wrong = wrongWith(events, own);
    if (wrong !== null) throw new Error(`Run ${runId}: ${wrong}: ${events.join(', ')}`);
  }
}

function wrongWith(events: readonly AuditEntry['event'][], own: readonly AuditEntry[]): string | null {
  if (events[0] !== 'requested') return 'not requested first';
  if (events.filter((event) => event === 'requested').length !== 1) return 'requested more than once';
  if (events.filter((event) => event === 'finished').length !== 1) return 'has not one ending';
  if (events.at(-1) !== 'finished') return 'recorded after its ending';
  const started = events.indexOf('started');
  if (events.filter((event) => event === 'started').length > 1) return 'started more than once';
  if (started >= 0) {
    const decision = own.slice(0, started).findLast((entry) => entry.event === 'decided')?.decision;
    if (decision?.verdict !== 'allow') return 'started without an allow';
  }
  const acted = events.findIndex((event) => event === 'attempt' || event === 'step');
  if (acted >= 0 && (started < 0 || acted < started)) return 'acted before it was started';
  return null;
}
