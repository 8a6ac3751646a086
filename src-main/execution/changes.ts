import type { JsonObject, JsonValue } from '../../src-preload/contract/json.ts';
import type {
  Caller,
  Plan,
  Rule,
  RuleMatch,
  Settings,
  SettingsPatch,
} from '../../src-preload/contract/types.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { changesBetween, classifyPatch, withPatch, type SettingChange } from '../settings/direction.ts';
import { InvalidSettings, SettingsNotWritten, type SettingsStore } from '../settings/settings-store.ts';
import type { Tool } from '../tools/tool.ts';
import type { ApprovalAnswer, ApprovalRequest, Approver } from './approver.ts';
import { canonicalJson, toJson } from './canonical.ts';
import type { Control } from './control.ts';
import { RateLimited } from './limits.ts';
import { Refusal } from './refusal.ts';
import type { Rules } from './rules.ts';
import { wordsFor } from './standing.ts';

/** Questions about changes that may wait at the same time. */
const MAX_ASKED = 20;

/** Changes to what is allowed. What allows less is immediate; any other change is one question for the whole patch. */
export class Changes {
  readonly #settings: SettingsStore;
  readonly #control: Control;
  readonly #audit: AuditLog;
  readonly #approver: Approver;
  /** Ends the questions of changes when the app quits. */
  readonly #signal: AbortSignal;
  /** The changes that wait, by what they are about. */
  readonly #waiting = new Map<string, Promise<unknown>>();
  #questions = 0;

  constructor(parts: {
    settings: SettingsStore;
    control: Control;
    audit: AuditLog;
    approver: Approver;
    signal: AbortSignal;
  }) {
    this.#settings = parts.settings;
    this.#control = parts.control;
    this.#audit = parts.audit;
    this.#approver = parts.approver;
    this.#signal = parts.signal;
  }

