import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { removeKept } from '../../src-main/app/kept-data.ts';
import { startAssistant, writeProviders } from '../support/assistant.ts';
import type { RunningApp } from '../support/app.ts';
import { act, test } from '../support/desk.ts';
import { watchListings } from '../support/listings.ts';
import { toolsOn } from '../support/tools-on.ts';
import { approvalPage, pressAllow, shownApproval } from '../support/approval.ts';

/*
 * Secrets planted wherever somebody may put one, then every file that the app has left looked through for them: in the record,
 * its index, artifacts, the app's log, and whatever Chromium keeps for itself. So are the command lines of what the app starts, which
 * a listing of processes shows to every user of the computer.
 */

const JWT = [{ alg: 'HS256' }, { sub: 'planted', iat: 1 }]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('c2lnbmF0dXJlLW9mLXRoZS1wbGFudGVkLW9uZQ')
  .join('.');
const SECRETS = {
  token: 'ghp_PlantedPlantedPlantedPlantedPlant0001',
  password: 'planted-pass-0002-correct-horse',
  query: 'planted-query-0003-battery-staple',
  userinfo: 'planted-userinfo-0004',
  typed: 'planted-typed-0005 with a space',
  page: JWT,
  key: 'AKIAPLANTED000000006',
  keys: 'planted-keys-0007 and more',
  asked: 'planted-asked-0008-battery-staple',
  batch: 'planted-batch-0009-correct-horse',
};

/** Each way in which a text may stand in a file. */
function waysOf(secret: string): Buffer[] {
  const [base64] = [Buffer.from(secret).toString('base64').replace(/=+$/, '')];
  return [
    Buffer.from(secret),
    Buffer.from(secret, 'utf16le'),
    Buffer.from(encodeURIComponent(secret)),
    Buffer.from(secret.replaceAll(' ', '+')),
    // Its last characters depend on what follows.
    Buffer.from(base64.slice(0, -4)),
  ];
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

/** No secret, but planted beside one: that it is found shows that the looking finds. */
const CONTROL = { control: 'planted-in-plain-0000' };

/** What somebody else on this computer could read or change, of a folder and all that is in it. */
function openToOthers(folder: string): string[] {
  return [
    folder,
    ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  ]
    .map((path) => ({ path, stat: lstatSync(path, { throwIfNoEntry: false }) }))
    .filter(({ stat }) => stat && !stat.isSymbolicLink() && (stat.mode & 0o077) !== 0)
    .map(({ path, stat }) => `${path.slice(folder.length)} ${stat?.mode.toString(8)}`);
}

/** Whatever the app has written is known to what removes it, by name; `theirs`: what somebody else has put there. */
function expectAllOurs(folder: string, theirs: string[]): void {
  expect(removeKept(folder).left).toEqual([]);
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual(theirs);
}

/** Which texts are in which files. */
function found(folder: string, texts: Record<string, string> = SECRETS): string[] {
  return filesIn(folder).flatMap((path) => {
    const content = readFileSync(path);
    return Object.entries(texts)
      .filter(([, secret]) => waysOf(secret).some((way) => content.includes(way)))
      .map(([name]) => `${name} in ${path.slice(folder.length + 1)}`);
  });
}

/**
 * Watches the listings of the app's processes, and notes the passwords that it makes for the way out of its browsers.
 * @returns what looks through all of it for secrets and those passwords
 */
async function watched(app: RunningApp): Promise<() => Promise<void>> {
  // Read from the kernel, as everybody could there.
  if (process.platform !== 'linux') return () => Promise.resolve();
  await app.inMain(() => {
    const crypto = process.getBuiltinModule('node:crypto');
    const made: string[] = [];
    (globalThis as { made?: string[] }).made = made;
    const { randomBytes } = crypto;
    crypto.randomBytes = (size: number) => {
      const bytes = randomBytes(size);
      if (size === 24) made.push(bytes.toString('base64url'));
      return bytes;
    };
  });
  const stop = watchListings(app.electron.process().pid ?? 0);
  return async () => {
    const lines = stop();
    const made = await app.inMain(() => (globalThis as { made?: string[] }).made ?? []);
    expect(made.length).toBeGreaterThan(0);
    // Those of the app, its browser and a page of it: that they are found shows that the looking finds.
    expect(lines.filter((line) => line.includes('--remote-debugging-pipe')).length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.includes('--type=renderer')).length).toBeGreaterThan(1);
    const secrets = [...Object.values(SECRETS), ...made];
    expect(
      lines.filter((line) =>
        secrets.some((secret) => waysOf(secret).some((way) => line.includes(way.toString()))),
      ),
    ).toEqual([]);
  };
}

