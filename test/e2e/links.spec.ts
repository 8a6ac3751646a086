import { expect } from '@playwright/test';
import { test, type RunningApp } from '../support/app.ts';

/** As the system hands over what a second start was given. */
const startedAgainWith = (app: RunningApp, ...argv: string[]) =>
  app.inMain(({ app: main }, given) => main.emit('second-instance', {}, ['execution-layer', ...given]), argv);
const heading = (app: RunningApp) => app.panel.getByRole('heading', { level: 1 });

test('a link opens a view or a run, and nothing else', async ({ start, configure, repository }) => {
  configure({ workspace_roots: [repository.path] });
  const app = await start({ args: ['execution-layer://settings'] });
  await expect(heading(app)).toHaveText('Settings');
  await startedAgainWith(app, 'execution-layer://rules');
  await expect(heading(app)).toHaveText('Rules');
  const { runId } = await app.get('runs.start', { tool: 'git_status', args: {} });
  for (const hostile of [
    'execution-layer://tools/run?tool=git_status',
    'execution-layer-app://panel/index.html#settings',
    'https://example.com/',
  ])
    await startedAgainWith(app, hostile);
  await expect(heading(app)).toHaveText('Rules');
  await startedAgainWith(app, `execution-layer://log/${runId}`);
  await expect(heading(app)).toHaveText('Log');
  await expect(app.panel.getByRole('region', { name: runId })).toBeVisible();
  expect((await app.get('audit.runs', {})).runs).toHaveLength(1);
});

test('started hidden, the app opens its window where no tray icon shows it', async ({ start }) => {
  const app = await start({ args: ['--hidden'] });
  const { tray } = await app.get('control.state');
  expect(tray).toBe(false);
  const visible = () => app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  await expect.poll(visible).toBe(true);
});
