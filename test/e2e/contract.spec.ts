import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { TOOL_NAMES } from '../../src-preload/contract/types.ts';
import { test, type RunningApp } from '../support/app.ts';

test('lists the five tools, the risky ones off', async ({ start }) => {
  const app = await start();
  const tools = await app.get('tools.list');
  expect(tools.map((tool) => tool.name)).toEqual([...TOOL_NAMES]);
  for (const tool of tools) {
    const risky = tool.risk === 'high';
    expect(tool.enabled, tool.name).toBe(!risky);
    expect(tool.argsSchema).toMatchObject({ type: 'object' });
  }
});

test('runs git_status dry and for real, and the record tells both', async ({
  start,
  configure,
  repository,
}) => {
  configure({ workspace_roots: [repository.path] });
  writeFileSync(join(repository.path, 'new file.txt'), 'new');
  const app = await start();

  const dry = await app.get('runs.start', { tool: 'git_status', args: {}, dryRun: true });
  expect(dry).toMatchObject({
    status: 'dry_run',
    dryRun: true,
    decision: { verdict: 'allow', decidedBy: 'mode' },
  });
  expect(dry.plan?.effects.length).toBeGreaterThan(0);
  expect(dry.result).toBeUndefined();

  const run = await app.get('runs.start', {
    tool: 'git_status',
    args: {},
    reason: 'to see',
    agentId: 'nightly',
  });
  expect(run).toMatchObject({
    status: 'ok',
    attempts: 1,
    result: { clean: false, files: [{ path: 'new file.txt', index: '?', workingTree: '?' }] },
  });
  const { entries } = await app.get('audit.query', { runId: run.runId, order: 'asc' });
  expect(entries.map((entry) => entry.event)).toEqual(['requested', 'decided', 'started', 'finished']);
  expect(entries.at(-1)).toMatchObject({
    audit_id: run.auditId,
    tool_name: 'git_status',
    status: 'ok',
    caller: 'panel',
    agent_id: 'nightly',
    reason: 'to see',
    trace_id: run.traceId,
  });
  expect(entries.at(-1)?.effects?.some((effect) => effect.kind === 'spawn')).toBe(true);
  const { runs } = await app.get('audit.runs');
  expect(runs.map((each) => [each.runId, each.status])).toEqual([
    [run.runId, 'ok'],
    [dry.runId, 'dry_run'],
  ]);
  expect(await app.get('audit.verify')).toMatchObject({ ok: true, problems: [] });
});

test('reads a page under its older name, and the private host only where it is allowed', async ({
  start,
  configure,
  site,
}) => {
  const server = await site({ '/': '<title>Greeting</title><p>Hello <b>there</b></p>' });
  configure({ private_hosts_allowed: [server.host] });
  const app = await start();
  const run = await app.get('runs.start', { tool: 'web_scrape_bs4', args: { url: server.url } });
  expect(run).toMatchObject({ tool: 'web_scrape', status: 'ok', result: { title: 'Greeting', status: 200 } });

  const other = await site({ '/': 'secret' });
  const refused = await app.get('runs.start', { tool: 'web_scrape', args: { url: other.url } });
  expect(refused).toMatchObject({ status: 'policy_blocked', decision: { decidedBy: 'guard' } });
  expect(other.requests).toBe(0);
});

test('a dry run asks nobody on the network', async ({ start, configure, site }) => {
  const server = await site({ '/': 'hello' });
  configure({ private_hosts_allowed: [server.host], approval_mode: 'require_approval' });
  const app = await start();
  const dry = await app.get('runs.start', { tool: 'web_scrape', args: { url: server.url }, dryRun: true });
  expect(dry).toMatchObject({ status: 'dry_run', decision: { verdict: 'ask' } });
  expect([server.requests, server.connections]).toEqual([0, 0]);
});

