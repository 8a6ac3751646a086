import { describe, expect, it } from 'vitest';
import { APPROVAL_MODES, GUARDS, RISKS } from '../../../src-preload/contract/types.ts';
import { decide, higherRisk, type PolicyInput } from '../../../src-main/execution/policy.ts';

const BOOLEANS = [false, true];
const STANDING = [
  null,
  { kind: 'session', id: 's1', words: 'w' },
  { kind: 'rule', id: 'r1', words: 'w' },
] as const;
const REFUSALS = [undefined, ...GUARDS.map((guard) => ({ guard, message: `refused by ${guard}` }))];

/** Every combination of what policy looks at. */
function* table(): Generator<PolicyInput> {
  for (const paused of BOOLEANS)
    for (const enabled of BOOLEANS)
      for (const askAlways of BOOLEANS)
        for (const planAsks of BOOLEANS)
          for (const refusal of REFUSALS)
            for (const risk of RISKS)
              for (const approval_mode of APPROVAL_MODES)
                for (const require_approval_for_risky of BOOLEANS)
                  for (const standing of STANDING)
                    for (const taint of [null, 'args.text holds 30 characters of a page.'])
                      for (const overBudget of [null, 'too many steps'])
                        yield {
                          tool: { name: 'a_tool', enabled, askAlways },
                          plan: { ...(refusal ? { refusal } : {}), ...(planAsks ? { askAlways: true } : {}) },
                          risk,
                          taint,
                          overBudget,
                          settings: { approval_mode, require_approval_for_risky },
                          paused,
                          standing,
                        };
}

/** The design's order of decisions, written a second time as a list of conditions. */
function expected(input: PolicyInput): [verdict: string, decidedBy: string] {
  const { tool, plan, settings, paused, standing } = input;
  const risk = input.taint ? (input.risk === 'low' ? 'medium' : 'high') : input.risk;
  const rows: [boolean, string, string][] = [
    [paused, 'deny', 'setting:paused'],
    [!tool.enabled, 'deny', 'setting:tool_enabled'],
    [plan.refusal !== undefined, 'deny', 'guard'],
    [input.overBudget !== null, 'deny', 'setting:max_steps_per_run'],
    [settings.approval_mode === 'read_only' && risk !== 'low', 'deny', 'mode'],
    [tool.askAlways || plan.askAlways === true, 'ask', 'tool'],
    [
      standing !== null && !(input.taint && input.risk === 'high'),
      'allow',
      `${standing?.kind}:${standing?.id}`,
    ],
    [settings.approval_mode === 'require_approval' && risk !== 'low', 'ask', 'mode'],
    [
      settings.approval_mode === 'auto' && risk === 'high' && settings.require_approval_for_risky,
      'ask',
      'setting:require_approval_for_risky',
    ],
    [true, 'allow', 'mode'],
  ];
  const [, verdict, decidedBy] = rows.find(([applies]) => applies) as [boolean, string, string];
  return [verdict, decidedBy];
}

describe('policy', () => {
  it('answers every combination as the design orders it', () => {
    let rows = 0;
    for (const input of table()) {
      const decision = decide(input);
      expect([decision.verdict, decision.decidedBy], JSON.stringify(input)).toEqual(expected(input));
      expect(decision.why.length).toBeGreaterThan(0);
      rows += 1;
    }
    expect(rows).toBe(2 * 2 * 2 * 2 * 5 * 3 * 3 * 2 * 3 * 2 * 2);
  });

  it('never allows more when the risk is higher', () => {
    const rank = { allow: 0, ask: 1, deny: 2 };
    for (const input of table()) {
      for (const risk of RISKS) {
        if (higherRisk(risk, input.risk) === input.risk) continue;
        expect(rank[decide({ ...input, risk }).verdict]).toBeGreaterThanOrEqual(rank[decide(input).verdict]);
      }
    }
  });

  it('lets a standing answer only ever turn an ask into an allow', () => {
    for (const input of table()) {
      const without = decide({ ...input, standing: null });
      const withAnswer = decide(input);
      if (without.verdict !== withAnswer.verdict) {
        expect([without.verdict, withAnswer.verdict]).toEqual(['ask', 'allow']);
        expect(input.tool.askAlways || input.plan.askAlways === true).toBe(false);
      }
    }
  });
});
