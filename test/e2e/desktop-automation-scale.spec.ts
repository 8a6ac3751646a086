import { expect } from '@playwright/test';
import { approvalPage, placeOfButton, pressAllow, shownApproval } from '../support/approval.ts';
import { act, ASKS, test } from '../support/desk.ts';
import { buttonsOf, openEventWindow, placeOf } from '../support/event-window.ts';
import { LONG } from '../support/long.ts';
import { pixelsOf } from '../support/png-pixels.ts';
import { visibleWindows } from '../support/screen.ts';

for (const factor of LONG ? [2, 1.5] : [2]) {
  test(`drawn ${factor} times as large: coordinates are pixels, ours are found where they are, marks stand where it acts`, async ({
    openDesk,
    configure,
    start,
  }) => {
    configure(ASKS);
    const desk = await openDesk();
    const app = await start({ env: desk.env, args: [`--force-device-scale-factor=${factor}`] });
    expect(await app.inMain(({ screen }) => screen.getPrimaryDisplay().scaleFactor)).toBe(factor);

    // The panel, at a point that lies outside of it as Electron counts.
    const panels = (): string[] => visibleWindows(desk.tell, '^Execution Layer');
    await expect.poll(panels).toHaveLength(1);
    const panel = placeOf(desk, Number(panels()[0]));
    const inPanel = { x: panel.x + panel.width - 20, y: panel.y + panel.height - 20 };
    const onPanel = await act(app, { action: 'click', ...inPanel });
    expect(onPanel).toMatchObject({ status: 'policy_blocked', error: { code: 'window_refused' } });

    const { middle, events } = await openEventWindow(desk, { at: '500x400+900+500' });
    const terminal = await desk.terminal({ at: '60x10+40+40' });
    const running = act(
      app,
      { action: 'click', ...middle },
      { action: 'click', ...terminal.middle },
      { action: 'type', text: 'scaled ж\n' },
    );
    const page = await approvalPage(app);
    const { picture } = await shownApproval(page);
    if (!picture) throw new Error('There is no picture.');
    // All of the screen is in it, and the places are where they are on the screen.
    expect(picture.marks.map(({ x, y }) => [x / picture.width, y / picture.height])).toEqual([
      [expect.closeTo(middle.x / 1600, 2), expect.closeTo(middle.y / 1000, 2)],
      [expect.closeTo(terminal.middle.x / 1600, 2), expect.closeTo(terminal.middle.y / 1000, 2)],
    ]);
    const pixels = pixelsOf(Buffer.from(picture.base64, 'base64'));
    expect([pixels.width / pixels.height, picture.width]).toEqual([1.6, pixels.width]);

    const allow = await placeOfButton(app, 'Allow');
    const onAllow = await act(app, { action: 'click', ...allow });
    expect(onAllow).toMatchObject({ status: 'policy_blocked', error: { code: 'window_refused' } });
    expect(onAllow.error?.message).toContain('approval window');
    await pressAllow(app);
    const outcome = await running;
    expect(outcome, JSON.stringify(outcome.error)).toMatchObject({
      status: 'ok',
      result: { screen: { displays: [{ x: 0, y: 0, width: 1600, height: 1000, scaleFactor: 1 }] } },
    });
    await expect.poll(terminal.typed).toBe('scaled ж\n');
    await expect.poll(() => buttonsOf(events())).toEqual(['+1', '-1']);
    expect(events().find(({ type }) => type === 'ButtonPress')?.at).toEqual(middle);
  });
}
