import { useEffect, useRef, type RefObject } from 'react';
import { rowsOf, type LogWindow } from '../../state/log-window.ts';
import type { Row } from '../../state/log.ts';
import { useView } from '../../state/view.ts';
import type { RowListHandle } from './RowList.tsx';
import { SEARCH_ID } from './Toolbar.tsx';

interface Parts {
  window: LogWindow<Row>;
  handle: RefObject<RowListHandle | null>;
  selected: string | null;
  /** Something is shown whole: moving on shows the next. */
  open: boolean;
}

const STEPS: Record<string, number> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
/** Marks the parts of the page in which the keys mean something. */
export const KEYED = 'data-log-keys';
const TYPING = 'input, textarea, select, [contenteditable], [role="slider"], [role="radiogroup"]';

/**
 * In the list, and in what it shows whole: j and k (or the arrows, in the list) move, Enter opens, / searches, Esc closes. Single
 * keys do nothing elsewhere: who speaks to the computer must not set them off by words meant for something else (WCAG 2.1.4).
 */
export function useLogKeys(parts: Parts): void {
  const latest = useRef(parts);
  const cursor = useRef<string | null>(parts.selected);
  useEffect(() => {
    latest.current = parts;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : null;
      if (!target?.closest(`[${KEYED}]`) || target.closest(TYPING)) return;
      const { window: list, handle, selected, open } = latest.current;
      const rowKey = target.getAttribute('data-row');
      if (event.key === '/') {
        event.preventDefault();
        document.getElementById(SEARCH_ID)?.focus();
        return;
      }
      if (event.key === 'Escape' && open) {
        event.preventDefault();
        if (selected !== null) handle.current?.focus(selected);
        useView.getState().go({ type: 'select-run', runId: null });
        return;
      }
      const step = STEPS[event.key];
      const arrow = event.key.startsWith('Arrow');
      // Arrows scroll the page elsewhere; in the list they move.
      if (step === undefined || (arrow && rowKey === null)) return;
      event.preventDefault();
      const rows = rowsOf(list);
      const from = rowKey ?? cursor.current ?? selected;
      const at = rows.findIndex((row) => row.key === from);
      const next = at < 0 ? handle.current?.firstInView() : rows[at + step]?.key;
      const row = rows.find((candidate) => candidate.key === next);
      if (!row) return;
      cursor.current = row.key;
      handle.current?.focus(row.key);
      if (open) show(row);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function show(row: Row): void {
  const { go } = useView.getState();
  if (row.kind === 'run') go({ type: 'select-run', runId: row.key });
  else if (row.entry.run_id === undefined) go({ type: 'select-record', auditId: row.key });
  else go({ type: 'select-run', runId: row.entry.run_id });
}
