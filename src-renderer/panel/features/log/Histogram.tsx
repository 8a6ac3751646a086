import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { AuditHistogram } from '../../../../src-preload/contract/types.ts';
import { logTexts } from '../../../texts/log.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { exactMinute, exactSecond, timeSpan } from '../../../ui/time.ts';
import { useHistogram } from '../../state/histogram.ts';
import { valueOr } from '../../state/loadable.ts';
import { withChip } from '../../state/log-filter.ts';
import { useLog } from '../../state/log.ts';
import { barsOf, percentOf, spanOf, TONES, type Bar } from './bars.ts';
import classes from './histogram.module.css';

const words = logTexts.histogram;

/** Runs over time by how they ended. A click or a drag narrows the list to that time; so do the arrow keys and Enter. */
export function Histogram() {
  const data = useHistogram((state) => state.data);
  const histogram = valueOr(data, null);
  if (data.state === 'failed') {
    return (
      <div className={classes.failed}>
        <ErrorNote
          title={words.failed}
          error={data.error}
          onRetry={() => void useHistogram.getState().refetch()}
        />
      </div>
    );
  }
  if (histogram === null) return <div className={classes.chart} data-chart aria-hidden />;
  return <Chart histogram={histogram} />;
}

function Chart({ histogram }: { histogram: AuditHistogram }) {
  const bars = useMemo(() => barsOf(histogram), [histogram]);
  const [mark, setMark] = useState<{ from: number; to: number } | null>(null);
  const drag = useRef<number | null>(null);
  const plot = useRef<HTMLDivElement>(null);
  const most = Math.max(1, ...bars.map((bar) => bar.all));
  const empty = bars.every((bar) => bar.all === 0);

  const narrow = (from: number, to: number): void => {
    const { filter, setFilter } = useLog.getState();
    const span = spanOf(histogram, Math.min(from, to), Math.max(from, to));
    setMark(null);
    setFilter(withChip(filter, { field: 'time', ...span }));
  };
  const barAt = (event: PointerEvent): number => {
    const box = plot.current?.getBoundingClientRect();
    if (!box || box.width === 0) return 0;
    const part = (event.clientX - box.left) / box.width;
    return Math.max(0, Math.min(bars.length - 1, Math.floor(part * bars.length)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const last = bars.length - 1;
      const at = Math.max(0, Math.min(last, (mark?.to ?? (step < 0 ? bars.length : -1)) + step));
      setMark({ from: at, to: at });
    } else if (event.key === 'Enter' && mark !== null) {
      event.preventDefault();
      narrow(mark.from, mark.to);
    } else if (event.key === 'Escape' && mark !== null) {
      event.preventDefault();
      setMark(null);
    }
  };
  const partial = histogram.indexing === undefined ? null : words.partial(percentOf(histogram.indexing));
  if (empty)
    return (
      <div className={classes.none} data-chart>
        {partial ?? words.none}
      </div>
    );
  const low = mark === null ? -1 : Math.min(mark.from, mark.to);
  const high = mark === null ? -1 : Math.max(mark.from, mark.to);
  const said = mark === null ? words.hint : spanWords(histogram, bars, low, high);
  return (
    <div className={classes.chart} data-chart>
      <div
        ref={plot}
        className={classes.plot}
        role="slider"
        tabIndex={0}
        aria-label={words.label}
        aria-valuemin={0}
        aria-valuemax={bars.length - 1}
        aria-valuenow={mark === null ? bars.length - 1 : mark.to}
        aria-valuetext={said}
        title={mark === null ? undefined : said}
        onKeyDown={onKeyDown}
        onBlur={() => setMark(null)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = barAt(event);
          setMark({ from: drag.current, to: drag.current });
        }}
        onPointerMove={(event) => {
          const at = barAt(event);
          setMark({ from: drag.current ?? at, to: at });
        }}
        onPointerUp={(event) => {
          const from = drag.current;
          drag.current = null;
          if (from !== null) narrow(from, barAt(event));
        }}
        onPointerCancel={() => {
          drag.current = null;
          setMark(null);
        }}
        onPointerLeave={() => {
          if (drag.current === null) setMark(null);
        }}
      >
        {bars.map((bar, index) => (
          <div
            key={index}
            className={classes.column}
            data-marked={(index >= low && index <= high) || undefined}
          >
            <div className={classes.stack} style={{ height: `${(bar.all / most) * 100}%` }}>
              {TONES.map(
                (tone) =>
                  bar[tone] > 0 && <div key={tone} data-tone={tone} style={{ flexGrow: bar[tone] }} />,
              )}
            </div>
          </div>
        ))}
      </div>
      <div className={classes.axis} aria-hidden>
        <time>{axisTime(histogram, histogram.from)}</time>
        {mark === null && partial === null ? (
          <Legend bars={bars} />
        ) : (
          <span className={classes.marked}>{mark === null ? partial : said}</span>
        )}
        <time>{axisTime(histogram, histogram.to)}</time>
      </div>
    </div>
  );
}

/** What the colours that are there mean. */
function Legend({ bars }: { bars: readonly Bar[] }) {
  return (
    <span className={classes.legend}>
      {TONES.filter((tone) => bars.some((bar) => bar[tone] > 0)).map((tone) => (
        <span key={tone} className={classes.key}>
          <span className={classes.swatch} data-tone={tone} />
          {words.tones[tone]}
        </span>
      ))}
    </span>
  );
}

/** To the second where the whole chart is a few minutes. */
function axisTime({ from, to }: AuditHistogram, at: number): string {
  return to - from < 600 ? exactSecond(at) : exactMinute(at);
}

function spanWords(histogram: AuditHistogram, bars: Bar[], low: number, high: number): string {
  const { from, to } = spanOf(histogram, low, high);
  const marked = bars.slice(low, high + 1);
  const sum = (of: (bar: Bar) => number): number => marked.reduce((total, bar) => total + of(bar), 0);
  return words.words(
    timeSpan(from, to),
    sum((bar) => bar.all),
    sum((bar) => bar.bad),
  );
}
