import { useEffect, useState } from 'react';
import type { AuditEntry } from '../../../../src-preload/contract/types.ts';
import { logTexts } from '../../../texts/log.ts';
import { texts } from '../../../texts/panel.ts';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { JsonTree } from '../../../ui/JsonTree.tsx';
import { Section } from '../../../ui/Section.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { Time } from '../../../ui/Time.tsx';
import { ask } from '../../api.ts';
import { LOADING, settle, type Loadable } from '../../state/loadable.ts';
import { asJson, Hashes } from '../run/RecordsView.tsx';
import { UnreadableRecord } from '../run/Unreadable.tsx';
import classes from './detail.module.css';
import { DetailHead } from './RunDetail.tsx';

/** One record that belongs to no run: a change of settings, a pause, an answer, the app itself. */
export function EntryDetail({ auditId }: { auditId: string }) {
  const [entry, setEntry] = useState<Loadable<AuditEntry>>(LOADING);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let closed = false;
    void ask((api) => api.audit.get({ auditId })).then((answer) => {
      if (!closed) setEntry((before) => settle(before, answer));
    });
    return () => {
      closed = true;
    };
  }, [auditId, tries]);
  if (entry.state === 'loading') {
    return (
      <div className={classes.detail}>
        <SkeletonRows count={4} height={32} />
      </div>
    );
  }
  if (entry.state === 'failed') {
    return (
      <div className={classes.detail}>
        <ErrorNote
          title={logTexts.loadRecordFailed}
          error={entry.error}
          onRetry={() => setTries(tries + 1)}
        />
      </div>
    );
  }
  const { value } = entry;
  return (
    <div className={classes.detail}>
      <DetailHead title={texts.events[value.event]} closeLabel={logTexts.closeRecord}>
        <span className="el-num el-dim">#{value.seq}</span>
        <Time at={value.ts} />
        <span className={classes.headActions}>
          <CopyButton text={() => JSON.stringify(value, null, 2)} label={logTexts.copyRecord} />
        </span>
      </DetailHead>
      <Section title={logTexts.record}>
        {value.unreadable && <UnreadableRecord unreadable={value.unreadable} />}
        <Hashes entry={value} />
        <JsonTree value={asJson(value)} open={6} label={logTexts.record} />
      </Section>
    </div>
  );
}
