import { ActionIcon } from '@mantine/core';
import { logTexts } from '../../../texts/log.ts';
import { texts } from '../../../texts/panel.ts';
import { Id } from '../../../ui/Id.tsx';
import { IconFilter } from '../../../ui/icons.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { duration } from '../../../ui/time.ts';
import { Time } from '../../../ui/Time.tsx';
import { NO_FILTER, withChip, type Chip } from '../../state/log-filter.ts';
import { useLog } from '../../state/log.ts';
import type { RunStory } from '../run/fold-records.ts';
import runClasses from '../run/run.module.css';
import classes from './detail.module.css';

/** When, for how long, from where, and the ids. Labels are what a caller says of itself. */
export function Meta({ runId, story }: { runId: string; story: RunStory }) {
  const labels: [string, string | null][] = [
    [texts.run.agent, story.agentId],
    [texts.run.department, story.department],
    [texts.run.reason, story.reason],
  ];
  const rule = ruleOf(story.decision?.decidedBy ?? '');
  return (
    <dl className={runClasses.meta}>
      <dt>{texts.run.started}</dt>
      <dd>
        <Time at={story.startedAt ?? 0} />
      </dd>
      {story.durationMs !== null && (
        <>
          <dt>{texts.run.took}</dt>
          <dd>
            <span className="el-num">{duration(story.durationMs)}</span>
            {story.attempts !== null && story.attempts > 1 && (
              <span className="el-dim">{texts.run.attempts(story.attempts)}</span>
            )}
          </dd>
        </>
      )}
      <dt>{texts.run.caller}</dt>
      <dd>
        <InertText text={story.caller ?? texts.common.none} />
      </dd>
      {labels.map(
        ([label, value]) =>
          value !== null && (
            <div key={label} className={classes.pair}>
              <dt>{label}</dt>
              <dd>
                <span>
                  <InertText text={value} />
                </span>
                <span className="el-dim el-small">({texts.run.unverified})</span>
              </dd>
            </div>
          ),
      )}
      <dt>{texts.run.id}</dt>
      <dd>
        <Id value={runId} label={`${texts.common.copy} ${texts.run.id}`} />
      </dd>
      {story.traceId !== null && (
        <>
          <dt>{texts.run.trace}</dt>
          <dd>
            <Id value={story.traceId} label={`${texts.common.copy} ${texts.run.trace}`} />
            <Only chip={{ field: 'traceId', value: story.traceId }} label={logTexts.sameTrace} />
          </dd>
        </>
      )}
      {rule !== null && (
        <>
          <dt>{logTexts.fields.rule}</dt>
          <dd>
            <Id value={rule} label={`${texts.common.copy} ${logTexts.fields.rule}`} />
            <Only chip={{ field: 'rule', value: rule }} label={logTexts.sameRule} />
          </dd>
        </>
      )}
    </dl>
  );
}

/** Id of the rule or session answer that decided. */
function ruleOf(decidedBy: string): string | null {
  const [kind, ...id] = decidedBy.split(':');
  return (kind === 'rule' || kind === 'session') && id.length > 0 ? id.join(':') : null;
}

/** Shows only what has this in common. */
function Only({ chip, label }: { chip: Chip; label: string }) {
  return (
    <ActionIcon
      variant="subtle"
      size={22}
      aria-label={label}
      title={label}
      onClick={() => useLog.getState().setFilter(withChip(NO_FILTER, chip))}
    >
      <IconFilter size={14} aria-hidden />
    </ActionIcon>
  );
}