test('refuses what is not in the contract, with its code', async ({ start }) => {
  const app = await start();
  const refused: [Parameters<RunningApp['ask']>[0], unknown, string][] = [
    ['runs.start', undefined, 'bad_request'],
    ['runs.start', 'git_status', 'bad_request'],
    ['runs.start', { tool: 'git_status', args: {}, approved: true }, 'bad_request'],
    ['runs.start', { tool: 'git_status', args: {}, caller: 'tray' }, 'bad_request'],
    ['runs.start', { tool: 'git_status', args: {}, risk: 'low' }, 'bad_request'],
    ['runs.start', { tool: 'git_status', args: {}, traceId: 'somebody-elses' }, 'bad_request'],
    ['runs.start', { steps: [] }, 'bad_request'],
    ['tools.setEnabled', { tool: 'rm_rf', enabled: false }, 'unknown_tool'],
    ['settings.update', { approval_mode: 'yolo' }, 'bad_request'],
    ['settings.update', { no_such_key: 1 }, 'bad_request'],
    ['audit.get', { auditId: 'nothing' }, 'not_found'],
    ['audit.query', { limit: 100_000 }, 'bad_request'],
    ['tools.list', { verbose: true }, 'bad_request'],
  ];
  for (const [method, request, code] of refused) {
    const answer = await app.ask(method, request);
    expect(answer, `${method} ${JSON.stringify(request)}`).toMatchObject({ ok: false, error: { code } });
  }
  const unknown = await app.get('runs.start', { tool: 'rm_rf', args: {} });
  expect(unknown).toMatchObject({ tool: 'rm_rf', status: 'unknown_tool' });
  const extra = await app.get('runs.start', { tool: 'git_status', args: { cwd: '/', force: true } });
  expect(extra).toMatchObject({ status: 'invalid_args' });
  // What JSON could not carry, evaluated in the page: it would not survive the way there.
  const unreadable = await app.panel.evaluate(() => {
    const { executionLayer } = window as unknown as {
      executionLayer: { runs: { start: (request: unknown) => Promise<{ value: { runId: string } }> } };
    };
    return executionLayer.runs.start({ tool: 'git_status', args: { cwd: NaN, constructor: Infinity } });
  });
  expect(unreadable).toMatchObject({ ok: true, value: { status: 'invalid_args', attempts: 0 } });
  const { entries } = await app.get('audit.query', { runId: unreadable.value.runId });
  expect(entries.map(({ event, status }) => [event, status])).toContainEqual(['finished', 'invalid_args']);
});

test('a batch runs its steps in order on one trace and stops at the first that is not ok', async ({
  start,
  configure,
  repository,
}) => {
  configure({ workspace_roots: [repository.path] });
  const app = await start();
  const step = { tool: 'git_status', args: { cwd: repository.path } };
  const done = await app.get('runs.start', { steps: [step, step] });
  expect(done).toMatchObject({ tool: 'batch', status: 'ok', plan: { steps: 2 } });
  expect(done.steps?.map((each) => [each.status, each.traceId])).toEqual([
    ['ok', done.traceId],
    ['ok', done.traceId],
  ]);
  const stopped = await app.get('runs.start', {
    steps: [step, { tool: 'git_status', args: { cwd: '/etc' } }],
  });
  expect(stopped.status).toBe('policy_blocked');
  const ended = await app.get('audit.query', { events: ['finished'], traceId: stopped.traceId });
  expect(ended.entries).toHaveLength(3);
});

test('secrets in arguments, results and errors are in no file', async ({
  start,
  userData,
  configure,
  site,
}) => {
  const secret = 'hunter2-very-secret-value';
  const server = await site({
    '/': `<p>api_key=${secret}</p><a href="https://u:${secret}@example.com/">in</a>`,
  });
  configure({ private_hosts_allowed: [server.host] });
  const app = await start();
  const labels = { reason: `with password=${secret}` };
  const args = { url: `${server.url}?token=${secret}` };
  const run = await app.get('runs.start', { tool: 'web_scrape', args, ...labels });
  expect(run.status).toBe('ok');
  // The caller's own answer is whole; what is kept is not.
  expect(JSON.stringify(run)).toContain(secret);
  const refused = { url: `https://user:${secret}@example.invalid/` };
  await app.get('runs.start', { tool: 'web_scrape', args: refused, ...labels });
  await app.quit();
  expect(readFileSync(join(userData, 'logs', 'tools_audit.jsonl'), 'utf8')).toContain('[redacted:');
  const files = readdirSync(userData, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    expect(readFileSync(path).includes(secret), path).toBe(false);
  }
});

test('the workspace comes from the folder dialog, never from the page', async ({ start, repository }) => {
  const app = await start();
  await app.inMain(({ dialog }, folder) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [folder] });
  }, repository.path);
  expect((await app.get('settings.pickWorkspace')).workspace_roots).toEqual([repository.path]);
  expect(await app.get('runs.start', { tool: 'git_status' })).toMatchObject({ status: 'ok' });
  const { entries } = await app.get('audit.query', { events: ['settings'] });
  expect(entries[0]).toMatchObject({ caller: 'panel', detail: { changes: [{ key: 'workspace_roots' }] } });
});
