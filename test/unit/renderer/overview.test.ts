import { describe, expect, it } from 'vitest';
import { dayFrom, restOf, startOfDay, sumOf } from '../../../src-renderer/panel/state/overview.ts';

describe('a day in numbers', () => {
  it('begins at midnight here', () => {
    const noon = new Date(2026, 10, 23, 12, 30, 15).getTime();
    expect(startOfDay(noon)).toBe(new Date(2026, 10, 23).getTime() / 1000);
    expect(startOfDay(startOfDay(noon) * 1000)).toBe(startOfDay(noon));
  });

  it('has the busiest tool first, leaves out what did not run, and keeps what is no tool of ours', () => {
    const day = dayFrom(5, { ok: 7, denied: 2, unknown_tool: 1 }, [
      { tool: 'git_status', counts: { ok: 3 } },
      { tool: 'consult_ui', counts: {} },
      { tool: 'web_scrape', counts: { ok: 4, denied: 2 } },
    ]);
    expect(day.byTool).toEqual([
      { tool: 'web_scrape', counts: { ok: 4, denied: 2 } },
      { tool: 'git_status', counts: { ok: 3 } },
      { tool: null, counts: { unknown_tool: 1 } },
    ]);
    expect(day.byTool.reduce((sum, { counts }) => sum + sumOf(counts), 0)).toBe(sumOf(day.byStatus));
  });

  it('a run that ended between two counts makes no negative rest', () => {
    expect(restOf({ ok: 2 }, [{ ok: 2 }, { ok: 1, denied: 1 }])).toEqual({});
  });
});
