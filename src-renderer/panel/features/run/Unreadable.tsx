import type { AuditEntry } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { IconAlertOctagon } from '../../../ui/icons.ts';
import { head } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { LongText } from '../../../ui/LongText.tsx';
import { Note } from '../../../ui/Note.tsx';

const words = texts.run.unreadable;

/** That a record is not as this version writes them. */
export function UnreadableBadge() {
  return (
    <Badge tone="bad" icon={<IconAlertOctagon size={12} stroke={2} aria-hidden />}>
      {words.badge}
    </Badge>
  );
}

/** That some of a run's records are not: what is shown of the run may be wrong, or not all. */
export function UnreadableRun({ count }: { count: number }) {
  return (
    <Note tone="bad" title={words.run(count)}>
      {words.why}
    </Note>
  );
}

/** What of a record is not as this version writes them, and the line itself. */
export function UnreadableRecord({ unreadable }: { unreadable: NonNullable<AuditEntry['unreadable']> }) {
  return (
    <Note tone="bad" title={words.record}>
      {words.why}{' '}
      {unreadable.keys.length === 0 ? (
        words.noJson
      ) : unreadable.keys.join() === 'hash' ? (
        words.otherHash
      ) : (
        <>
          {words.keys} <InertText text={head(unreadable.keys.join(', '), 300)} />
        </>
      )}
      <LongText text={unreadable.line} code />
    </Note>
  );
}
