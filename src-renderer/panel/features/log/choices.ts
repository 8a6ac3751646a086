import { AUDIT_EVENTS, DECIDERS, STATUSES, VERDICTS } from '../../../../src-preload/contract/types.ts';
import { logTexts } from '../../../texts/log.ts';
import { texts } from '../../../texts/panel.ts';
import type { FilterField } from '../../state/log-filter.ts';

export interface Choice {
  value: string;
  label: string;
}

const named = (values: readonly string[]): Choice[] => values.map((value) => ({ value, label: value }));

/** What a filter can be set to; empty: whatever is typed. */
export function choicesOf(field: FilterField, tools: readonly string[]): Choice[] {
  switch (field) {
    case 'tools':
      return named([...tools, 'batch']);
    case 'statuses':
      return STATUSES.map((value) => ({ value, label: texts.statuses[value] }));
    case 'events':
      return AUDIT_EVENTS.map((value) => ({ value, label: texts.events[value] }));
    case 'decisions':
      return VERDICTS.map((value) => ({ value, label: logTexts.verdicts[value] }));
    case 'deciders':
      return DECIDERS.map((value) => ({ value, label: logTexts.deciders[value] }));
    case 'unreadable':
      return [{ value: 'yes', label: texts.run.unreadable.badge }];
    case 'callers':
    case 'rule':
    case 'runId':
    case 'traceId':
    case 'time':
      return [];
  }
}
