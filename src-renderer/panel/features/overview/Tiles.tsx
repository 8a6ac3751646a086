import type { ReactNode } from 'react';
import { overviewTexts } from '../../../texts/overview.ts';
import { IconCircleDashed, IconCircleFilled, IconPlayerPause } from '../../../ui/icons.ts';
import type { Tone } from '../../../ui/tones.ts';
import { useActiveRuns } from '../../state/active-runs.ts';
import { useApprovals } from '../../state/approvals.ts';
import { useControlNow } from '../../state/control.ts';
import type { Loadable } from '../../state/loadable.ts';
import { sumOf, useOverview } from '../../state/overview.ts';
import { useResources } from '../../state/resources.ts';
import classes from './overview.module.css';

const words = overviewTexts.glance;

/** Five numbers that answer whether anything needs a person. */
export function Tiles() {
  const waiting = useApprovals((state) => countOf(state.pending, (all) => all.length));
  const running = useActiveRuns((state) =>
    countOf(state.active, (all) => all.filter((run) => run.state !== 'waiting').length),
  );
  const open = useResources((state) => countOf(state.resources, (all) => all.length));
  const today = useOverview((state) => countOf(state.today, (day) => sumOf(day.byStatus)));
  return (
    <dl className={classes.tiles} aria-label={words.label}>
      <Control />
      <Tile name={words.waiting} tone={waiting !== null && waiting > 0 ? 'warn' : 'neutral'}>
        {numberOf(waiting)}
      </Tile>
      <Tile name={words.running} tone={running !== null && running > 0 ? 'busy' : 'neutral'}>
        {numberOf(running)}
      </Tile>
      <Tile name={words.open}>{numberOf(open)}</Tile>
      <Tile name={words.today}>{numberOf(today)}</Tile>
    </dl>
  );
}

function Control() {
  const control = useControlNow();
  if (control === 'loading' || control === 'unknown') {
    return (
      <Tile name={words.control} tone={control === 'loading' ? 'neutral' : 'warn'}>
        <IconCircleDashed size={14} aria-hidden /> {words.unknown}
      </Tile>
    );
  }
  return control.paused ? (
    <Tile name={words.control} tone="warn">
      <IconPlayerPause size={14} aria-hidden /> {words.paused}
    </Tile>
  ) : (
    <Tile name={words.control} tone="good">
      <IconCircleFilled size={9} aria-hidden /> {words.ready}
    </Tile>
  );
}

function Tile({ name, tone = 'neutral', children }: { name: string; tone?: Tone; children: ReactNode }) {
  return (
    <div className={classes.tile} data-tone={tone}>
      <dt className={classes.tileName}>{name}</dt>
      <dd className={classes.tileValue}>{children}</dd>
    </div>
  );
}

function countOf<T>(loadable: Loadable<T>, count: (value: T) => number): number | null {
  return loadable.state === 'ready' ? count(loadable.value) : null;
}

function numberOf(n: number | null): string {
  return n === null ? words.notKnown : n.toLocaleString();
}
