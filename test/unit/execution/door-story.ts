import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../src-preload/contract/json.ts';
import type { Plan, Risk, RunOutcome, SettingsPatch } from '../../../src-preload/contract/types.ts';
import { ToolError } from '../../../src-main/platform/tool-error.ts';
import type { TestDoor } from '../../support/door.ts';
import { onDisk, probe, type Probe, type ProbeArgs } from '../../support/door-tools.ts';

/*
 * A story of calls, answers, changes, drifts and pauses. Beside the door a second, much simpler bookkeeping of what
 * the person has agreed to says at the moment when a tool acts whether it may. It knows the design, not the code.
 */

export const HOSTS = ['a.example:443', 'b.example:443'];
const TOOLS = {
  git_status: { risk: 'low', always: false },
  web_scrape: { risk: 'medium', always: false },
  browser_automation: { risk: 'high', always: false },
  consult_ui: { risk: 'medium', always: true },
} as const satisfies Record<string, { risk: Risk; always: boolean }>;
type Name = keyof typeof TOOLS;
export const NAMES = Object.keys(TOOLS) as Name[];
const ORDER: Risk[] = ['low', 'medium', 'high'];

export interface Call {
  tool: Name;
  args: { hosts?: string[]; steps?: number };
}
/** Something that the person has agreed to: one act, or whatever a standing answer covers. */
type Grant =
  | { kind: 'once'; tool: string; args: string; plan: string }
  | {
      kind: 'standing';
      tool: string;
      risk: Risk;
      host?: string;
      caller?: string;
      until: number;
      ruleId?: string;
    };

export type Command =
  | { do: 'call'; call: Call; caller: string; dryRun: boolean | undefined }
  | { do: 'batch'; calls: Call[]; caller: string }
  | { do: 'answer'; how: 'deny' | 'once' | 'session' | 'rule'; which: number; host: boolean; caller: boolean }
  | { do: 'set'; patch: SettingsPatch }
  | { do: 'pause' | 'resume' | 'cancel' | 'remove rule' | 'wait' }
  | { do: 'drift'; tool: Name }
  | { do: 'advance'; ms: number };

