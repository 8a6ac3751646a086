import { NO_FILTER, type LogFilter } from './log-filter.ts';
import { useLog } from './log.ts';
import { useView } from './view.ts';

/** Shows in the Log exactly what a number or a row here counts. */
export function openLog(filter: Partial<LogFilter>): void {
  const log = useLog.getState();
  log.setMode('runs');
  log.setFilter({ ...NO_FILTER, ...filter });
  const { go } = useView.getState();
  go({ type: 'select-run', runId: null });
}

/** From `from` to the end of time, as far as anybody here is concerned (epoch seconds). */
export function since(from: number): LogFilter['time'] {
  const DAY_S = 24 * 3600;
  return { from, to: from + DAY_S };
}
