import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { ApprovalView, Effect } from '../../src-preload/contract/types.ts';
import { texts } from '../texts/approval-window.ts';

export type Change = NonNullable<ApprovalView['change']>;

export interface ChangeValue {
  /** Whether the words are ours, or someone's text. */
  ours: boolean;
  text: string;
  /** Only on one side: of a list's items. */
  only: boolean;
}

export interface ChangeRow {
  key: string;
  /** The setting in words; null: no words for it, so that the key stands for itself. */
  label: string | null;
  from: ChangeValue[];
  to: ChangeValue[];
}

/** A change in plain words, key by key, nothing left out. */
export function changeRows(change: Change): ChangeRow[] {
  return change.map(({ key, from, to }) => ({
    key,
    label: labelOf(key),
    from: valuesOf(key, from, to),
    to: valuesOf(key, to, from),
  }));
}

const TOGGLE = 'tool_enabled.';

function labelOf(key: string): string | null {
  return key.startsWith(TOGGLE) ? texts.toolKey(key.slice(TOGGLE.length)) : (texts.keys[key] ?? null);
}

function valuesOf(key: string, value: JsonValue, other: JsonValue): ChangeValue[] {
  const { values, emptyMeans, modes } = texts;
  const ours = (text: string): ChangeValue[] => [{ ours: true, text, only: false }];
  if (value === true) return ours(values.on);
  if (value === false) return ours(values.off);
  if (value === null) return ours(values.notSet);
  if (value === '') return ours(values.empty);
  if (value === 0) return ours(emptyMeans[key] ?? '0');
  if (Array.isArray(value)) {
    if (value.length === 0) return ours(emptyMeans[key] ?? values.none);
    const others = new Set(Array.isArray(other) ? other.map((item) => JSON.stringify(item)) : []);
    return value.map((item) => ({
      ours: false,
      text: typeof item === 'string' ? item : JSON.stringify(item),
      only: !others.has(JSON.stringify(item)),
    }));
  }
  if (typeof value === 'string') {
    const mode = key === 'approval_mode' ? modes[value] : undefined;
    return mode === undefined ? [{ ours: false, text: value, only: false }] : ours(mode);
  }
  return [{ ours: false, text: JSON.stringify(value), only: false }];
}

/** The effects that the list of changes does not say already, with their places in the plan. */
export function unsaidEffects(
  effects: readonly Effect[],
  change: Change,
): { effect: Effect; index: number }[] {
  const said = new Set(
    change.map(({ key, from, to }) =>
      JSON.stringify([key, `from ${JSON.stringify(from)} to ${JSON.stringify(to)}`]),
    ),
  );
  return effects
    .map((effect, index) => ({ effect, index }))
    .filter(
      ({ effect: { kind, target, detail } }) =>
        kind !== 'setting' || !said.has(JSON.stringify([target, detail])),
    );
}
