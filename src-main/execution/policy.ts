import type { Decision, Plan, Risk, Settings } from '../../src-preload/contract/types.ts';
import { RISKS } from '../../src-preload/contract/types.ts';

/** A session answer or a rule that covers exactly this plan. */
export interface StandingAnswer {
  kind: 'session' | 'rule';
  id: string;
  words: string;
}

export interface PolicyInput {
  tool: { name: string; enabled: boolean; askAlways: boolean };
  plan: Pick<Plan, 'refusal' | 'askAlways'>;
  /** The higher of declared and planned. */
  risk: Risk;
  /** Why something of an untrusted result is in it, in words: one level more. null: nothing is. */
  taint: string | null;
  /** Why it takes more steps than it may, in words, or null. */
  overBudget: string | null;
  settings: Pick<Settings, 'approval_mode' | 'require_approval_for_risky'>;
  paused: boolean;
  standing: StandingAnswer | null;
}

/** The higher of two risks. */
export function higherRisk(a: Risk, b: Risk): Risk {
  return RISKS.indexOf(a) >= RISKS.indexOf(b) ? a : b;
}

/** Whether a person is to be asked of this plan whatever a rule or a mode says: its tool says so, or it does itself. */
export function asksAlways(
  tool: { askAlways?: boolean | undefined },
  plan: Pick<Plan, 'askAlways'>,
): boolean {
  return tool.askAlways === true || plan.askAlways === true;
}

/** The risk that is decided on: one level more where something of an untrusted result is in it. */
export function raised(risk: Risk): Risk {
  return RISKS[Math.min(RISKS.indexOf(risk) + 1, RISKS.length - 1)] ?? 'high';
}

/**
 * Whether a plan may run. Pure; the first line that matches decides (the order is the design's). Nothing here lowers a
 * risk, and a standing answer can only allow.
 */
export function decide(input: PolicyInput): Decision {
  const decision = decideBy(input);
  if (input.taint === null) return decision;
  return { ...decision, why: `${decision.why} ${taintWords(input.risk)}: ${input.taint}`, tainted: true };
}

function taintWords(risk: Risk): string {
  return raised(risk) === risk
    ? `It counts as more than ${risk} risk`
    : `Its risk was raised from ${risk} to ${raised(risk)}`;
}

function decideBy(input: PolicyInput): Decision {
  const { tool, plan, settings, paused, standing } = input;
  const risk = input.taint === null ? input.risk : raised(input.risk);
  // Above high there is no level: then no standing answer was given for it.
  const covered = input.taint === null || input.risk !== 'high' ? standing : null;
  if (paused) return deny('setting:paused', 'Everything is paused.');
  if (!tool.enabled) return deny('setting:tool_enabled', `${tool.name} is switched off.`);
  if (plan.refusal) return deny('guard', plan.refusal.message);
  if (input.overBudget !== null) return deny('setting:max_steps_per_run', input.overBudget);
  const mode = settings.approval_mode;
  if (mode === 'read_only' && risk !== 'low') {
    return deny('mode', `Read-only mode allows low risk only; this is ${risk} risk.`);
  }
  if (asksAlways(tool, plan)) return ask('tool', `${tool.name} asks each time.`);
  if (covered) return { verdict: 'allow', decidedBy: `${covered.kind}:${covered.id}`, why: covered.words };
  switch (mode) {
    case 'read_only':
      return allow('Read-only mode allows low risk.');
    case 'require_approval':
      return risk === 'low'
        ? allow('Low risk needs no approval.')
        : ask('mode', `Approval mode asks for ${risk} risk.`);
    case 'auto':
      return risk === 'high' && settings.require_approval_for_risky
        ? ask('setting:require_approval_for_risky', 'Auto mode asks for high risk.')
        : allow(`Auto mode allows ${risk} risk.`);
  }
}

function allow(why: string): Decision {
  return { verdict: 'allow', decidedBy: 'mode', why };
}
function ask(decidedBy: string, why: string): Decision {
  return { verdict: 'ask', decidedBy, why };
}
function deny(decidedBy: string, why: string): Decision {
  return { verdict: 'deny', decidedBy, why };
}
