import type { Effect } from '../../../../src-preload/contract/types.ts';

/** One kind of effect on one target: what was planned of it, and what was reported as done. Several are counted. */
export interface ComparedEffect {
  kind: string;
  target: string;
  planned: { times: number; details: string[] };
  actual: { times: number; details: string[] };
}

/** Planned and performed effects side by side, in the order of the plan; what was not planned as such comes after. */
export function compareEffects(planned: readonly Effect[], actual: readonly Effect[]): ComparedEffect[] {
  const found = new Map<string, ComparedEffect>();
  const add = (effects: readonly Effect[], side: 'planned' | 'actual'): void => {
    for (const { kind, target, detail } of effects) {
      const key = JSON.stringify([kind, target]);
      const compared = found.get(key) ?? {
        kind,
        target,
        planned: { times: 0, details: [] },
        actual: { times: 0, details: [] },
      };
      found.set(key, compared);
      compared[side].times += 1;
      if (detail !== '') compared[side].details.push(detail);
    }
  };
  add(planned, 'planned');
  add(actual, 'actual');
  return [...found.values()];
}
