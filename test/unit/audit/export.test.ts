import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditDraft } from '../../../src-main/audit/audit-log.ts';
import { ArtifactStore } from '../../../src-main/audit/artifacts.ts';
import { exportEntries, type ExportFacts, type ExportFormat } from '../../../src-main/audit/export.ts';
import { legacyLog } from '../../../src-main/audit/legacy-log.ts';
import { createLongWork } from '../../../src-main/ipc/long-work.ts';
import { auditRoutes, type AuditRouteParts } from '../../../src-main/ipc/routes/audit.ts';
import type { AuditQuery } from '../../../src-preload/contract/types.ts';
import { openLog, readLines, readRecords, tempDir, testRedactor } from '../../support/audit.ts';

const HOSTILE = '<img src=x onerror="alert(1)"></script>\u202egnp.exe\u0007 & \'quoted\'';
const FACTS: ExportFacts = {
  ts: 1_700_000_000,
  appVersion: '1',
  query: { tools: ['<b>tool</b>'], text: HOSTILE },
  head: { seq: 3, hash: 'a'.repeat(64) },
  fingerprint: 'f'.repeat(64),
};

async function exported(format: ExportFormat, drafts: AuditDraft[], query: AuditQuery = {}) {
  const { log, reader, path: source } = await openLog();
  for (const draft of drafts) log.append(draft);
  await log.durable();
  const path = join(tempDir(), `out.${format}`);
  const entries = await exportEntries(path, format, FACTS, reader.stream(query));
  return { entries, text: readFileSync(path, 'utf8'), source, path };
}