/** The same text for the same value, whatever the order of its keys. */
function text(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(text).join(',')}]`;
  const members = Object.entries(value as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${text(member)}`).join(',')}}`;
}
const sha = (value: unknown): string => createHash('sha256').update(text(value)).digest('hex');

export class Story {
  readonly violations: string[] = [];
  readonly outcomes: Promise<RunOutcome>[] = [];
  readonly grants: Grant[] = [];
  readonly acts: { key: string; id: string; at: number }[] = [];
  /** When each call was made, by its id. */
  readonly called = new Map<string, number>();
  /** Times that the pause has ended. */
  resumed = 0;
  readonly probes: Record<Name, Probe>;
  door!: TestDoor;
  /** Calls that act on an answer to themselves alone. */
  readonly #once = new Set<string>();
  #calls = 0;
  /** Times that the person has agreed to end the pause and it has not ended yet. */
  #resumes = 0;
  #paused = false;

  constructor() {
    const make = (name: Name): Probe =>
      probe({
        name,
        risk: TOOLS[name].risk,
        askAlways: TOOLS[name].always,
        reach: true,
        repeatable: true,
        act: async (args, { signal, attempt }, plan) => {
          this.#judge(name, args, plan, attempt);
          // Some calls fail in passing at first: every further attempt is judged like the first.
          if (args.steps === 3 && attempt === 1) {
            throw new ToolError('error', 'busy', 'Busy.', { transient: true });
          }
          await new Promise((resolve) => setTimeout(resolve, args.steps === 2 ? 5 : 0));
          signal.throwIfAborted();
          return { done: true };
        },
      });
    this.probes = Object.fromEntries(NAMES.map((name) => [name, make(name)])) as Record<Name, Probe>;
  }

  /** Follows the pause: it ends only when the person has said so. */
  watch(door: TestDoor): void {
    this.door = door;
    door.control.onChanged(() => {
      const { paused } = door.control;
      if (this.#paused && !paused) {
        this.resumed += 1;
        if ((this.#resumes -= 1) < 0) this.violations.push('resumed without an answer');
      }
      // An answer from before a pause is not one to it.
      if (paused) this.#resumes = 0;
      this.#paused = paused;
    });
  }

  /** Called by a tool that acts: may it? */
  #judge(name: Name, args: ProbeArgs, plan: Plan, attempt: number): void {
    const blame = (what: string): void => void this.violations.push(`${name} ${text(args)}: ${what}`);
    const settings = this.door.settings.get();
    const [caller = '', dry = ''] = (args.text ?? '').split('|');
    if (this.door.control.paused) blame('acts while paused');
    if (!settings.tool_enabled[name]) blame('acts while switched off');
    if (dry === 'dry') blame('acts in a dry run');
    if (settings.approval_mode === 'read_only' && plan.risk !== 'low') blame('acts in read-only mode');
    if (plan.steps > settings.max_steps_per_run) blame('takes more steps than allowed');
    if (text(plan.facts) === '{}') blame('has lost its facts');
    const own = onDisk(this.door.logPath, args.id ?? '').map(({ event }) => event);
    if (!own.includes('started')) blame('acts before the disk says that it started');
    if (own.includes('finished')) blame('acts after its end');
    const { approval_mode: mode, require_approval_for_risky: careful } = settings;
    const asks =
      TOOLS[name].always ||
      (mode === 'require_approval' && plan.risk !== 'low') ||
      (mode === 'auto' && plan.risk === 'high' && careful);
    // An answer to one run holds for its attempts.
    if (asks && !(attempt > 1 && this.#once.has(args.id ?? '')) && !this.#granted(name, args, plan, caller))
      blame(`acts without an answer that covers it (${mode})`);
    this.acts.push({ key: `${caller} ${name}`, id: args.id ?? '', at: this.door.clock.monotonicMs() });
  }

  #granted(name: Name, args: ProbeArgs, plan: Plan, caller: string): boolean {
    const once = this.grants.findIndex(
      (grant) =>
        grant.kind === 'once' && grant.tool === name && grant.args === text(args) && grant.plan === sha(plan),
    );
    if (once >= 0) {
      this.grants.splice(once, 1);
      this.#once.add(args.id ?? '');
      return true;
    }
    const now = this.door.clock.epochSeconds();
    return (
      !TOOLS[name].always &&
      this.grants.some(
        (grant) =>
          grant.kind === 'standing' &&
          grant.tool === name &&
          now < grant.until + 5 &&
          ORDER.indexOf(plan.risk) <= ORDER.indexOf(grant.risk) &&
          (grant.caller === undefined || grant.caller === caller) &&
          (grant.host === undefined ||
            (args.hosts !== undefined &&
              args.hosts.length > 0 &&
              args.hosts.every((host) => host === grant.host))),
      )
    );
  }

  /** Each call has its own id, so that the record can be asked about it. */
  #numbered(call: Call, caller: string, dry: boolean | undefined): { tool: Name; args: JsonObject } {
    this.#calls += 1;
    this.called.set(`c${this.#calls}`, this.door.clock.monotonicMs());
    return {
      tool: call.tool,
      args: {
        ...call.args,
        id: `c${this.#calls}`,
        text: `${caller}|${dry === true ? 'dry' : ''}`,
      },
    };
  }

  async step(command: Command): Promise<void> {
    const { door } = this;
    switch (command.do) {
      case 'call': {
        const { tool, args } = this.#numbered(command.call, command.caller, command.dryRun);
        const dry = command.dryRun === undefined ? {} : { dryRun: command.dryRun };
        this.outcomes.push(door.run({ tool, args, ...dry }, command.caller));
        break;
      }
      case 'batch':
        this.outcomes.push(
          door.run(
            { steps: command.calls.map((call) => this.#numbered(call, command.caller, false)) },
            command.caller,
          ),
        );
        break;
      case 'answer':
        await this.#answer(command);
        break;
      case 'set':
        // Through consent: what allows more waits for its answer among the other questions.
        void door.changes.updateSettings(command.patch, 'panel').catch(ignoreRefusal);
        break;
      case 'pause':
        await door.control.pause('panel');
        break;
      case 'resume':
        // Through consent, like a change.
        void door.changes.resume('panel').catch(ignoreRefusal);
        break;
      case 'cancel': {
        const [run] = door.runs.list();
        if (run) door.runs.cancel(run.runId);
        break;
      }
      case 'remove rule': {
        const [rule] = door.rules.list();
        if (!rule) break;
        const removed = door.rules.remove(rule.ruleId, 'panel');
        const at = this.grants.findIndex(
          (grant) => grant.kind === 'standing' && grant.ruleId === rule.ruleId,
        );
        if (at >= 0) this.grants.splice(at, 1);
        await removed;
        break;
      }
      case 'drift':
        this.probes[command.tool].world.facts = { state: Math.random() };
        break;
      case 'advance':
        door.clock.advance(command.ms);
        break;
      case 'wait':
        await new Promise((resolve) => setTimeout(resolve, 3));
    }
  }

  async #answer(command: Extract<Command, { do: 'answer' }>): Promise<void> {
    const { approvals, clock, rules } = this.door;
    const waiting = approvals.list();
    const asked = waiting[command.which % Math.max(1, waiting.length)];
    if (!asked) return;
    approvals.setWindowVisible(true);
    const { approval } = approvals.view(asked.approvalId);
    if (!approval) return;
    clock.advance(700);
    const answer = { approvalId: approval.approvalId, hash: approval.hash };
    if (command.how === 'deny') return approvals.deny(answer).catch(ignoreRefusal);
    const wide = command.how !== 'once' && approval.scopes.includes(command.how);
    const args = approval.args as unknown as ProbeArgs & { steps: { tool: string; args: ProbeArgs }[] };
    const match = {
      ...(command.host && args.hosts?.[0] !== undefined ? { host: args.hosts[0] } : {}),
      ...(command.caller ? { caller: approval.caller } : {}),
    };
    const facts = approval.plan.facts as { steps?: { plan: string }[] };
    const resumes = approval.tool === 'control.resume' ? 1 : 0;
    this.#resumes += resumes;
    const once: Grant[] =
      approval.kind === 'change'
        ? []
        : approval.kind === 'batch'
          ? args.steps.map((each, index) => ({
              kind: 'once',
              tool: each.tool,
              args: text(each.args),
              plan: facts.steps?.[index]?.plan ?? '',
            }))
          : [{ kind: 'once', tool: approval.tool, args: text(args), plan: sha(approval.plan) }];
    const standing: Grant = {
      kind: 'standing',
      tool: approval.tool,
      risk: approval.risk,
      ...match,
      until: command.how === 'rule' ? clock.epochSeconds() + 60 : Infinity,
    };
    const given = wide ? [...once, standing] : once;
    this.grants.push(...given);
    try {
      const scope = wide
        ? { kind: command.how, match, ...(command.how === 'rule' ? { expiresInS: 60 } : {}) }
        : ({ kind: 'once' } as const);
      await approvals.approve({ ...answer, scope });
      const newest = rules.list().at(-1);
      if (wide && command.how === 'rule' && newest) standing.ruleId = newest.ruleId;
    } catch (error) {
      this.#resumes -= resumes;
      for (const grant of given) {
        const at = this.grants.indexOf(grant);
        if (at >= 0) this.grants.splice(at, 1);
      }
      ignoreRefusal(error);
    }
  }
}

/** A question may have gone, or may not be answered that widely; anything else is a failure of the test. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'Refusal') throw error;
}
