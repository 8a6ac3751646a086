import { create } from 'zustand';
import type { BridgeError } from '../../../src-preload/contract/errors.ts';
import type { AuditEntry, AuditRun, Rule } from '../../../src-preload/contract/types.ts';
import { ask } from '../api.ts';
import { LOADING, settle, valueOr, type Loadable } from './loadable.ts';

/** Runs that a rule has decided, among the newest of its tool. */
export interface DecidedRuns {
  runs: AuditRun[];
  /** How many runs were looked through. */
  among: number;
}

interface RulesStore {
  rules: Loadable<Rule[]>;
  /** Through which door each rule came, by rule id: 'approval' with an Allow, 'panel' from a draft. */
  makers: Record<string, string>;
  /** The rules whose makers were looked for. */
  looked: ReadonlySet<string>;
  removals: Record<string, 'asked' | BridgeError>;
  /** The rule that was taken away last, until dismissed. */
  removed: Rule | null;
  decided: Record<string, Loadable<DecidedRuns>>;
  refetch: () => Promise<void>;
  /** Looks through the record for who made the rules that are listed. */
  lookForMakers: () => Promise<void>;
  remove: (rule: Rule) => Promise<void>;
  dismiss: () => void;
  loadDecided: (rule: Rule) => Promise<void>;
}

const LOOK_THROUGH = 200;

/** Who made which rule, from the records of rules. */
export function makersFrom(entries: readonly AuditEntry[]): Record<string, string> {
  const made = entries.flatMap(({ detail, caller }): [string, string][] => {
    if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return [];
    const { change, ruleId } = detail;
    return change === 'added' && typeof ruleId === 'string' && caller !== undefined ? [[ruleId, caller]] : [];
  });
  return Object.fromEntries(made);
}

export const useRules = create<RulesStore>()((set, get) => ({
  rules: LOADING,
  makers: {},
  looked: new Set(),
  removals: {},
  removed: null,
  decided: {},
  refetch: async () => {
    const rules = await ask((api) => api.rules.list());
    set((state) => ({ rules: settle(state.rules, rules) }));
  },
  lookForMakers: async () => {
    const ids = valueOr(get().rules, []).map((rule) => rule.ruleId);
    // Looking through the record is work: once for each rule, found or not.
    if (ids.every((ruleId) => get().looked.has(ruleId))) return;
    const records = await ask((api) => api.audit.query({ events: ['rule'], limit: 500 }));
    // Without the records the rules are still shown; who made them is then left out.
    if (records.ok) set({ makers: makersFrom(records.value.entries), looked: new Set(ids) });
  },
  remove: async (rule) => {
    const { ruleId } = rule;
    set((state) => ({ removals: { ...state.removals, [ruleId]: 'asked' } }));
    const answer = await ask((api) => api.rules.remove({ ruleId }));
    set((state) => {
      const others = Object.fromEntries(Object.entries(state.removals).filter(([id]) => id !== ruleId));
      if (!answer.ok) return { removals: { ...others, [ruleId]: answer.error } };
      const rules = state.rules;
      return {
        removals: others,
        removed: answer.value.removed ? rule : state.removed,
        rules:
          rules.state === 'ready'
            ? { ...rules, value: rules.value.filter((each) => each.ruleId !== ruleId) }
            : rules,
      };
    });
  },
  dismiss: () => set({ removed: null }),
  loadDecided: async (rule) => {
    const { ruleId, tool, createdAt, lastUsedAt } = rule;
    const answer = await ask((api) =>
      api.audit.runs({
        tools: [tool],
        from: createdAt,
        // What came after its last use was not decided by it.
        ...(lastUsedAt === null ? {} : { to: lastUsedAt + 1 }),
        limit: LOOK_THROUGH,
      }),
    );
    const found = answer.ok
      ? {
          ok: true as const,
          value: {
            runs: answer.value.runs.filter((run) => run.decision?.decidedBy === `rule:${ruleId}`),
            among: answer.value.runs.length,
          },
        }
      : answer;
    set((state) => ({
      decided: { ...state.decided, [ruleId]: settle(state.decided[ruleId] ?? LOADING, found) },
    }));
  },
}));
