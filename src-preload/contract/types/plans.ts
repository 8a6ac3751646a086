import type { JsonObject } from '../json.ts';
import type { Risk } from './tools.ts';

export const EFFECT_KINDS = [
  'read',
  'write',
  'network',
  'navigate',
  'input',
  'spawn',
  'capture',
  'setting',
] as const;
export type EffectKind = (typeof EFFECT_KINDS)[number];

/** One thing that a run does to the world, planned or performed. `target` is whole: a path, an origin, a command. */
export interface Effect {
  kind: EffectKind;
  target: string;
  detail: string;
}

export const GUARDS = ['address', 'domain', 'workspace', 'window'] as const;
/** The fixed limits that no rule, mode or person lifts for a run. */
export type Guard = (typeof GUARDS)[number];

/** The effects that a run would have, worked out with none. */
export interface Plan {
  /** One sentence in the words of the person: what would happen. */
  summary: string;
  risk: Risk;
  /** How many steps the run would take from the budget `max_steps_per_run`. */
  steps: number;
  effects: Effect[];
  /** What the effects depend on (a real path, a git directory...); looked at again right before running. */
  facts: JsonObject;
  /** Of this plan a person is always asked, whatever its tool, a rule or the mode says. */
  askAlways?: true;
  /** Set when a guard refuses this plan: it can be shown but will never run. */
  refusal?: { guard: Guard; message: string };
}

export const VERDICTS = ['allow', 'ask', 'deny'] as const;
/** Policy's answer to a plan, with who decided and why. */
export interface Decision {
  verdict: (typeof VERDICTS)[number];
  /** 'mode' | 'setting:<key>' | 'rule:<id>' | 'session:<id>' | 'person' | 'tool' | 'guard' | 'no_approver' */
  decidedBy: string;
  why: string;
  approvalId?: string;
  /** Something of an untrusted result was in the plan, which counted as one level of risk more. */
  tainted?: true;
}
