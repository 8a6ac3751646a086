import { expect } from '@playwright/test';
import { act, test } from '../support/desk.ts';
import { middleOf, visibleWindows } from '../support/screen.ts';
import { toolsOn } from '../support/tools-on.ts';

test('a browser window of the app is one of its own: no run clicks, types or looks for it there', async ({
  openApp,
  site,
}) => {
  const page = await site({ '/': '<title>Our page</title><button onclick="document.title=1">Here</button>' });
  const { desk, app } = await openApp(
    JSON.stringify({
      tool_enabled: toolsOn('desktop_automation', 'browser_automation'),
      require_approval_for_risky: false,
      private_hosts_allowed: [page.host],
    }),
  );
  const args = { url: page.url, headless: false, steps: [{ action: 'wait', ms: 60_000 }] };
  const browsing = app.get('runs.start', { tool: 'browser_automation', args });
  const browsers = (): string[] => visibleWindows(desk.tell, '^Our page');
  await expect.poll(browsers, { timeout: 30_000 }).toHaveLength(1);
  const id = Number(browsers()[0]);
  desk.tell('xdotool', 'windowactivate', '--sync', String(id));

  const clicked = await act(app, { action: 'click', ...middleOf(desk.tell, id) });
  expect(clicked).toMatchObject({
    status: 'policy_blocked',
    decision: { decidedBy: 'guard' },
    error: { code: 'window_refused' },
  });
  expect(clicked.error?.message).toContain('a browser window that this app has opened');
  const typed = await act(app, { action: 'type', text: 'x' });
  expect(typed).toMatchObject({ status: 'error', error: { code: 'no_focus' } });
  const named = await act(app, { action: 'focus_window', title: 'Our page' });
  expect(named).toMatchObject({ status: 'error', error: { code: 'window_not_found' } });
  const listed = await act(app, { action: 'windows' });
  expect(listed).toMatchObject({ status: 'ok', result: { actions: [{ value: [] }] } });

  const runId = (await app.get('runs.active')).find(({ tool }) => tool === 'browser_automation')?.runId;
  await app.get('runs.cancel', { runId });
  expect(await browsing).toMatchObject({ status: 'cancelled' });
});