describe('an export', () => {
  it('as JSON lines has the bytes of the records, so that each can be checked', async () => {
    const drafts: AuditDraft[] = [
      { event: 'step', detail: HOSTILE },
      { event: 'control' },
      { event: 'step' },
    ];
    const { text, source, entries } = await exported('jsonl', drafts, { events: ['step'] });
    expect(entries).toBe(2);
    expect(text.trimEnd().split('\n')).toStrictEqual(
      readLines(source).filter((line) => line.includes('"step"')),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '%0A=1', '|cmd'])(
    'as a table makes no formula of %j',
    async (reason) => {
      const { text } = await exported('csv', [{ event: 'step', reason, agent_id: 'a "b", c' }]);
      expect(text).toContain(`"'${reason}"`);
      expect(text).toContain('"a ""b"", c"');
      expect(text.startsWith('\ufeffseq,time,')).toBe(true);
      expect(text).not.toMatch(/(?:^|\r\n|,)"?\s*[=+@|]/);
    },
  );

  it('as a page runs nothing, loads nothing, and shows everything as text', async () => {
    const { text, entries } = await exported('html', [
      { event: 'requested', tool_name: HOSTILE, reason: HOSTILE, args: { [HOSTILE]: HOSTILE } },
    ]);
    expect(entries).toBe(2);
    expect(text).not.toMatch(/<script|<img|<b>|onerror="|\u202e|\u0007|<link|javascript:|https?:/);
    expect(text).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;');
    expect(text).toContain('[U+202E]gnp.exe[U+0007]');
    expect(text).toContain('a'.repeat(64));
    expect(text).toContain('f'.repeat(64));
    expect(text).toContain('tools: &lt;b&gt;tool&lt;/b&gt;');
    const style = /<style>([^]*?)<\/style>/.exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(text).toContain(`default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;`);
  });

  it('is there whole or not at all', async () => {
    const dir = tempDir();
    const path = join(dir, 'out.csv');
    writeFileSync(path, 'before');
    const { log, reader } = await openLog();
    for (let index = 0; index < 50; index++) log.append({ event: 'step' });
    await log.durable();
    const stop = new AbortController();
    const entries = (async function* () {
      for await (const each of reader.stream({})) {
        if (each.entry.seq === 20) stop.abort(new Error('stopped'));
        yield each;
      }
    })();
    await expect(exportEntries(path, 'csv', FACTS, entries, stop.signal)).rejects.toThrow('stopped');
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(dir)).toStrictEqual(['out.csv']);
    await exportEntries(path, 'csv', FACTS, reader.stream({}));
    expect(readFileSync(path, 'utf8').split('\r\n')).toHaveLength(53);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

/** The routes over a real log; the dialogs answer what they are told. */
async function routes(picked: { save?: string | null; open?: string | null }) {
  const { log, reader, dir } = await openLog();
  const data = tempDir();
  const artifacts = new ArtifactStore(join(data, 'artifacts'));
  const parts: AuditRouteParts = {
    reader,
    legacy: legacyLog(join(data, 'imported'), testRedactor),
    artifacts,
    logs: dir,
    exportFacts: (query) => ({ ...FACTS, query }),
    note: async (draft) => log.durable(log.append(draft)),
    pickSaveFile: async () => picked.save ?? null,
    pickLogFile: async () => picked.open ?? null,
  };
  const work = createLongWork(new AbortController().signal);
  return { routes: auditRoutes(parts, work), log, reader, dir, artifacts, data };
}

describe('audit.export', () => {
  it('writes where the person says, records it, and says when nobody said', async () => {
    const path = join(tempDir(), 'x.html');
    const { routes: audit, reader } = await routes({ save: path });
    expect(await audit['audit.export']({ format: 'html', query: {} })).toStrictEqual({ path, entries: 1 });
    expect(existsSync(path)).toBe(true);
    const { entries } = await reader.query({ limit: 1 });
    expect(entries[0]?.detail).toStrictEqual({ what: 'exported', format: 'html', entries: 1 });
    const nowhere = await routes({ save: null });
    await expect(nowhere.routes['audit.export']({ format: 'csv', query: {} })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('never writes into the folder of the record, and says what the system refused', async () => {
    const box: { save: string | null } = { save: null };
    const { routes: audit, dir } = await routes(box);
    box.save = join(dir, 'tools_audit.jsonl');
    const before = readFileSync(box.save);
    await expect(audit['audit.export']({ format: 'jsonl', query: {} })).rejects.toMatchObject({
      code: 'bad_request',
    });
    expect(readFileSync(box.save)).toStrictEqual(before);
    box.save = join(dir, 'no', 'such', 'folder', 'x.csv');
    await expect(audit['audit.export']({ format: 'csv', query: {} })).rejects.toThrow(/could not be written/);
  });
});

describe('audit.artifact', () => {
  it('answers the bytes, or says that they are missing or altered', async () => {
    const { routes: audit, artifacts } = await routes({});
    const { sha256 } = await artifacts.put({ name: 'x', mime: 'text/html', bytes: Buffer.from('<b>') });
    expect(await audit['audit.artifact']({ sha256 })).toStrictEqual({ mime: 'text/plain', base64: 'PGI+' });
    writeFileSync(join(artifacts.dir, sha256), 'other');
    await expect(audit['audit.artifact']({ sha256 })).rejects.toMatchObject({ code: 'hash_mismatch' });
    await expect(audit['audit.artifact']({ sha256: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

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

  it('answers nothing, and no error, before anything was imported', async () => {
    const { routes: audit } = await routes({});
    expect(await audit['audit.query']({ source: 'legacy' })).toMatchObject({
      entries: [],
      total: { value: 0 },
    });
    await expect(audit['audit.importLegacy']()).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('long work', () => {
  it('is ended by its kind, leaves nothing behind, and says that it was cancelled', async () => {
    const out = join(tempDir(), 'out.csv');
    const { routes: answer, log } = await routes({ save: out });
    await log.durable(log.append({ event: 'app' }));
    expect(answer['audit.cancel']({ what: 'export' })).toStrictEqual({ cancelled: false });
    const going = answer['audit.export']({ format: 'csv', query: {} });
    const checking = answer['audit.verify']();
    expect(answer['audit.cancel']({ what: 'export' })).toStrictEqual({ cancelled: true });
    await expect(going).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(join(out, '..'))).toStrictEqual([]);
    // The other kind goes on.
    expect((await checking).ok).toBe(true);
    expect(answer['audit.cancel']({ what: 'verify' })).toStrictEqual({ cancelled: false });
  });

  it('a check that is cancelled says so, and another one begins anew', async () => {
    const { routes: answer, log } = await routes({});
    await log.durable(log.append({ event: 'app' }));
    const checking = answer['audit.verify']();
    expect(answer['audit.cancel']({ what: 'verify' })).toStrictEqual({ cancelled: true });
    await expect(checking).rejects.toMatchObject({ code: 'cancelled' });
    expect(await answer['audit.verify']()).toMatchObject({ ok: true });
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

  it('a search that matches nothing is ended too', async () => {
    const { log, reader } = await openLog();
    for (let index = 0; index < 50; index++) log.append({ event: 'step' });
    await log.durable();
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    const read = async (): Promise<void> => {
      for await (const each of reader.stream({ tools: ['none'] }, stop.signal)) expect(each).toBeUndefined();
    };
    await expect(read()).rejects.toThrow('stopped');
  });
});
