import type { ApprovalScope, Rule, RuleMatch, SessionAnswer } from '../../src-preload/contract/types.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../platform/clock.ts';
import type { Tool } from '../tools/tool.ts';
import type { ApprovalRequest } from './approver.ts';
import { jsonCopy, toJson } from './canonical.ts';
import { notify } from './notify.ts';
import { Refusal } from './refusal.ts';
import { canonicalMatch } from './rule-match.ts';
import type { StandingAnswer } from './policy.ts';
import type { RulesFile, StoredRule } from './rules-file.ts';
import { SessionAnswers, sessionWords } from './session-answers.ts';
import { covers, longestRule, matches, wordsFor, type Coverable, type Standing } from './standing.ts';
import { toolSchemaHash } from './tool-schema.ts';

export interface RulesParts {
  file: RulesFile;
  audit: AuditLog;
  clock: Clock;
  newId: () => string;
  findTool: (name: string) => Tool | undefined;
  /** Hears of what went wrong that nobody waits for. */
  report: (what: string, error: unknown) => void;
}

const RETRY_S = 60;

/** The standing answers: session answers in memory, rules in their file. They only ever allow. */
export class Rules {
  readonly #parts: RulesParts;
  readonly #sessions: SessionAnswers;
  #rules: StoredRule[];
  #seen = 0;
  /** When that was, on the monotonic clock. */
  #seenMs: number;
  /** Epoch seconds: not before then is a file that could not be written tried again. */
  #nextTry = 0;
  /** Why the file could not be used, for the person; no rule counts then. */
  readonly problem: string | null;
  readonly #listeners = new Set<() => void>();

  constructor(parts: RulesParts) {
    this.#parts = parts;
    this.#sessions = new SessionAnswers(parts.clock);
    this.#seenMs = parts.clock.monotonicMs();
    try {
      const { rules, seenAt } = parts.file.read();
      this.#rules = rules;
      this.#seen = seenAt;
      this.problem = null;
    } catch (error) {
      // Fail closed: without its rules the app asks more often.
      this.#rules = [];
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  /** The standing answer that covers a plan. */
  find(plan: Coverable): StandingAnswer | null {
    const session = this.#sessions.find(plan);
    if (session) return { kind: 'session', id: session.id, words: sessionWords(session) };
    const now = this.#latest();
    if (this.#rules.some(({ expiresAt }) => now >= expiresAt)) this.keepTime();
    const rule = this.#rules.find((each) => covers({ ...each, kind: 'rule' }, plan, now));
    return rule ? { kind: 'rule', id: rule.id, words: ruleWords(rule) } : null;
  }

  /** Counts that a rule or a session answer has decided. Kept with the next write; losing a count in a crash harms nobody. */
  used(id: string): void {
    this.#sessions.used(id);
    const rule = this.#rules.find((each) => each.id === id);
    if (!rule) return;
    rule.uses += 1;
    rule.lastUsedAt = this.#parts.clock.epochSeconds();
  }

  /** The system's clock may be set back: time that has once been seen is past, and goes on from there. Epoch seconds. */
  #latest(): number {
    const { clock } = this.#parts;
    const nowMs = clock.monotonicMs();
    this.#seen = Math.max(this.#seen + (nowMs - this.#seenMs) / 1000, clock.epochSeconds());
    this.#seenMs = nowMs;
    return this.#seen;
  }

  list(): Rule[] {
    return this.#rules.map((rule) => ({
      ruleId: rule.id,
      tool: rule.tool,
      match: rule.match,
      words: ruleWords(rule),
      createdAt: rule.createdAt,
      expiresAt: rule.expiresAt,
      uses: rule.uses,
      lastUsedAt: rule.lastUsedAt,
      ...(this.#hasLapsed(rule) ? { lapsed: true as const } : {}),
    }));
  }

  /** The session answers that stand. */
  sessions(): SessionAnswer[] {
    return this.#sessions.list();
  }

  /** Taking a session answer back allows less: at once, then recorded. */
  async removeSession(answerId: string, caller: string): Promise<boolean> {
    const session = this.#sessions.remove(answerId);
    if (!session) return false;
    this.#changed();
    await this.#recordSession(caller, 'session_removed', session);
    return true;
  }

