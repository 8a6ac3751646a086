import { STATUSES } from '../../../../src-preload/contract/types.ts';
import { overviewTexts } from '../../../texts/overview.ts';
import { texts } from '../../../texts/panel.ts';
import { StatusBadge } from '../../../ui/Badge.tsx';
import { Empty } from '../../../ui/Empty.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { head, plain } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { Section } from '../../../ui/Section.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { statusTone, type Tone } from '../../../ui/tones.ts';
import { sumOf, useOverview, type Counts, type Today as Day } from '../../state/overview.ts';
import { openLog, since } from '../../state/open-log.ts';
import classes from './overview.module.css';

const words = overviewTexts.today;
const TONES: readonly Tone[] = ['good', 'neutral', 'warn', 'bad', 'busy'];

/** The day's runs by how they ended and by tool; each number opens what it counts. */
export function Today() {
  const today = useOverview((state) => state.today);
  const { refetch } = useOverview.getState();
  const day = today.state === 'ready' ? today.value : null;
  const error = today.state === 'loading' ? undefined : today.error;
  const total = day === null ? 0 : sumOf(day.byStatus);
  return (
    <Section
      level={2}
      title={words.title}
      aside={total > 0 && <span className="el-dim el-small">{words.total(total)}</span>}
    >
      {today.state === 'loading' && <SkeletonRows count={3} height={32} />}
      {error && (
        <ErrorNote
          title={day === null ? words.loadFailed : texts.common.stale}
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {day !== null && total === 0 && <Empty title={words.none}>{words.noneWhat}</Empty>}
      {day !== null && total > 0 && (
        <>
          <ByStatus day={day} />
          <ByTool day={day} />
        </>
      )}
    </Section>
  );
}

function ByStatus({ day }: { day: Day }) {
  return (
    <ul className={classes.statuses} aria-label={words.byStatus}>
      {STATUSES.map((status) => {
        const n = day.byStatus[status] ?? 0;
        if (n === 0) return null;
        return (
          <li key={status}>
            <button
              type="button"
              className={classes.status}
              title={words.status(texts.statuses[status], n)}
              onClick={() => openLog({ statuses: [status], time: since(day.from) })}
            >
              <StatusBadge status={status} /> <span className="el-num">{n.toLocaleString()}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function ByTool({ day }: { day: Day }) {
  const most = Math.max(...day.byTool.map(({ counts }) => sumOf(counts)));
  return (
    <ul className={classes.bars} aria-label={words.byTool}>
      {day.byTool.map(({ tool, counts }) => (
        <li key={tool ?? ''} className={classes.barRow}>
          {tool === null ? (
            <span className={classes.barName}>{words.other}</span>
          ) : (
            <button
              type="button"
              className={`${classes.link} ${classes.barName}`}
              aria-label={words.tool(plain(tool, 100), listed(counts))}
              onClick={() => openLog({ tools: [tool], time: since(day.from) })}
            >
              <span className={classes.tool} translate="no">
                <InertText text={head(tool, 100)} />
              </span>
            </button>
          )}
          <Bar counts={counts} most={most} />
          <span className="el-num">{sumOf(counts).toLocaleString()}</span>
        </li>
      ))}
    </ul>
  );
}

/** As long as its share of the busiest tool's, in the tones of its endings. Its words say the same. */
function Bar({ counts, most }: { counts: Counts; most: number }) {
  const byTone = TONES.map((tone) => ({
    tone,
    n: STATUSES.reduce((sum, status) => sum + (statusTone(status) === tone ? (counts[status] ?? 0) : 0), 0),
  }));
  return (
    <span className={classes.bar} title={listed(counts)} aria-hidden>
      {byTone.map(
        ({ tone, n }) =>
          n > 0 && (
            <span
              key={tone}
              className={classes.barPart}
              data-tone={tone}
              style={{ width: `${(100 * n) / most}%` }}
            />
          ),
      )}
    </span>
  );
}

function listed(counts: Counts): string {
  return words.listed(
    STATUSES.flatMap((status) => {
      const n = counts[status] ?? 0;
      return n === 0 ? [] : [{ name: texts.statuses[status], n }];
    }),
  );
}
