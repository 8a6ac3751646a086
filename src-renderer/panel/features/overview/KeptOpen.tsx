import type { Resource } from '../../../../src-preload/contract/types.ts';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { overviewTexts } from '../../../texts/overview.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { head, plain } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { Section } from '../../../ui/Section.tsx';
import { Time } from '../../../ui/Time.tsx';
import { TimeLeft } from '../../../ui/TimeLeft.tsx';
import { useResources } from '../../state/resources.ts';
import classes from './overview.module.css';

const words = overviewTexts.open;

/** What runs have left open, with the way to end each at once. */
export function KeptOpen({ resources }: { resources: Resource[] }) {
  const ending = useResources((state) => state.ending);
  const failure = useResources((state) => state.failure);
  const { end, dismiss } = useResources.getState();
  return (
    <Section level={2} title={words.title}>
      <ul className={classes.list} aria-label={words.title}>
        {resources.map(({ id, kind, tool, title, why, openedAt, endsAt }) => (
          <li key={id} className={classes.item}>
            <div className={classes.row}>
              <div className={classes.words}>
                <div className={classes.first}>
                  <span translate="no">
                    <InertText text={head(title, 200)} />
                  </span>
                  <span className={`el-dim ${classes.tool}`} translate="no">
                    {tool}
                  </span>
                </div>
                <div className={classes.sub}>
                  {words.why[why]} · {words.since} <Time at={openedAt} /> ·{' '}
                  <TimeLeft until={endsAt} words={words.closes} over={words.closing} />
                </div>
              </div>
              <BusyButton
                size="xs"
                variant="default"
                busy={ending.includes(id)}
                aria-label={words.endOne(words.ends[kind], plain(title, 100))}
                onClick={() => void end(id)}
              >
                {ending.includes(id) ? words.ending : words.ends[kind]}
              </BusyButton>
            </div>
          </li>
        ))}
      </ul>
      {failure && <ErrorNote title={words.endFailed} error={failure} onDismiss={dismiss} />}
    </Section>
  );
}