  /** @throws Refusal (`bad_request`, `denied`, `no_approver`), AuditUnavailable */
  async updateSettings(patch: SettingsPatch, caller: Caller): Promise<Readonly<Settings>> {
    const before = this.#settings.get();
    const wanted = changesBetween(before, withPatch(before, patch));
    if (wanted.length === 0) return before;
    if (classifyPatch(before, patch).looser.length > 0) {
      return this.#once(canonicalJson([caller, wanted]), async () => {
        await this.#consent(caller, 'settings.update', wanted);
        this.#checkStill(patch, wanted);
        return this.#loosen(patch, caller, wanted);
      });
    }
    return this.#tighten(patch, caller);
  }

  /** For what the person chose in the system's own dialog, which is consent. */
  async applyChosen(patch: SettingsPatch, caller: Caller): Promise<Readonly<Settings>> {
    const before = this.#settings.get();
    return this.#loosen(patch, caller, changesBetween(before, withPatch(before, patch)));
  }

  /** Ends the pause, after asking. @throws Refusal, AuditUnavailable */
  async resume(caller: Caller): Promise<void> {
    if (!this.#control.paused) return;
    const { presses } = this.#control;
    // Whoever asks, it is one pause that would end; pausing again closes the question.
    await this.#once(canonicalJson(['control.resume', presses]), async () => {
      await this.#consent(caller, 'control.resume', [{ key: 'paused', from: true, to: false }]);
      await this.#control.resume(caller, presses);
    });
  }

  /** Keeps a rule, after asking. @throws Refusal, AuditUnavailable */
  async addRule(
    rules: Rules,
    tool: Tool,
    wanted: RuleMatch,
    expiresInS: number | undefined,
    caller: Caller,
  ): Promise<Rule> {
    const { workspace_roots: roots } = this.#settings.get();
    const { match, seconds } = await rules.proposed(tool, wanted, expiresInS, roots);
    const words = wordsFor(tool.name, match, tool.risk, { kind: 'rule', expiresInS: seconds });
    // The words alone would hide a host that imitates another one in a sentence.
    const draft = toJson({ tool: tool.name, match, expiresInS: seconds });
    return this.#once(canonicalJson(['rules.propose', caller, draft]), async () => {
      const change = { key: `rule for ${tool.name}`, from: null, to: words };
      await this.#consent(caller, 'rules.propose', [change], { rule: draft });
      return rules.add(tool, match, tool.risk, seconds, caller);
    });
  }

  /** Recorded first: what cannot be recorded does not loosen. */
  async #loosen(patch: SettingsPatch, caller: Caller, wanted: SettingChange[]): Promise<Readonly<Settings>> {
    await this.#record(caller, wanted);
    try {
      // Once more: the record took its time, and something may have been tightened in it.
      this.#checkStill(patch, wanted);
      return this.#apply(patch).after;
    } catch (error) {
      await this.#record(caller, wanted, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  /** Applied first: a record that cannot be written must not keep anybody from allowing less. */
  async #tighten(patch: SettingsPatch, caller: Caller): Promise<Readonly<Settings>> {
    const { after, changes } = this.#apply(patch);
    await this.#record(caller, changes);
    return after;
  }

  /** What was agreed to is a change from one value to another; from anything else it was not agreed to. @throws Refusal */
  #checkStill(patch: SettingsPatch, wanted: readonly SettingChange[]): void {
    const now = changesBetween(this.#settings.get(), withPatch(this.#settings.get(), patch));
    if (canonicalJson(now) === canonicalJson(wanted)) return;
    throw new Refusal('denied', 'The settings changed while this was asked. Ask again.');
  }

  #apply(patch: SettingsPatch): ReturnType<SettingsStore['apply']> {
    try {
      return this.#settings.apply(patch);
    } catch (error) {
      if (error instanceof InvalidSettings) throw new Refusal('bad_request', error.message);
      if (error instanceof SettingsNotWritten) throw new Refusal('internal', error.message);
      throw error;
    }
  }

  async #record(caller: Caller, changes: readonly SettingChange[], failed?: string): Promise<void> {
    const entry = this.#audit.append({
      event: 'settings',
      caller,
      detail: {
        changes: changes.map(({ key, from, to }): JsonValue => ({ key, from, to })),
        ...(failed === undefined ? {} : { failed }),
      },
    });
    await this.#audit.durable(entry);
  }

  /** One question for all of `wanted`, with `more` in its arguments. @throws Refusal unless the person allows it */
  async #consent(
    caller: Caller,
    what: string,
    wanted: readonly { key: string; from: JsonValue; to: JsonValue }[],
    more: JsonObject = {},
  ): Promise<void> {
    const plan: Plan = {
      summary: `Change ${wanted.map(({ key }) => key).join(', ')}`,
      risk: 'high',
      steps: 0,
      effects: wanted.map(({ key, from, to }) => ({
        kind: 'setting',
        target: key,
        detail: `from ${JSON.stringify(from)} to ${JSON.stringify(to)}`,
      })),
      facts: { changes: wanted.map(({ key, from, to }): JsonValue => ({ key, from, to })) },
    };
    if (this.#questions >= MAX_ASKED) {
      throw new Refusal('denied', `${MAX_ASKED} changes are already waiting for an answer.`);
    }
    this.#questions += 1;
    const question: ApprovalRequest = {
      kind: 'change',
      tool: what,
      toolVersion: '1',
      caller,
      plan,
      args: { ...more, changes: plan.facts['changes'] ?? [] },
      risk: plan.risk,
      why: 'This allows more than before.',
      labels: {},
      askAlways: true,
      change: wanted.map(({ key, from, to }) => ({ key, from, to })),
    };
    let answer: ApprovalAnswer;
    try {
      answer = await this.#approver.ask(question, this.#signal);
    } catch (error) {
      throw error instanceof RateLimited ? new Refusal('denied', error.message) : error;
    } finally {
      this.#questions -= 1;
    }
    if (answer.verdict === 'allow') return;
    // No standing answer is for a change.
    if (answer.verdict === 'covered') throw new Error('A change was answered by what stands.');
    // Asked and not allowed, by a press or by silence, is denied; `no_approver` says that nobody could be asked.
    throw new Refusal(answer.approvalId === undefined ? 'no_approver' : 'denied', answer.why);
  }

  /** The same change asked for again while it waits is the same question, with the same outcome. */
  #once<T>(subject: string, work: () => Promise<T>): Promise<T> {
    // What is under one subject has one type: the subject says what is asked.
    const under = this.#waiting.get(subject) as Promise<T> | undefined;
    if (under) return under;
    const outcome = work().finally(() => this.#waiting.delete(subject));
    this.#waiting.set(subject, outcome);
    return outcome;
  }
}
