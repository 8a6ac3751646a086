import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeDiagnostics, type DiagnosticsParts } from '../../../src-main/app/diagnostics.ts';
import { scrub } from '../../../src-main/app/scrub.ts';
import { createRedactor } from '../../../src-main/audit/redaction.ts';
import { DEFAULT_SETTINGS } from '../../../src-main/settings/defaults.ts';
import { newFolder } from '../../support/door.ts';

const PLANTED = {
  token: 'ghp_0123456789abcdefghijABCDEFGHIJ012345',
  password: 'planted-correct-horse',
  host: 'intranet.planted.example',
  person: 'annaplanted',
  mail: 'planted@example.org',
  workspace: '/srv/planted-project',
  domain: 'allowed.planted.example',
};

function parts(change: Partial<DiagnosticsParts> = {}): { parts: DiagnosticsParts; folder: string } {
  const folder = newFolder();
  const appLog = join(folder, 'app.log');
  mkdirSync(join(folder, 'record'));
  writeFileSync(join(folder, 'record', 'one'), 'x'.repeat(10));
  writeFileSync(
    appLog,
    [
      `2026-11-01 error Uncaught Error: token=${PLANTED.token}`,
      `    at run (/home/${PLANTED.person}/app/main.cjs:1:2)`,
      `2026-11-01 warn password: ${PLANTED.password}`,
      `2026-11-01 error fetch failed https://${PLANTED.host}/a?key=b for ${PLANTED.mail}`,
      `2026-11-01 error C:\\Users\\${PLANTED.person}\\x ${PLANTED.workspace}/src ${folder}`,
      '2026-11-01 info kept in plain',
    ].join('\n'),
  );
  const redactor = createRedactor({ key: randomBytes(32) });
  return {
    folder,
    parts: {
      info: () => ({
        appVersion: '1.2.3',
        electron: '33',
        chrome: '130',
        node: '20',
        platform: 'linux x64',
        userData: folder,
        audit: { signed: true, fingerprint: null, problem: null },
        notices: [{ id: 'n', severity: 'warning', title: 'Folder', message: `${PLANTED.workspace} is gone` }],
      }),
      release: '6.1',
      settings: () => ({
        ...DEFAULT_SETTINGS,
        workspace_roots: [PLANTED.workspace],
        allowed_domains: [PLANTED.domain],
        update_feed_url: `https://${PLANTED.host}/`,
        browser_path: `/home/${PLANTED.person}/browser`,
      }),
      verify: async () => ({
        ok: false,
        records: 3,
        signed: true,
        problems: [{ seq: 2, kind: 'altered', message: `Record 2 in ${folder} was altered.` }],
        notes: [],
      }),
      places: { record: join(folder, 'record'), none: join(folder, 'none') },
      appLog,
      signal: new AbortController().signal,
      redact: (text) => redactor.text(text),
      known: () => [
        { text: folder, standsFor: '<data>' },
        { text: PLANTED.workspace, standsFor: '<workspace>' },
      ],
      ...change,
    },
  };
}

it('tells what helps', async () => {
  const { id, text } = await makeDiagnostics(parts().parts);
  expect(id).not.toBe('');
  expect(JSON.parse(text)).toMatchObject({
    versions: { app: '1.2.3', electron: '33', chrome: '130', node: '20' },
    platform: 'linux x64 6.1',
    settings: {
      approval_mode: 'auto',
      max_steps_per_run: 50,
      tool_enabled: { git_status: true, consult_ui: false },
      workspace_roots: '1 entries',
      allowed_domains: '1 entries',
      models_root: null,
      update_feed_url: 'set',
    },
    notices: [{ severity: 'warning', title: 'Folder', message: '<workspace> is gone' }],
    record: { ok: false, records: 3, problems: 1, first: [{ kind: 'altered', seq: 2 }] },
    sizes: { record: { files: 1, bytes: 10 }, none: null },
  });
  expect(text).toContain('kept in plain');
});

it('has no secret, address, home folder, workspace or name in it', async () => {
  const made = parts();
  const { text } = await makeDiagnostics(made.parts);
  for (const [what, planted] of Object.entries(PLANTED)) expect(text, what).not.toContain(planted);
  expect(text).not.toContain(made.folder);
});

it('has the end of a long log, from a whole line on; says when there is none', async () => {
  const made = parts();
  const line = (n: number): string => `line ${n} ${'x'.repeat(2000)}`;
  writeFileSync(made.parts.appLog, Array.from({ length: 500 }, (_, n) => line(n)).join('\n'));
  const { log } = JSON.parse((await makeDiagnostics(made.parts)).text) as { log: string[] };
  expect(log.at(-1)).toBe(line(499));
  expect(log.length).toBeLessThan(100);
  for (const told of log) expect(told).toMatch(/^line \d+ x{2000}$/);
  const none = await makeDiagnostics(parts({ appLog: '/nowhere/app.log' }).parts);
  expect(none.text).toContain('could not be read: ENOENT');
});

it.each([
  ['at file:///opt/x/y.js:1', 'at <address>'],
  ['execution-layer-app://panel/index.html', 'execution-layer-app://panel/index.html'],
  ['wss://a.b/c, then', 'wss://a.b/c, then'.replace('wss://a.b/c,', '<address>')],
  ['/Users/anna/x and /home/bert', '<home>/x and <home>'],
  ['{"p":"C:\\\\Users\\\\anna\\\\x"}', '{"p":"<home>\\\\x"}'],
  ['nothing here', 'nothing here'],
])('scrubs %j', (text, left) => {
  expect(scrub(text, [])).toBe(left);
});

it('takes the longest of what it knows first', () => {
  const known = [
    { text: '/data', standsFor: '<a>' },
    { text: '/data/inner', standsFor: '<b>' },
  ];
  expect(scrub('/data/inner/x /data/y', known)).toBe('<b>/x <a>/y');
});

it('makes none once it is told to end', async () => {
  const stop = new AbortController();
  const verify = () => {
    stop.abort(new Error('stopped'));
    return Promise.reject(stop.signal.reason as Error);
  };
  await expect(makeDiagnostics(parts({ verify, signal: stop.signal }).parts)).rejects.toThrow('stopped');
  const asked = { verify: () => Promise.reject(new Error('the record was verified')), signal: stop.signal };
  await expect(makeDiagnostics(parts(asked).parts)).rejects.toThrow('stopped');
});