test('no planted secret is on the disk or in a listing of processes, after runs of every kind', async ({
  start,
  configure,
  site,
  userData,
  repository,
}) => {
  test.setTimeout(120_000);
  const { token, password, query, userinfo, typed, page: jwt, key } = SECRETS;
  const server = await site({
    '/': `<title>Form</title><p>Authorization: Bearer ${jwt}</p><label>Text <input></label>`,
    [`/?api_key=${query}`]: `<title>With ${jwt}</title>`,
  });
  configure({
    approval_mode: 'require_approval',
    private_hosts_allowed: [server.host],
    workspace_roots: [repository.path],
    tool_enabled: { browser_automation: true } as never,
  });
  chmodSync(join(userData, 'execution_layer_config.json'), 0o600);
  const app = await start();
  const expectNotListed = await watched(app);
  // A low risk that runs, with secrets in what the caller says of itself.
  const labelled = { reason: `because ${CONTROL.control} password=${password}`, agentId: token };
  expect(await app.get('runs.start', { tool: 'git_status', ...labelled })).toMatchObject({ status: 'ok' });
  // Arguments that no tool takes, and a file that is not there.
  const given = { cwd: repository.path, password, headers: { authorization: `Bearer ${token}` }, note: key };
  expect(await app.get('runs.start', { tool: 'git_status', args: given })).toMatchObject({
    status: 'invalid_args',
  });
  const lost = { tool: 'git_status', args: { cwd: `${repository.path}/${token}` } };
  expect((await app.get('runs.start', lost)).status).not.toBe('ok');
  // Asked, allowed, and a page that answers with one; then asked and denied with a note.
  const read = app.get('runs.start', {
    tool: 'web_scrape',
    args: { url: `${server.url}/?api_key=${query}` },
    reason: `token: ${token}`,
  });
  await pressAllow(app);
  expect(await read).toMatchObject({ status: 'ok' });
  const asUser = { url: server.url.replace('//', `//anna:${userinfo}@`) };
  expect((await app.get('runs.start', { tool: 'web_scrape', args: asUser })).status).not.toBe('ok');
  const denied = app.get('runs.start', { tool: 'web_scrape', args: { url: server.url } });
  const page = await approvalPage(app);
  await expect.poll(async () => (await app.get('approvals.pending')).length).toBe(1);
  await shownApproval(page);
  await page.getByRole('button', { name: 'Add a note' }).click();
  await page.getByLabel('Note with a deny (optional)').fill(`no, password=${password}`);
  await page.getByRole('button', { name: 'Deny', exact: true }).click();
  expect((await denied).status).toBe('denied');
  // Typed into a page, in a browser, with a picture of it kept.
  const steps = [
    { action: 'type', label: 'Text', text: typed, secret: true },
    { action: 'extract', what: 'text' },
  ];
  const typing = app.get('runs.start', {
    tool: 'browser_automation',
    args: { url: server.url, steps, screenshot: true },
  });
  await pressAllow(app);
  const outcome = await typing;
  expect(outcome).toMatchObject({ status: 'ok' });
  // The caller has its answer whole; what was read from the page is in it.
  expect(JSON.stringify(outcome.result)).toContain(jwt);
  await expectNotListed();
  await app.get('audit.query', { text: password });
  // While it runs, and after it has put everything away.
  await app.get('audit.verify');
  expect(found(userData)).toEqual([]);
  await app.quit();
  expect(found(userData, CONTROL)).toContain('control in logs/tools_audit.jsonl');
  expect(found(userData)).toEqual([]);
  expect(openToOthers(userData)).toEqual([]);
  expectAllOurs(userData, []);
});

test('nor after runs on the desktop, questions to assistants, batches and diagnostics; and all of it is for its owner alone', async ({
  start,
  configure,
  openDesk,
  userData,
  repository,
}) => {
  test.setTimeout(150_000);
  const assistant = await startAssistant();
  try {
    configure({
      private_hosts_allowed: [assistant.key],
      workspace_roots: [repository.path],
      tool_enabled: toolsOn('consult_ui', 'desktop_automation', 'browser_automation'),
      require_approval_for_risky: false,
    });
    writeProviders(userData, assistant);
    // As somebody has made them is how they stay.
    for (const name of ['consult_providers.json', 'execution_layer_config.json'])
      chmodSync(join(userData, name), 0o600);
    const desk = await openDesk();
    // What the app and the browsers that it starts put elsewhere is looked through as well.
    const elsewhere = { TMPDIR: 'tmp', XDG_CACHE_HOME: 'cache', XDG_CONFIG_HOME: 'config', HOME: 'home' };
    const places: Record<string, string> = {};
    for (const [key, name] of Object.entries(elsewhere)) {
      const place = (places[key] = join(userData, 'elsewhere', name));
      mkdirSync(place, { recursive: true, mode: 0o700 });
    }
    const app = await start({ env: { ...desk.env, ...places } });
    const expectNotListed = await watched(app);
    const terminal = await desk.terminal();
    const typed = await act(
      app,
      { action: 'click', ...terminal.middle },
      { action: 'type', text: `${SECRETS.keys}\n`, secret: true },
    );
    expect(typed).toMatchObject({ status: 'ok' });
    await expect.poll(terminal.typed).toContain(SECRETS.keys);

    const question = `Is password=${SECRETS.asked} a good one?`;
    const consulting = app.get('runs.start', { tool: 'consult_ui', args: { provider: 'streams', question } });
    await pressAllow(app);
    expect(await consulting).toMatchObject({ status: 'ok', result: { state: 'complete' } });
    expect(assistant.questions).toEqual([question]);

    const steps = [
      { tool: 'git_status', args: {} },
      { tool: 'web_scrape', args: { url: `${assistant.origin}/changed?api_key=${SECRETS.batch}` } },
    ];
    expect(await app.get('runs.start', { steps, reason: `token=${SECRETS.token}` })).toMatchObject({
      status: 'ok',
    });

    await expectNotListed();
    const { id } = await app.get('system.diagnostics');
    const saved = join(userData, 'saved.json');
    await app.inMain(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, saved);
    await app.get('system.saveDiagnostics', { id });
    expect(readFileSync(saved, 'utf8')).toContain('for a bug report');
    // The assistant's browser is on its way out.
    await expect.poll(() => found(userData), { timeout: 15_000 }).toEqual([]);
    await app.quit();
    expect(found(userData)).toEqual([]);
    // What graphics libraries keep for themselves in the person's own cache is theirs.
    rmSync(join(userData, 'elsewhere'), { recursive: true });
    expect(openToOthers(userData)).toEqual([]);
    expectAllOurs(userData, ['saved.json']);
  } finally {
    await assistant.close();
  }
});
