import { useMemo } from 'react';
import type { AuditEntry } from '../../../../src-preload/contract/types.ts';
import { logTexts } from '../../../texts/log.ts';
import { texts } from '../../../texts/panel.ts';
import { StatusBadge } from '../../../ui/Badge.tsx';
import { head } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { Section } from '../../../ui/Section.tsx';
import { ShowMore } from '../../../ui/ShowMore.tsx';
import { duration, exactTime } from '../../../ui/time.ts';
import classes from './detail.module.css';
import { timelineOf, type Moment } from './timeline.ts';

/** Attempts and steps in their order, with times from the run's beginning. */
export function Timeline({ entries }: { entries: AuditEntry[] }) {
  const moments = useMemo(() => timelineOf(entries), [entries]);
  return (
    <Section title={logTexts.timeline}>
      <ShowMore items={moments} first={60}>
        {(shown) => (
          <ol className={classes.timeline}>
            {shown.map((moment) => (
              <li key={moment.auditId} className={classes.moment}>
                <span className="el-num el-dim" title={exactTime(moment.ts)}>
                  +{duration(moment.afterMs)}
                </span>
                <span className={classes.momentWords}>
                  <Words moment={moment} />
                </span>
                <span className="el-num el-dim">
                  {moment.durationMs !== null && duration(moment.durationMs)}
                </span>
              </li>
            ))}
          </ol>
        )}
      </ShowMore>
    </Section>
  );
}

function Words({ moment }: { moment: Moment }) {
  const { event, step, attempt, status, outcome, error, retried } = moment;
  const failed = outcome !== null && outcome !== 'ok' && (step !== null || attempt !== null);
  return (
    <>
      {step !== null ? (
        <>
          {logTexts.stepOf(step.index, step.of)}: <InertText text={head(step.words, 500)} />
        </>
      ) : attempt !== null ? (
        logTexts.attempt(attempt)
      ) : (
        texts.events[event]
      )}{' '}
      {status !== null && <StatusBadge status={status} />}
      {failed && (
        <span className={classes.failedWord}>
          <InertText text={head(outcome, 60)} />
        </span>
      )}
      {error !== null && (
        <span className="el-dim">
          {' '}
          <InertText text={head(error, 500)} />
        </span>
      )}
      {retried && <span className="el-dim"> · {logTexts.retry}</span>}
    </>
  );
}
