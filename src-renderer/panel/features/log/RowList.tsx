import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
  type Ref,
} from 'react';
import { SCROLLED } from '../../../ui/keep-focus.ts';
import { rowsOf, wantedFor, type LogRow, type LogWindow } from '../../state/log-window.ts';
import classes from './rows.module.css';

/** Rows drawn above and below what is in view. */
const SPARE = 6;
/** While a scroll bar is dragged, only where it rests is worth a question. */
const JUMP_AFTER_MS = 80;

/** Pixels of a scroller's end that messages may lie over, as its own scrolling into view reckons. */
function coveredBelow(element: HTMLElement): number {
  const room = parseFloat(getComputedStyle(element).getPropertyValue('--el-toast-room'));
  return Math.min(Number.isFinite(room) ? room : 0, element.clientHeight * 0.4);
}

export interface RowListHandle {
  toTop: () => void;
  /** Brings the row into view and, once it is drawn, the focus to it. */
  focus: (key: string) => void;
  /** Key of the first row that is wholly in view. */
  firstInView: () => string | null;
}

interface Props<R extends LogRow> {
  ref: Ref<RowListHandle>;
  window: LogWindow<R>;
  rowPx: number;
  label: string;
  /** The rows on show are of an earlier question. */
  stale: boolean;
  /** A page could not be had: nothing is asked for until the person says so. */
  held: boolean;
  row: (row: R) => ReactNode;
  onMore: (way: 'next' | 'prev') => void;
  onJump: (place: number) => void;
  onTop: (atTop: boolean) => void;
}

/** Draws the rows that are in view, at their places in an element as high as all rows would be (or as one may be). */
export function RowList<R extends LogRow>(props: Props<R>) {
  const { ref, window, rowPx, label, stale, held, row, onMore, onJump, onTop } = props;
  const box = useRef<HTMLDivElement>(null);
  const moved = useRef(window.moved);
  const wanted = useRef<string | null>(null);
  const [view, setView] = useState({ from: 0, to: 20 });
  const rows = useMemo(() => rowsOf(window), [window]);

  const measure = useCallback((): void => {
    const element = box.current;
    if (!element) return;
    const from = Math.floor(element.scrollTop / rowPx);
    const to = Math.ceil((element.scrollTop + element.clientHeight) / rowPx);
    setView((old) => (old.from === from && old.to === to ? old : { from, to }));
    onTop(element.scrollTop < rowPx / 2);
  }, [rowPx, onTop]);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [measure]);

  // Rows that were given other places stay where they are seen.
  useLayoutEffect(() => {
    const by = window.moved - moved.current;
    moved.current = window.moved;
    if (by !== 0 && box.current) box.current.scrollTop += by * rowPx;
    measure();
  }, [window, rowPx, measure]);

  useEffect(() => {
    if (held || stale) return undefined;
    const want = wantedFor(window, view);
    if (want === null) return undefined;
    if (typeof want === 'string') {
      onMore(want);
      return undefined;
    }
    const timer = setTimeout(() => onJump(want.jump), JUMP_AFTER_MS);
    return () => clearTimeout(timer);
  }, [window, view, held, stale, onMore, onJump]);

  const focusWanted = useCallback((): void => {
    if (wanted.current === null) return;
    const button = box.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(wanted.current)}"]`);
    if (!button) return;
    wanted.current = null;
    button.focus({ preventScroll: true });
  }, []);
  useEffect(focusWanted);

  useImperativeHandle(
    ref,
    () => ({
      toTop: () => box.current?.scrollTo({ top: 0 }),
      focus: (key) => {
        const at = rows.findIndex((candidate) => candidate.key === key);
        const element = box.current;
        if (at < 0 || !element) return;
        const top = (window.first + at) * rowPx;
        if (top < element.scrollTop) element.scrollTop = top;
        const bottom = top + rowPx - element.clientHeight + coveredBelow(element);
        if (bottom > element.scrollTop) element.scrollTop = bottom;
        wanted.current = key;
        measure();
        focusWanted();
      },
      firstInView: () => {
        const place = Math.ceil((box.current?.scrollTop ?? 0) / rowPx);
        return rows[Math.max(0, place - window.first)]?.key ?? null;
      },
    }),
    [rows, window.first, rowPx, measure, focusWanted],
  );

  const from = Math.max(window.first, view.from - SPARE);
  const drawn = rows.slice(from - window.first, Math.max(0, view.to + SPARE - window.first));
  return (
    <div
      ref={box}
      className={classes.scroller}
      data-stale={stale || undefined}
      {...SCROLLED}
      // A click between the rows is a click into the list.
      tabIndex={-1}
      onScroll={measure}
    >
      <ul
        className={classes.places}
        aria-label={label}
        aria-busy={stale}
        style={{ height: window.count * rowPx }}
      >
        {drawn.map((item, index) => (
          <li
            key={item.key}
            className={classes.place}
            aria-setsize={window.total.exact ? window.count : -1}
            aria-posinset={from + index + 1}
            style={{ top: (from + index) * rowPx, height: rowPx }}
          >
            {row(item)}
          </li>
        ))}
      </ul>
    </div>
  );
}
