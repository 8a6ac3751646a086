import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeDiagnostics, type DiagnosticsParts } from '../../../src-main/app/diagnostics.ts';
import { loosenedNotice, panelPageNotice } from '../../../src-main/app/notices.ts';
import { privateMatch, privateSettings } from '../../../src-main/app/private-settings.ts';
import { scrub } from '../../../src-main/app/scrub.ts';
import { brokenFileNotice } from '../../../src-main/settings/notices.ts';
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
  // Hosts without a dot, numeric addresses, folders of settings and rules.
  host2: 'plantednas',
  address: '10.11.12.13',
  addressV6: 'fd00:12::34',
  models: '/srv/planted-models',
  rule: 'planted-rule-folder',
  spaced: 'planted client',
};

const OF_SETTINGS = {
  workspace_roots: [PLANTED.workspace],
  allowed_domains: [`*.${PLANTED.domain}`],
  private_hosts_allowed: [`${PLANTED.host2}:445`],
  models_root: PLANTED.models,
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
      `2026-11-01 error getaddrinfo ENOTFOUND ${PLANTED.host}`,
      '2026-11-01 error getaddrinfo EAI_AGAIN planted-short',
      `2026-11-01 error connect ECONNREFUSED ${PLANTED.address}:8080 and ${PLANTED.addressV6}`,
      `2026-11-01 warn no answer from ${PLANTED.host2} or ${PLANTED.host2}:445, [${PLANTED.addressV6}]:80`,
      `2026-11-01 error EACCES: permission denied, open '/mnt/${PLANTED.spaced}/deal'`,
      `2026-11-01 error {"path":"D:\\\\${PLANTED.rule}\\\\x"} ${PLANTED.models.toUpperCase()}/y`,
      `2026-11-01 error by ${PLANTED.person}, not ${PLANTED.person}like`,
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
        notices: [
          ...loosenedNotice(
            [
              { key: 'allowed_domains', from: [], to: [PLANTED.domain] },
              { key: 'private_hosts_allowed', from: [], to: [`${PLANTED.host2}:445`] },
              { key: 'browser_path', from: null, to: 'C:\\Tools\\planted.exe' },
            ],
            null,
          ),
          brokenFileNotice('x.json', [{ key: 'models_root', wrong: PLANTED.models, used: 'null' }], {
            path: `${folder}/x.bad-1.json`,
          }),
          { id: 'update-9.9.9-planted', severity: 'info', title: 'planted', message: 'planted' },
          panelPageNotice('crashed'),
        ],
      }),
      release: '6.1',
      settings: () => ({
        ...DEFAULT_SETTINGS,
        ...OF_SETTINGS,
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
        { text: PLANTED.person, standsFor: '<person>', name: true },
        ...privateSettings({ ...DEFAULT_SETTINGS, ...OF_SETTINGS }),
        ...privateMatch({ folder: `D:\\${PLANTED.rule}` }),
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
      models_root: 'set',
      update_feed_url: 'set',
    },
    notices: [
      { id: 'settings-loosened', severity: 'warning' },
      { id: 'settings-broken', severity: 'warning' },
      { id: 'update', severity: 'info' },
      { id: 'panel-page', message: expect.stringContaining('(crashed)') as string },
    ],
    record: { ok: false, records: 3, problems: 1, first: [{ kind: 'altered', seq: 2 }] },
    sizes: { record: { files: 1, bytes: 10 }, none: null },
  });
  expect(text).toContain('kept in plain');
});

it('has no secret, address, home folder, workspace or name in it', async () => {
  const made = parts();
  const { text: whole } = await makeDiagnostics(made.parts);
  // A name within another word is not that name.
  const like = `by <person>, not ${PLANTED.person}like`;
  expect(whole).toContain(like);
  const text = whole.replace(like, '');
  for (const [what, planted] of Object.entries(PLANTED)) expect(text, what).not.toContain(planted);
  expect(text).not.toContain(made.folder);
  expect(text).not.toMatch(/planted/i);
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
  ['wss://a.b/c, then', '<address> then'],
  ['/Users/anna/x and /home/bert', '<home>/… and <home>'],
  ['{"p":"C:\\\\Users\\\\anna\\\\x"}', '{"p":"<path>"}'],
  ['at D:\\work\\x \\\\server\\share\\y', 'at <path> <path>'],
  ["open '/srv/my clients/x'", "open '<path>'"],
  ['at run (node:fs:1:2) in main.cjs, app.log', 'at run (node:fs:1:2) in main.cjs, app.log'],
  ['connect ECONNREFUSED ::1:443', 'connect ECONNREFUSED <host>'],
  ['Host: foo. is not in DNS:bar', 'Host: <host> is not in DNS:<host>'],
  ['fe80::1%eth0 [2001:db8::1]:80 1:2:3:4:5:6:7:8', '<address> <address> <address>'],
  ['10.1.2.3:80, 130.0.6723.91, 1.2.3, 12:34:56', '<address>, 130.0.6723.91, 1.2.3, 12:34:56'],
  ['anna@nas to x.example.com:8443', '<mail> to <host>'],
  ['text/html and/or 1/2', 'text/html and/or 1/2'],
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

it('knows a folder in every spelling, a name only as a word of its own', () => {
  const known = [
    { text: 'C:\\Firm\\Acme', standsFor: '<workspace>' },
    { text: 'bo', standsFor: '<person>', name: true as const },
    { text: 'x', standsFor: '<never>', name: true as const },
  ];
  expect(scrub('C:\\Firm\\Acme\\deal c:/firm/acme/x', known)).toBe('<workspace>/… <workspace>/…');
  expect(scrub('{C:\\\\Firm\\\\Acme}', known)).toBe('{<workspace>}');
  expect(scrub('bo said: bob, bo-pc x', known)).toBe('<person> said: bob, <person>-pc x');
});

it('takes no longer for a long text', () => {
  const began = performance.now();
  for (const part of ['x', 'a.', '/', "'/", '1:', 'C:\\', '\\\\a\\', '@', '- ', '<home>/'])
    scrub(part.repeat(60_000), [{ text: 'name', standsFor: '<n>', name: true }]);
  expect(performance.now() - began).toBeLessThan(10_000);
});
