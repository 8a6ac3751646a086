import type { Effect } from '../../../../src-preload/contract/types.ts';
import { logTexts } from '../../../texts/log.ts';
import { texts } from '../../../texts/panel.ts';
import { head } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { Section } from '../../../ui/Section.tsx';
import { ShowMore } from '../../../ui/ShowMore.tsx';
import { compareEffects, type ComparedEffect } from './compare-effects.ts';
import classes from './effects.module.css';

const MAX_DETAILS = 5;

/** What was planned on the left, what the app did on the right; one line for each target. */
export function EffectsCompared({ planned, actual }: { planned: Effect[]; actual: Effect[] }) {
  const rows = compareEffects(planned, actual);
  return (
    <Section title={logTexts.effects}>
      {rows.length === 0 ? (
        <p className="el-dim">{texts.run.noEffects}</p>
      ) : (
        <ShowMore items={rows} first={50}>
          {(shown) => (
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{logTexts.planned}</th>
                  <th scope="col">{logTexts.actual}</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((row, index) => (
                  <tr key={index}>
                    <Side row={row} side={row.planned} none={logTexts.nothingPlanned} />
                    <Side row={row} side={row.actual} none={logTexts.nothingDone} />
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </ShowMore>
      )}
    </Section>
  );
}

function Side({ row, side, none }: { row: ComparedEffect; side: ComparedEffect['planned']; none: string }) {
  if (side.times === 0) return <td className={classes.none}>{none}</td>;
  return (
    <td>
      <span className={classes.kind}>
        <InertText text={row.kind} />
      </span>{' '}
      <span className={classes.target}>
        <InertText text={row.target} />
      </span>
      {side.times > 1 && <span className="el-num el-dim"> {logTexts.times(side.times)}</span>}
      {side.details.slice(0, MAX_DETAILS).map((detail, index) => (
        <div key={index} className={classes.detail}>
          <InertText text={head(detail, 500)} />
        </div>
      ))}
      {side.details.length > MAX_DETAILS && <div className={classes.detail}>…</div>}
    </td>
  );
}
