import {
  AUDIT_EVENTS,
  DECIDERS,
  STATUSES,
  VERDICTS,
  type AuditQuery,
} from '../../../src-preload/contract/types.ts';

/** What the page lists: a row a run, a row a record, or what was imported from the earlier system. */
export const LOG_MODES = ['runs', 'records', 'legacy'] as const;
export type LogMode = (typeof LOG_MODES)[number];

/** What a person looks for. Empty members filter nothing. */
export interface LogFilter {
  text: string;
  tools: string[];
  statuses: string[];
  events: string[];
  callers: string[];
  decisions: string[];
  deciders: string[];
  rule: string | null;
  runId: string | null;
  traceId: string | null;
  /** Only what is not as this version writes records. */
  unreadable: string | null;
  /** Epoch seconds, both inclusive. */
  time: { from: number; to: number } | null;
}

export const NO_FILTER: LogFilter = {
  text: '',
  tools: [],
  statuses: [],
  events: [],
  callers: [],
  decisions: [],
  deciders: [],
  rule: null,
  runId: null,
  traceId: null,
  unreadable: null,
  time: null,
};

export type ListField = 'tools' | 'statuses' | 'events' | 'callers' | 'decisions' | 'deciders';
/** Of these there is one value, or none. */
export type IdField = 'rule' | 'runId' | 'traceId' | 'unreadable';
export type FilterField = ListField | IdField | 'time';

/** One filter as a chip: what it is of, and its value; of time, none. */
export type Chip =
  | { field: ListField; value: string }
  | { field: IdField; value: string }
  | { field: 'time'; from: number; to: number };

const LISTS: readonly ListField[] = ['tools', 'statuses', 'events', 'callers', 'decisions', 'deciders'];
const IDS: readonly IdField[] = ['rule', 'runId', 'traceId', 'unreadable'];

/** The filters in use, in a fixed order. Search words are not among them: they have their own field. */
export function chipsOf(filter: LogFilter): Chip[] {
  const chips: Chip[] = [];
  for (const field of LISTS) for (const value of filter[field]) chips.push({ field, value });
  for (const field of IDS) {
    const value = filter[field];
    if (value !== null) chips.push({ field, value });
  }
  if (filter.time !== null) chips.push({ field: 'time', ...filter.time });
  return chips;
}

/** Adds a filter; of what there can be only one, the new one wins. Blank values add nothing. */
export function withChip(filter: LogFilter, chip: Chip): LogFilter {
  if (chip.field === 'time') {
    const { from, to } = chip;
    return { ...filter, time: from <= to ? { from, to } : { from: to, to: from } };
  }
  const value = chip.value.trim();
  if (value === '') return filter;
  if (isList(chip.field)) {
    const before = filter[chip.field];
    return before.includes(value) ? filter : { ...filter, [chip.field]: [...before, value] };
  }
  return { ...filter, [chip.field]: value };
}

export function withoutChip(filter: LogFilter, chip: Chip): LogFilter {
  if (chip.field === 'time') return { ...filter, time: null };
  if (!isList(chip.field)) return { ...filter, [chip.field]: null };
  return { ...filter, [chip.field]: filter[chip.field].filter((value) => value !== chip.value) };
}

function isList(field: FilterField): field is ListField {
  return LISTS.some((list) => list === field);
}

export function isFiltered(filter: LogFilter): boolean {
  return filter.text.trim() !== '' || chipsOf(filter).length > 0;
}

/** The audit's question for this filter. A list that knows only some words drops the others. */
export function queryOf(filter: LogFilter, mode: LogMode): AuditQuery {
  const text = filter.text.trim();
  const known = <T extends string>(all: readonly T[], chosen: string[]): T[] =>
    all.filter((value) => chosen.includes(value));
  const query: AuditQuery = {
    source: mode === 'legacy' ? 'legacy' : undefined,
    text: text === '' ? undefined : text,
    tools: listOf(filter.tools),
    statuses: listOf(known(STATUSES, filter.statuses)),
    events: listOf(known(AUDIT_EVENTS, filter.events)),
    callers: listOf(filter.callers),
    decisions: listOf(known(VERDICTS, filter.decisions)),
    deciders: listOf(known(DECIDERS, filter.deciders)),
    rule: filter.rule ?? undefined,
    runId: filter.runId ?? undefined,
    traceId: filter.traceId ?? undefined,
    unreadable: filter.unreadable === null ? undefined : true,
    from: filter.time?.from,
    to: filter.time?.to,
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}

function listOf<T>(values: T[]): T[] | undefined {
  return values.length === 0 ? undefined : values;
}
