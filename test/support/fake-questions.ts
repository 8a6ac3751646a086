import type { Answer } from '../../src-preload/contract/errors.ts';
import type { AuditEntry, PendingApproval, Risk, Rule } from '../../src-preload/contract/types.ts';

/* Questions, answers and rules for the bridge with nothing behind it. */

const now = Date.now() / 1000;
const DAY = 86_400;

export const waitingQuestions = (): PendingApproval[] => [
  {
    approvalId: 'apr_1',
    kind: 'run',
    runId: 'run_live00000002',
    tool: 'browser_automation',
    caller: 'panel',
    risk: 'high',
    summary: 'Open https://shop.example.com/login and act there in 4 steps.',
    expiresAt: now + 102,
  },
  {
    approvalId: 'apr_2',
    kind: 'change',
    tool: 'settings.update',
    caller: 'panel',
    risk: 'high',
    summary: 'Change approval_mode',
    expiresAt: now + 61,
  },
  {
    approvalId: 'apr_3',
    kind: 'run',
    runId: 'run_live00000003',
    tool: 'x'.repeat(90),
    caller: 'agent:' + 'name-'.repeat(20),
    risk: 'medium',
    summary:
      'Fetch https://example.com/' + 'very-long-path/'.repeat(30) + ' \u202Eexe.gnp\u202C hidden\u200B.',
    expiresAt: now + 3500,
  },
];

/** Answers of the last days, newest first, ending in a row of quick Allows. */
export function answerRecords(count: number): AuditEntry[] {
  return Array.from({ length: count }, (_, index): AuditEntry => {
    const fast = index < 4;
    const deny = !fast && index % 5 === 0;
    const change = !fast && index % 7 === 3;
    const risk: Risk = fast || change ? 'high' : index % 3 === 0 ? 'high' : 'medium';
    const tool = change ? 'settings.update' : fast || risk === 'high' ? 'browser_automation' : 'web_scrape';
    const shownMs = fast ? 1100 + index * 90 : 900 * (1 + ((index * 7) % 90));
    const scope = index % 9 === 4 ? 'rule' : index % 6 === 2 ? 'session' : 'once';
    return {
      audit_id: `ans_${index}`,
      ts: now - 40 - index * index * 160 - index * 900,
      tool_name: tool,
      department: null,
      agent_id: null,
      reason: null,
      status: null,
      trace_id: null,
      duration_ms: null,
      error: null,
      args: null,
      seq: 5000 - index,
      event: 'approval',
      ...(change ? {} : { run_id: `run_${String(index).padStart(12, '0')}` }),
      caller: index % 4 === 1 ? 'tray' : 'panel',
      detail: {
        approvalId: `apr_${index}`,
        kind: change ? 'change' : 'run',
        verdict: deny ? 'deny' : 'allow',
        risk,
        hash: 'a'.repeat(64),
        waitedMs: shownMs + 700,
        shownMs,
        ...(deny
          ? index % 10 === 0
            ? { note: 'Not on this site, please.' }
            : {}
          : {
              scope: { kind: change ? 'once' : scope, match: null, expiresInS: null },
              words: change
                ? 'Change approval_mode, this one time.'
                : scope === 'once'
                  ? 'Open https://shop.example.com and act there in 4 steps, this one time.'
                  : `The panel may use ${tool} on shop.example.com:443 and no other host, up to ${risk} risk, without asking, ${scope === 'session' ? 'until the app is closed' : 'for 90 days'}.`,
            }),
      },
      prev_hash: '0'.repeat(64),
      hash: 'b'.repeat(64),
    };
  });
}

const rule = (ruleId: string, more: Partial<Rule>): Rule => ({
  ruleId,
  tool: 'web_scrape',
  match: { host: 'example.com:443' },
  words:
    'Anyone may use web_scrape on example.com:443 and no other host, up to medium risk, without asking, for 62 days.',
  createdAt: now - 28 * DAY,
  expiresAt: now + 62 * DAY,
  uses: 41,
  lastUsedAt: now - 1900,
  ...more,
});

export const standingRules = (): Rule[] => [
  rule('rul_1', {}),
  rule('rul_2', {
    tool: 'git_status',
    match: { folder: '/home/anna/project', caller: 'tray' },
    words:
      'The tray may use git_status in /home/anna/project and the folders below it, up to low risk, without asking, for 3 days.',
    createdAt: now - 27 * DAY,
    expiresAt: now + 3.2 * DAY,
    uses: 0,
    lastUsedAt: null,
  }),
  rule('rul_3', {
    words: `The agent:${'long-name-'.repeat(12)} may use browser_automation with any arguments, up to high risk, without asking, for 5 hours.`,
    createdAt: now - 19 * 3600,
    expiresAt: now + 5 * 3600,
    uses: 1,
    lastUsedAt: now - 3 * 3600,
  }),
  rule('rul_4', {
    words: 'Anyone may use web_scrape with any arguments, up to medium risk, without asking, for 0 seconds.',
    createdAt: now - 31 * DAY,
    expiresAt: now - 1 * DAY,
    uses: 3,
    lastUsedAt: now - 6 * DAY,
  }),
];

/** The record of how each rule came about. */
export const ruleRecords = (): AuditEntry[] =>
  ['approval', 'panel', 'approval'].map((caller, index): AuditEntry => ({
    ...(answerRecords(1)[0] as AuditEntry),
    audit_id: `rr_${index}`,
    event: 'rule',
    caller,
    detail: { change: 'added', ruleId: `rul_${index + 1}` },
  }));

/** A question about a change that waits until `answer` is called; the page may look at it meanwhile. */
export class FakeQuestions {
  readonly pending: PendingApproval[];
  readonly #changed: () => void;
  readonly #answers = new Map<string, (allow: boolean) => void>();

  constructor(pending: PendingApproval[], changed: () => void) {
    this.pending = pending;
    this.#changed = changed;
  }

  async ask<T>(tool: string, summary: string, allowed: () => Answer<T>): Promise<Answer<T>> {
    const approvalId = `apr_${Math.random().toString(36).slice(2)}`;
    this.pending.push({
      approvalId,
      kind: 'change',
      tool,
      caller: 'panel',
      risk: 'high',
      summary,
      expiresAt: Date.now() / 1000 + 120,
    });
    this.#changed();
    const allow = await new Promise<boolean>((resolve) => this.#answers.set(approvalId, resolve));
    this.pending.splice(
      this.pending.findIndex((each) => each.approvalId === approvalId),
      1,
    );
    this.#changed();
    if (allow) return allowed();
    return { ok: false, error: { code: 'denied', message: 'Denied in the approval window.' } };
  }

  /** Answers all that were asked through `ask`. */
  answer(allow: boolean): void {
    for (const settle of this.#answers.values()) settle(allow);
    this.#answers.clear();
  }
}
