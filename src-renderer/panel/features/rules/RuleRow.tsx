import { useEffect } from 'react';
import type { Rule } from '../../../../src-preload/contract/types.ts';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { texts } from '../../../texts/panel.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Disclosure } from '../../../ui/Disclosure.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { IconCircleDashed, IconClockX } from '../../../ui/icons.ts';
import { plain } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { exactMinute, exactTime, untilTime } from '../../../ui/time.ts';
import { Time } from '../../../ui/Time.tsx';
import { LOADING } from '../../state/loadable.ts';
import { useRules } from '../../state/rules.ts';
import { isLive, isOver, isUnused } from './draft.ts';
import { RunLinks } from './RunLinks.tsx';
import classes from './rules.module.css';

const words = texts.rules;

/** One rule: in its own words, where it comes from, until when, what it has decided, and the way out. */
export function RuleRow({ rule, now }: { rule: Rule; now: number }) {
  const maker = useRules((state) => state.makers[rule.ruleId]);
  const removal = useRules((state) => state.removals[rule.ruleId]);
  const { remove } = useRules.getState();
  const over = isOver(rule, now);
  return (
    <li className={classes.rule}>
      <div className={classes.head}>
        <p className={classes.words} data-over={!isLive(rule, now) || undefined}>
          <InertText text={rule.words} />
        </p>
        {over && (
          <span title={words.overWhat}>
            <Badge tone="neutral" icon={<IconClockX size={12} aria-hidden />}>
              {words.over}
            </Badge>
          </span>
        )}
        {!over && rule.lapsed === true && (
          <span title={words.lapsedWhat}>
            <Badge tone="neutral" icon={<IconClockX size={12} aria-hidden />}>
              {words.lapsed}
            </Badge>
          </span>
        )}
        {isLive(rule, now) && isUnused(rule, now) && (
          <Badge tone="neutral" icon={<IconCircleDashed size={12} aria-hidden />}>
            {words.unused}
          </Badge>
        )}
        <BusyButton
          size="xs"
          variant="default"
          busy={removal === 'asked'}
          title={words.removeHint}
          aria-label={words.removeRule(plain(rule.words, 200))}
          onClick={() => void remove(rule)}
        >
          {removal === 'asked' ? words.removing : words.remove}
        </BusyButton>
      </div>
      <dl className={classes.facts}>
        <div>
          <dt>{words.made}</dt>
          <dd>
            <Time at={rule.createdAt} />
            {maker !== undefined && (
              <span>
                {Object.hasOwn(words.makers, maker) ? words.makers[maker] : <InertText text={maker} />}
              </span>
            )}
          </dd>
        </div>
        <div>
          <dt>{over ? words.expired : words.expires}</dt>
          <dd>
            {rule.expiresAt === null ? (
              words.never
            ) : (
              <>
                <time
                  className="el-num"
                  dateTime={new Date(rule.expiresAt * 1000).toISOString()}
                  title={exactTime(rule.expiresAt)}
                >
                  {over ? exactMinute(rule.expiresAt) : untilTime(rule.expiresAt, now)}
                </time>
                {!over && <span>{exactMinute(rule.expiresAt)}</span>}
              </>
            )}
          </dd>
        </div>
      </dl>
      {!over && rule.lapsed === true && <p className={classes.uses}>{words.lapsedWhat}</p>}
      {rule.uses === 0 ? (
        <p className={classes.uses}>{words.uses(0)}</p>
      ) : (
        <Disclosure
          row
          label={
            <>
              {words.uses(rule.uses)}
              {rule.lastUsedAt !== null && (
                <span className="el-dim">
                  , {words.lastUsed} <Time at={rule.lastUsedAt} />
                </span>
              )}
            </>
          }
        >
          <Decided rule={rule} />
        </Disclosure>
      )}
      {removal !== undefined && removal !== 'asked' && (
        <ErrorNote title={words.removeFailed} error={removal} onRetry={() => void remove(rule)} />
      )}
    </li>
  );
}

function Decided({ rule }: { rule: Rule }) {
  const decided = useRules((state) => state.decided[rule.ruleId] ?? LOADING);
  const { loadDecided } = useRules.getState();
  useEffect(() => void loadDecided(rule), [loadDecided, rule]);
  switch (decided.state) {
    case 'loading':
      return <SkeletonRows count={3} height={28} />;
    case 'failed':
      return (
        <ErrorNote title={words.decidedFailed} error={decided.error} onRetry={() => void loadDecided(rule)} />
      );
    case 'ready':
      return decided.value.runs.length === 0 ? (
        <p className="el-dim el-small">{words.noneDecided(decided.value.among)}</p>
      ) : (
        <RunLinks runs={decided.value.runs.slice(0, 5)} label={words.decided} />
      );
  }
}
