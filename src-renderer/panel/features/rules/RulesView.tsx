import { useEffect } from 'react';
import { texts } from '../../../texts/panel.ts';
import { Empty } from '../../../ui/Empty.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { InertText } from '../../../ui/InertText.tsx';
import { Note } from '../../../ui/Note.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { useNow } from '../../../ui/Time.tsx';
import { useRules } from '../../state/rules.ts';
import { isLive, isUnused } from './draft.ts';
import { DraftForm } from './DraftForm.tsx';
import { RuleRow } from './RuleRow.tsx';
import { SessionList } from './SessionList.tsx';
import classes from './rules.module.css';

const words = texts.rules;

/** The standing answers: what each allows, what it has decided, the way out; and a place to think of a new one. */
export default function RulesView() {
  const rules = useRules((state) => state.rules);
  const removed = useRules((state) => state.removed);
  const { refetch, dismiss } = useRules.getState();
  const now = useNow();
  useEffect(() => void refetch(), [refetch]);
  useEffect(() => void useRules.getState().lookForMakers(), [rules]);
  const all = rules.state === 'ready' ? rules.value : [];
  const unused = all.filter((rule) => isUnused(rule, now) && isLive(rule, now));
  const error = rules.state === 'loading' ? undefined : rules.error;
  return (
    <div className={classes.scroll}>
      <div className={classes.page}>
        <section className={classes.rules} aria-label={words.list}>
          {rules.state === 'loading' && <SkeletonRows count={4} height={72} />}
          {error && (
            <ErrorNote
              title={rules.state === 'failed' ? words.loadFailed : texts.common.stale}
              error={error}
              onRetry={() => void refetch()}
            />
          )}
          {removed !== null && (
            <Note tone="info" live="polite" title={words.removed} onDismiss={dismiss}>
              <InertText text={removed.words} /> {words.removedWhat}
            </Note>
          )}
          {unused.length > 0 && (
            <Note tone="info" title={words.unusedNote(unused.length)}>
              {words.unusedWhat}
            </Note>
          )}
          <SessionList />
          {rules.state === 'ready' && all.length === 0 && <Empty title={words.none}>{words.noneWhat}</Empty>}
          {all.length > 0 && (
            <ul className={classes.list} aria-label={words.list}>
              {all
                .toSorted((a, b) => b.createdAt - a.createdAt)
                .map((rule) => (
                  <RuleRow key={rule.ruleId} rule={rule} now={now} />
                ))}
            </ul>
          )}
        </section>
        <DraftForm />
      </div>
    </div>
  );
}