  /**
   * Keeps the time with the rules, and takes out what has expired: neither a kill nor a clock that is set back brings that
   * back. To be called now and then. A file that cannot be written is reported; what has expired covers nothing anyway.
   */
  keepTime(): void {
    const now = this.#latest();
    if (this.#rules.length === 0 || now < this.#nextTry) return;
    const kept = this.#unexpired(this.#rules);
    try {
      this.#write(kept);
    } catch (error) {
      this.#nextTry = now + RETRY_S;
      this.#parts.report('The time was not kept in rules.json', error);
      return;
    }
    if (kept.length === this.#rules.length) return;
    this.#rules = kept;
    this.#changed();
  }

  /** Taking a rule away allows less: at once, then recorded. */
  async remove(ruleId: string, caller: string): Promise<boolean> {
    const rule = this.#rules.find((each) => each.id === ruleId);
    if (!rule) return false;
    // In memory first: a file that cannot be written must not keep the rule alive. The caller hears of it.
    this.#rules = this.#rules.filter((each) => each !== rule);
    try {
      this.#save(this.#rules);
    } finally {
      await this.#record(caller, 'removed', rule);
    }
    return true;
  }

  /** What may be answered for longer than once. */
  scopes(request: ApprovalRequest): ApprovalScope['kind'][] {
    return request.askAlways || request.kind !== 'run' ? ['once'] : ['once', 'session', 'rule'];
  }

  /** In words, all that a scope would cover for this request. @throws Refusal when it may not be given */
  describe(request: ApprovalRequest, scope: ApprovalScope): string {
    if (scope.kind === 'once') return `${request.plan.summary}, this one time.`;
    this.#check(request, scope);
    return wordsFor(request.tool, scope.match ?? {}, request.risk, {
      kind: scope.kind,
      ...lasting(scope, request),
    });
  }

  /** Makes the standing answer that an Allow asked for; recorded before it counts. @throws Refusal */
  async stand(request: ApprovalRequest, scope: ApprovalScope): Promise<void> {
    this.#check(request, scope);
    const tool = this.#tool(request.tool);
    if (scope.kind === 'session') {
      const session = this.#base(tool, request, scope, this.#parts.newId());
      await this.#recordSession('approval', 'session_added', session);
      this.#sessions.add(session, scope.expiresInS);
      this.#changed();
      return;
    }
    await this.add(
      tool,
      scope.match ?? {},
      request.risk,
      lasting(scope, request).expiresInS ?? 0,
      'approval',
    );
  }

  /**
   * Keeps a rule that the person has agreed to. Recorded first: what cannot be recorded does not loosen. One that is then
   * not kept is recorded as that.
   * @throws AuditUnavailable, the file system's error
   */
  async add(
    tool: Tool,
    match: RuleMatch,
    risk: Coverable['risk'],
    expiresInS: number,
    caller: string,
  ): Promise<Rule> {
    const now = this.#latest();
    const rule: StoredRule = {
      id: this.#parts.newId(),
      tool: tool.name,
      toolVersion: tool.version,
      schemaHash: toolSchemaHash(tool),
      match: jsonCopy(match),
      risk,
      createdAt: now,
      expiresAt: now + expiresInS,
      uses: 0,
      lastUsedAt: null,
    };
    await this.#record(caller, 'added', rule);
    try {
      this.#save([...this.#rules, rule]);
    } catch (error) {
      await this.#record(caller, 'add_failed', rule, error instanceof Error ? error.message : String(error));
      throw error;
    }
    return this.list().find((each) => each.ruleId === rule.id) as Rule;
  }

  /** What a proposed rule would match, in canonical form, and how long it may and will last. @throws Refusal */
  async proposed(
    tool: Tool,
    wanted: RuleMatch,
    asked: number | undefined,
    roots: readonly string[],
  ): Promise<{ match: RuleMatch; seconds: number }> {
    if (tool.askAlways === true || tool.upTo?.askAlways === true)
      throw new Refusal('bad_request', `${tool.name} asks each time; there can be no rule for it.`);
    const match = await canonicalMatch(tool, wanted, roots);
    const longest = longestRule(match, tool.risk);
    if (asked !== undefined && asked > longest) {
      throw new Refusal('bad_request', `A rule of this width may last ${longest / 3600} hours at most.`);
    }
    return { match, seconds: asked ?? longest };
  }

  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Writes the counts of uses. @throws the file system's error */
  flush(): void {
    if (this.#rules.length > 0) this.#write(this.#unexpired(this.#rules));
  }

  #unexpired(rules: readonly StoredRule[]): StoredRule[] {
    const now = this.#latest();
    return rules.filter(({ expiresAt }) => now < expiresAt);
  }

  /** Made for another version of its tool, or for arguments of another shape: it covers nothing any more. */
  #hasLapsed(rule: StoredRule): boolean {
    const tool = this.#parts.findTool(rule.tool);
    return !tool || tool.version !== rule.toolVersion || toolSchemaHash(tool) !== rule.schemaHash;
  }

  #check(request: ApprovalRequest, scope: ApprovalScope): void {
    if (!this.scopes(request).includes(scope.kind)) {
      throw new Refusal('bad_request', `This may not be answered for longer than once.`);
    }
    const match = scope.match ?? {};
    if (!matches(match, request.caller, request.reach)) {
      throw new Refusal('bad_request', 'The scope does not cover what is asked.');
    }
    const longest = longestRule(match, request.risk);
    const { kind, expiresInS = longest } = scope;
    if (kind === 'rule' && !(expiresInS > 0 && expiresInS <= longest)) {
      throw new Refusal('bad_request', `A rule of this width may last ${longest / 3600} hours at most.`);
    }
  }

