import { texts } from '../../../texts/panel.ts';

const { deciders } = texts.run;
const PLAIN = ['mode', 'person', 'tool', 'guard', 'no_approver', 'rule', 'session'] as const;

/** Who decided, in words; what is not known is said as it is written. */
export function decidedByWords(decidedBy: string): string {
  const [kind = '', ...rest] = decidedBy.split(':');
  if (kind === 'setting' && rest.length > 0) return deciders.setting(rest.join(':'));
  const known = PLAIN.find((name) => name === kind);
  return known === undefined ? decidedBy : deciders[known];
}

/** As it is written, where that says which one of several it was and the words do not. */
export function whichDecided(decidedBy: string): string | null {
  const which = decidedBy.split(':').slice(1).join(':');
  return which === '' || decidedByWords(decidedBy).includes(which) ? null : decidedBy;
}
