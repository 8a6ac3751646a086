import { texts } from '../../../texts/panel.ts';
import type { Day } from './answers.ts';
import classes from './charts.module.css';

const words = texts.approvals;
const dayName = (start: number): string =>
  new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' }).format(start * 1000);
const percent = (part: number, whole: number): string => `${(whole === 0 ? 0 : part / whole) * 100}%`;

/** Answers a day, allowed and denied one above the other; the same as a table for who does not see it. */
export function DaysChart({ days }: { days: Day[] }) {
  const most = Math.max(1, ...days.map(({ allow, deny }) => allow + deny));
  const [first] = days;
  const last = days.at(-1);
  return (
    <figure className={classes.chart} aria-label={words.days}>
      <figcaption className={classes.caption}>
        <span className={classes.title}>{words.days}</span>
        <span className="el-dim el-small">{words.daysWhat}</span>
        <span className={classes.legend} aria-hidden>
          <i data-of="allow" /> {words.allowed} <i data-of="deny" /> {words.denied}
        </span>
      </figcaption>
      <div className={classes.plot} aria-hidden>
        {days.map(({ start, allow, deny }) => (
          <div key={start} className={classes.column} title={words.dayWords(dayName(start), allow, deny)}>
            <span className={classes.value}>{allow + deny > 0 ? allow + deny : ''}</span>
            <div className={classes.stack} style={{ height: percent(allow + deny, most) }}>
              <div className={classes.deny} style={{ flexGrow: deny }} />
              <div className={classes.allow} style={{ flexGrow: allow }} />
            </div>
          </div>
        ))}
      </div>
      <div className={classes.axis} aria-hidden>
        <span>{first && dayName(first.start)}</span>
        <span>{last && dayName(last.start)}</span>
      </div>
      <table className="el-visually-hidden">
        <caption>{`${words.days}. ${words.daysWhat}`}</caption>
        <thead>
          <tr>
            <th scope="col">{words.day}</th>
            <th scope="col">{words.allowed}</th>
            <th scope="col">{words.denied}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ start, allow, deny }) => (
            <tr key={start}>
              <th scope="row">{dayName(start)}</th>
              <td>{allow}</td>
              <td>{deny}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

/** How many answers took how long; `counts` as `answersBySpeed` gives them. */
export function SpeedChart({ counts }: { counts: number[] }) {
  const most = Math.max(1, ...counts);
  const rows = words.speeds.map((label, index) => ({ label, count: counts[index] ?? 0 }));
  return (
    <figure className={classes.chart} aria-label={words.speed}>
      <figcaption className={classes.caption}>
        <span className={classes.title}>{words.speed}</span>
        <span className="el-dim el-small">{words.speedWhat}</span>
      </figcaption>
      <div className={classes.bars} aria-hidden>
        {rows.map(({ label, count }) => (
          <div key={label} className={classes.barRow}>
            <span className={classes.barLabel}>{label}</span>
            <div className={classes.track}>
              <div className={classes.bar} style={{ width: percent(count, most) }} />
            </div>
            <span className={classes.barValue}>{count}</span>
          </div>
        ))}
      </div>
      <table className="el-visually-hidden">
        <caption>{`${words.speed}. ${words.speedWhat}`}</caption>
        <thead>
          <tr>
            <th scope="col">{words.speed}</th>
            <th scope="col">{words.answers}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, count }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
