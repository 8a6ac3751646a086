import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditDraft } from '../../../src-main/audit/audit-log.ts';
import { exportEntries, type ExportFacts, type ExportFormat } from '../../../src-main/audit/export.ts';
import type { AuditQuery } from '../../../src-preload/contract/types.ts';
import { openLog, readLines, readRecords, tempDir } from '../../support/audit.ts';
import { routes } from '../../support/audit-routes.ts';

const HOSTILE = '<img src=x onerror="alert(1)"></script>\u202egnp.exe\u0007 & \'quoted\'';
const FACTS: ExportFacts = {
  ts: 1_700_000_000,
  appVersion: '1',
  query: { tools: ['<b>tool</b>'], text: HOSTILE },
  of: 'entries',
  head: { seq: 3, hash: 'a'.repeat(64) },
  signing: { signed: true, fingerprint: 'f'.repeat(64), problem: null },
};

async function exported(
  format: ExportFormat,
  drafts: AuditDraft[],
  query: AuditQuery = {},
  facts: Partial<ExportFacts> = {},
) {
  const { log, reader, path: source } = await openLog();
  for (const draft of drafts) log.append(draft);
  await log.durable();
  const path = join(tempDir(), `out.${format}`);
  const entries = await exportEntries(path, format, { ...FACTS, ...facts }, reader.stream(query));
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
      // A tab or a line's end may begin a cell, too.
      expect(text).toContain(`"'${reason.replace(/^[\t\r]/, "$&'")}"`);
      expect(text).toContain('"a ""b"", c"');
      expect(text.startsWith('\ufeff"seq","time",')).toBe(true);
      expect(text).not.toMatch(/(?:^|\r\n|,)"?\s*[=+@|]/);
    },
  );

  it.each([
    'x;=1+1',
    'x;=1+1;y',
    'x; \t"=1+1";',
    'x\n=1+1',
    'x\r\n+1',
    'x\t@SUM(A1)',
    ';;|cmd',
    'x;\r\n;＝1',
  ])('as a table makes no formula inside a text, whatever the separator: %j', async (reason) => {
    const { text } = await exported('csv', [{ event: 'step', reason, args: { [reason]: reason } }]);
    // With quotes that count wherever they stand, and with such that count for nothing.
    for (const separator of [';', '\t']) {
      for (const quoted of [true, false]) {
        let inQuotes = false;
        const cells = [''];
        for (const char of text.slice(1)) {
          if (char === '"') inQuotes = quoted && !inQuotes;
          if (!inQuotes && (char === separator || char === '\n' || char === '\r')) cells.push('');
          else cells.push((cells.pop() ?? '') + char);
        }
        expect(cells.filter((cell) => /^[\s"]*[=+\-@|%＝]/.test(cell))).toStrictEqual([]);
      }
    }
    // Every field is in quotes.
    expect(
      text
        .slice(1)
        .replaceAll(/"(?:[^"]|"")*"/g, '')
        .replaceAll(/[,\r\n]/g, ''),
    ).toBe('');
  });

  it('as a page runs nothing, loads nothing, and shows everything as text', async () => {
    const { text, entries } = await exported('html', [
      { event: 'requested', tool_name: HOSTILE, reason: HOSTILE, args: { [HOSTILE]: HOSTILE } },
    ]);
    expect(entries).toBe(2);
    expect(text).not.toMatch(/<script|<img|<b>|onerror="|\u202e|\u0007|<link|javascript:|https?:/);
    expect(text).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;');
    expect(text).toContain('[U+202E]gnp.exe[U+0007]');
    const hidden = [0xe0041, 0x3164, 0x034f, 0xe000, 0x2028, 0xfe0f, 0x00ad];
    const reason = `x${String.fromCodePoint(...hidden)}x`;
    const { text: marked } = await exported('html', [{ event: 'requested', reason }]);
    const shown = hidden.map((code) => `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`);
    expect(marked).toContain(`<td>x${shown.join('')}x</td>`);
    expect(text).toContain('a'.repeat(64));
    expect(text).toContain('f'.repeat(64));
    expect(text).toContain('tools: &lt;b&gt;tool&lt;/b&gt;');
    const style = /<style>([^]*?)<\/style>/.exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(text).toContain(`default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;`);
  });

  it('as a page names the key that signs, and says where none does', async () => {
    const keyOf = async (signing: ExportFacts['signing']): Promise<string | undefined> => {
      const { text } = await exported('html', [], {}, { signing });
      return /<dt>Signing key<\/dt><dd><code>(.*?)<\/code>/.exec(text)?.[1];
    };
    const key = 'f'.repeat(64);
    expect(await keyOf({ signed: true, fingerprint: key, problem: null })).toBe(key);
    const refused = { signed: false, fingerprint: key, problem: 'The key store did not hand it out.' };
    expect(await keyOf(refused)).toBe(`${key}, but not signed with it now: ${refused.problem}`);
    const none = { signed: false, fingerprint: null, problem: 'There is no key store.' };
    expect(await keyOf(none)).toBe('none: the log is not signed');
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

  it("never writes among the app's own files, whatever the way there, and says what the system refused", async () => {
    const box: { save: string | null } = { save: null };
    const { routes: audit, dir } = await routes(box);
    const record = join(dir, 'tools_audit.jsonl');
    const before = readFileSync(record);
    const elsewhere = tempDir();
    symlinkSync(dir, join(elsewhere, 'link'), 'junction');
    mkdirSync(join(dir, '..', 'artifacts'));
    for (const save of [
      record,
      join(dir, '..', 'artifacts', 'a'.repeat(64)),
      join(dir, '..', 'rules.json'),
      join(dir, 'no', 'such', 'folder', 'x.csv'),
      join(dir, '..', '..x.jsonl'),
      join(elsewhere, 'link', 'tools_audit.jsonl'),
    ]) {
      box.save = save;
      await expect(audit['audit.export']({ format: 'jsonl', query: {} }), save).rejects.toThrow(
        "the app's own files",
      );
    }
    expect(readFileSync(record)).toStrictEqual(before);
    box.save = join(elsewhere, '..no such folder', 'x.csv');
    await expect(audit['audit.export']({ format: 'csv', query: {} })).rejects.toThrow(/could not be written/);
  });
});

describe('an export of runs', () => {
  const read = (path: string) => readRecords(path).map(({ run_id: run, event }) => `${run ?? ''} ${event}`);

  async function twoRuns() {
    const path = join(tempDir(), 'out.jsonl');
    const made = await routes({ save: path });
    for (const [run, status] of [
      ['r1', 'error'],
      ['r2', 'ok'],
    ] as const) {
      const common = { run_id: run, tool_name: 'web_scrape', caller: 'panel' };
      made.log.append({ event: 'requested', ...common, reason: 'look' });
      made.log.append({
        event: 'decided',
        ...common,
        decision: { verdict: 'allow', decidedBy: 'rule:r', why: 'so' },
      });
      made.log.append({ event: 'finished', ...common, status, error: { code: 'e', message: 'boom' } });
    }
    await made.log.durable();
    return { ...made, path };
  }

  it.each<AuditQuery>([
    { statuses: ['error'], deciders: ['rule'] },
    { text: 'look boom', statuses: ['error'] },
    { events: ['decided'], runId: 'r1' },
  ])('has every record of the runs that the list shows: %j', async (query) => {
    const { routes: audit, reader, path } = await twoRuns();
    expect((await reader.runs(query)).runs.map(({ runId }) => runId)).toStrictEqual(['r1']);
    expect(await audit['audit.export']({ format: 'jsonl', query, of: 'runs' })).toMatchObject({ entries: 3 });
    expect(read(path)).toStrictEqual(['r1 requested', 'r1 decided', 'r1 finished']);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toStrictEqual(
      (await reader.query({ runId: 'r1', order: 'asc' })).entries.map((entry) => JSON.stringify(entry)),
    );
  });

  it('leaves out what is of no run; one of records does not', async () => {
    const { routes: audit, path } = await twoRuns();
    expect(await audit['audit.export']({ format: 'jsonl', query: {}, of: 'runs' })).toMatchObject({
      entries: 6,
    });
    await audit['audit.export']({ format: 'jsonl', query: {} });
    expect(read(path)[0]).toBe(' app');
  });
});

describe('what is recorded and removed meanwhile', () => {
  it('an export is of when its place was picked, and its report says so', async () => {
    const path = join(tempDir(), 'x.html');
    const { routes: audit, log, picking } = await routes({ save: path });
    picking.before = async () => {
      for (let index = 0; index < 20; index++) log.append({ event: 'step' });
      await log.durable();
    };
    expect(await audit['audit.export']({ format: 'html', query: {} })).toMatchObject({ entries: 21 });
    expect(readFileSync(path, 'utf8')).toContain('<code>21, hash ');
  });

  it('what comes while it is written is not in it', async () => {
    const { log, reader, head } = await openLog({ segmentBytes: () => 2_000 });
    for (let index = 0; index < 20; index++) await log.durable(log.append({ event: 'step' }));
    const { seq: upTo } = head();
    await log.durable(log.append({ event: 'step', run_id: 'late' }));
    for (const order of ['asc', 'desc'] as const) {
      const got: number[] = [];
      for await (const { entry } of reader.stream({ order }, { upTo })) got.push(entry.seq);
      expect(got.toSorted((a, b) => a - b)).toStrictEqual([...Array(upTo).keys()].map((n) => n + 1));
      const runs: number[] = [];
      for await (const { entry } of reader.stream({ order }, { upTo, of: 'runs' })) runs.push(entry.seq);
      expect(runs).toStrictEqual([]);
    }
  });

  it('records that retention removes before they are written end it, and are not left out in silence', async () => {
    const path = join(tempDir(), 'out.csv');
    let now = 1_000;
    let keep = { days: 0, megabytes: 0 };
    const {
      routes: audit,
      log,
      reader,
      applyRetention,
    } = await routes({ save: path }, { clock: () => now, segmentBytes: () => 4_000, keep: () => keep });
    for (let index = 0; index < 40; index++) {
      await log.durable(log.append({ event: 'step', detail: 'x'.repeat(300) }));
    }
    now += 10 * 86_400;
    keep = { days: 1, megabytes: 0 };
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const { entry } of reader.stream({})) {
        if (seen.length === 0) expect(await applyRetention()).toBeGreaterThan(0);
        seen.push(entry.seq);
      }
    };
    await expect(read()).rejects.toThrow(/were removed while they were being read/);
    // Asked for again, it has what is left; a page of the list, which is as if it had been asked later, is no error.
    const { entries } = await audit['audit.export']({ format: 'csv', query: {} });
    expect(entries).toBeGreaterThan(0);
    expect((await reader.query({ order: 'asc' })).entries[0]?.seq).toBeGreaterThan(1);
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

  it('a search that matches nothing is ended too', async () => {
    const { log, reader } = await openLog();
    for (let index = 0; index < 50; index++) log.append({ event: 'step' });
    await log.durable();
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    const read = async (): Promise<void> => {
      for await (const each of reader.stream({ tools: ['none'] }, { signal: stop.signal }))
        expect(each).toBeUndefined();
    };
    await expect(read()).rejects.toThrow('stopped');
  });
});