  #base(
    tool: Tool,
    request: ApprovalRequest,
    scope: ApprovalScope,
    id: string,
  ): Omit<Standing, 'kind' | 'expiresAt'> {
    return {
      id,
      tool: tool.name,
      toolVersion: tool.version,
      schemaHash: toolSchemaHash(tool),
      match: jsonCopy(scope.match ?? {}),
      risk: request.risk,
    };
  }

  #tool(name: string): Tool {
    const tool = this.#parts.findTool(name);
    if (!tool) throw new Refusal('unknown_tool', `There is no tool named ${name}.`);
    return tool;
  }

  async #recordSession(
    caller: string,
    change: string,
    { id, tool, match, risk }: Omit<Standing, 'kind' | 'expiresAt'>,
  ): Promise<void> {
    const entry = this.#parts.audit.append({
      event: 'rule',
      caller,
      tool_name: tool,
      detail: toJson({ change, answerId: id, match, risk }),
    });
    await this.#parts.audit.durable(entry);
  }

  async #record(caller: string, change: string, rule: StoredRule, error?: string): Promise<void> {
    const entry = this.#parts.audit.append({
      event: 'rule',
      caller,
      tool_name: rule.tool,
      detail: toJson({
        change,
        ruleId: rule.id,
        match: rule.match,
        risk: rule.risk,
        expiresAt: rule.expiresAt,
        ...(error === undefined ? {} : { error }),
      }),
    });
    await this.#parts.audit.durable(entry);
  }

  #save(rules: StoredRule[]): void {
    const kept = this.#unexpired(rules);
    this.#write(kept);
    this.#rules = kept;
    this.#changed();
  }

  #write(rules: StoredRule[]): void {
    this.#parts.file.write({ seenAt: this.#latest(), rules });
  }

  #changed(): void {
    notify(this.#listeners);
  }
}

function lasting(scope: ApprovalScope, request: ApprovalRequest): { expiresInS?: number } {
  if (scope.kind === 'session') return scope.expiresInS === undefined ? {} : { expiresInS: scope.expiresInS };
  if (scope.kind !== 'rule') return {};
  return { expiresInS: scope.expiresInS ?? longestRule(scope.match ?? {}, request.risk) };
}

/** The words that were agreed to, with the time it was given for; when it ends stands beside them. */
function ruleWords({ tool, match, risk, createdAt, expiresAt }: StoredRule): string {
  return wordsFor(tool, match, risk, { kind: 'rule', expiresInS: Math.round(expiresAt - createdAt) });
}
