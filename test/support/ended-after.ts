import type { RunningApp } from './app.ts';

/** From the stop to the run's last record, whatever the tool: on a quiet machine it takes a few milliseconds. */
export const ENDED_MS = 500;

/**
 * Milliseconds from the stop (the pause's own record, else when it was asked for) to the run's last record.
 * @param asked epoch milliseconds, right before the stop was asked for
 */
export async function endedAfter(app: RunningApp, runId: string | undefined, asked: number): Promise<number> {
  const { entries } = await app.get('audit.query', {
    events: ['control', 'finished'],
    order: 'asc',
    limit: 500,
  });
  const paused = entries.find(({ event, ts }) => event === 'control' && ts * 1000 >= asked);
  const finished = entries.find(({ run_id, event }) => run_id === runId && event === 'finished');
  return Math.round((finished?.ts ?? Infinity) * 1000 - (paused ? paused.ts * 1000 : asked));
}
