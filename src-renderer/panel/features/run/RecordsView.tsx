import { useEffect } from 'react';
import type { AuditEntry } from '../../../../src-preload/contract/types.ts';
import type { JsonObject } from '../../../../src-preload/contract/json.ts';
import { texts } from '../../../texts/panel.ts';
import { Disclosure } from '../../../ui/Disclosure.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { Id } from '../../../ui/Id.tsx';
import { JsonTree } from '../../../ui/JsonTree.tsx';
import { Section } from '../../../ui/Section.tsx';
import { ShowMore } from '../../../ui/ShowMore.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { StatusBadge } from '../../../ui/Badge.tsx';
import { clockTime, exactTime } from '../../../ui/time.ts';
import { LOADING, type Loadable } from '../../state/loadable.ts';
import { useRecords, type Records } from '../../state/records.ts';
import classes from './run.module.css';
import { UnreadableBadge, UnreadableRecord } from './Unreadable.tsx';

/** Loads a run's records while something on screen shows them. */
export function useRunRecords(runId: string): Loadable<Records> {
  const records = useRecords((state) => state.byRun[runId]);
  useEffect(() => {
    void useRecords.getState().refetch(runId);
    return () => useRecords.getState().forget(runId);
  }, [runId]);
  return records ?? LOADING;
}

export function RecordsView({ runId, records }: { runId: string; records: Loadable<Records> }) {
  const retry = (): void => void useRecords.getState().refetch(runId);
  return (
    <Section
      title={texts.run.records}
      aside={
        records.state === 'ready' && <span className="el-num el-dim">{records.value.entries.length}</span>
      }
    >
      {records.state === 'loading' && <SkeletonRows count={4} height={28} />}
      {records.state === 'failed' && (
        <ErrorNote title={texts.run.recordsFailed} error={records.error} onRetry={retry} />
      )}
      {records.state === 'ready' && (
        <>
          {records.error && <ErrorNote title={texts.common.stale} error={records.error} onRetry={retry} />}
          <ShowMore items={records.value.entries} first={100}>
            {(shown) => (
              <ol className={classes.records}>
                {shown.map((entry) => (
                  <li key={entry.audit_id}>
                    <Record entry={entry} />
                  </li>
                ))}
              </ol>
            )}
          </ShowMore>
          {!records.value.whole && <p className="el-dim">{texts.run.recordsMore}</p>}
        </>
      )}
    </Section>
  );
}

function Record({ entry }: { entry: AuditEntry }) {
  return (
    <Disclosure
      row
      label={
        <span className={classes.record}>
          <span className="el-num el-dim" title={exactTime(entry.ts)}>
            {clockTime(entry.ts)}
          </span>
          <span>{texts.events[entry.event]}</span>
          {entry.status !== null && <StatusBadge status={entry.status} />}
          {entry.unreadable && <UnreadableBadge />}
          <span className={`el-num el-dim ${classes.seq}`}>#{entry.seq}</span>
        </span>
      }
    >
      {entry.unreadable && <UnreadableRecord unreadable={entry.unreadable} />}
      <Hashes entry={entry} />
      <JsonTree value={asJson(entry)} open={1} label={texts.run.records} />
    </Disclosure>
  );
}

/** A record's own keys; what is not readable of it is shown apart. */
export function asJson(entry: AuditEntry): JsonObject {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'unreadable'));
}

/** What binds a record to the one before it. */
export function Hashes({ entry }: { entry: AuditEntry }) {
  const pairs: [string, string][] = [
    [texts.run.hash, entry.hash],
    [texts.run.prevHash, entry.prev_hash],
  ];
  return (
    <dl className={classes.hashes}>
      {pairs.map(([label, hash]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <Id value={hash} label={`${texts.common.copy} ${label}`} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
