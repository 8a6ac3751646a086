import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRecords, tempDir } from '../../support/audit.ts';
import { routes } from '../../support/audit-routes.ts';

describe('audit.importLegacy', () => {
  const line = (over: object) =>
    JSON.stringify({
      audit_id: 'a1',
      ts: 1_600_000_000.5,
      tool_name: 'web_scrape_bs4',
      department: 'sales',
      agent_id: 'x',
      reason: 'look',
      status: 'success',
      trace_id: 't',
      duration_ms: 12,
      error: null,
      args: { url: 'https://example.com', password: 'hunter2hunter2' },
      ...over,
    });

  it('reads the earlier log, apart from the chain, without its secrets; counts and names what is none', async () => {
    const source = join(tempDir(), 'old.jsonl');
    const text = [
      line({}),
      'nonsense',
      line({ status: 'blocked', error: 'no', ts: '2020-01-02T03:04:05Z' }),
      '',
      '{}',
      line({ status: 'odd' }),
    ].join('\n');
    writeFileSync(source, text);
    const { routes: audit, reader, data } = await routes({ open: source });
    const done = { entries: 3, malformed: 2, malformedLines: [2, 5] };
    expect(await audit['audit.importLegacy']()).toStrictEqual(done);
    // Once more: nothing is added.
    expect(await audit['audit.importLegacy']()).toStrictEqual(done);
    expect(readFileSync(source, 'utf8')).toBe(text);
    const { entries } = await audit['audit.query']({ source: 'legacy', order: 'asc' });
    expect(entries).toMatchObject([
      {
        tool_name: 'web_scrape_bs4',
        status: 'ok',
        ts: 1_600_000_000.5,
        caller: 'legacy',
        detail: { imported: { file: 'old.jsonl', line: 1 } },
      },
      { status: 'policy_blocked', error: { code: 'legacy', message: 'no' }, ts: 1_577_934_245 },
      { status: null, detail: { status: 'odd' } },
    ]);
    expect(readFileSync(join(data, 'imported', 'tools_audit.jsonl'), 'utf8')).not.toContain('hunter2');
    expect(await audit['audit.get']({ auditId: entries[0]?.audit_id ?? '' })).toMatchObject({ seq: 1 });
    // The record itself knows only that it was done.
    expect((await reader.query({ tools: ['web_scrape_bs4'] })).entries).toHaveLength(0);
    expect((await reader.query({ limit: 2 })).entries[0]?.detail).toMatchObject({
      what: 'legacy_imported',
      entries: 3,
    });
    expect(await reader.verify()).toMatchObject({ ok: true });
  });

  it('adds a second file to the first, and refuses what is no such log', async () => {
    const dir = tempDir();
    const box: { open: string } = { open: join(dir, 'one.jsonl') };
    const { routes: audit, data } = await routes(box);
    writeFileSync(box.open, line({}));
    await audit['audit.importLegacy']();
    box.open = join(dir, 'two.jsonl');
    writeFileSync(box.open, `${line({ audit_id: 'b' })}\n${line({ audit_id: 'c' })}\n`);
    await audit['audit.importLegacy']();
    expect(readRecords(join(data, 'imported', 'tools_audit.jsonl')).map(({ seq }) => seq)).toStrictEqual([
      1, 2, 3,
    ]);
    box.open = join(dir, 'none.jsonl');
    writeFileSync(box.open, 'hello\n'.repeat(30));
    await expect(audit['audit.importLegacy']()).rejects.toThrow(/None of its 30 lines/);
    mkdirSync(join(dir, 'folder'));
    box.open = join(dir, 'folder');
    await expect(audit['audit.importLegacy']()).rejects.toMatchObject({ code: 'bad_request' });
    expect(readRecords(join(data, 'imported', 'tools_audit.jsonl'))).toHaveLength(3);
  });

  it('takes no id from outside that is more than an id, and cuts nothing without a mark', async () => {
    const open = join(tempDir(), 'old\u202E.jsonl');
    const audit_id = 'a\u202E<b> '.repeat(40);
    const lines = [
      line({ audit_id, trace_id: 'trace\u202E', reason: 'r'.repeat(50_000), error: 'e'.repeat(9_000) }),
      line({ audit_id, trace_id: 'trace 2' }),
      line({ audit_id: undefined }),
      line({}),
    ];
    writeFileSync(open, lines.join('\n'));
    const { routes: audit } = await routes({ open });
    expect(await audit['audit.importLegacy']()).toMatchObject({ entries: 4 });
    const { entries } = await audit['audit.query']({ source: 'legacy', order: 'asc' });
    for (const { run_id: run, trace_id: trace } of entries) {
      expect(run).toMatch(/^legacy-[\w.:@-]{1,80}$/);
      expect(trace).toMatch(/^[\w.:@-]{1,80}$/);
    }
    // What said the same is one run still, and what was there can be read.
    expect(entries[1]?.run_id).toBe(entries[0]?.run_id);
    expect(entries[2]?.run_id).not.toBe(entries[0]?.run_id);
    expect(entries[0]?.detail).toMatchObject({ audit_id, trace_id: 'trace\u202E' });
    expect(entries[3]?.run_id).toBe('legacy-a1');
    expect(entries[0]?.reason).toMatch(/^r{4096}… \[cut: 50000 bytes, [0-9a-f]{12}\]$/);
    expect(entries[0]?.error?.message).toBe('e'.repeat(9_000));
  });

  it('answers nothing, and no error, before anything was imported', async () => {
    const { routes: audit } = await routes({});
    expect(await audit['audit.query']({ source: 'legacy' })).toMatchObject({
      entries: [],
      total: { value: 0 },
    });
    await expect(audit['audit.importLegacy']()).rejects.toMatchObject({ code: 'cancelled' });
  });
});

it('an import that is cancelled imports nothing', async () => {
  const open = join(tempDir(), 'old.jsonl');
  writeFileSync(open, '{"ts": 1700000000, "tool_name": "git_status", "status": "ok"}\n');
  const { routes: answer } = await routes({ open });
  const going = answer['audit.importLegacy']();
  answer['audit.cancel']({ what: 'import' });
  await expect(going).rejects.toMatchObject({ code: 'cancelled' });
  expect((await answer['audit.query']({ source: 'legacy' })).entries).toStrictEqual([]);
});
