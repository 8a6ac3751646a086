import { expect } from '@playwright/test';
import { act, begin, FREE, test } from '../support/desk.ts';
import { openEventWindow } from '../support/event-window.ts';

test('several screens: each is told, and a hole between them is outside', async ({
  openDesk,
  configure,
  start,
}) => {
  configure(FREE);
  const desk = await openDesk();
  // The left one stands lower than the right one: nothing at the top left, nor at the bottom right.
  desk.tell('xrandr', '--setmonitor', 'left', '800/200x900/225+0+100', 'screen');
  desk.tell('xrandr', '--setmonitor', 'right', '800/200x600/150+800+0', 'none');
  const app = await start({ env: desk.env });
  const { middle, events } = await openEventWindow(desk, { at: '300x200+1100+200' });
  const outcome = await act(app, { action: 'click', ...middle });
  const displays = [
    { x: 0, y: 100, width: 800, height: 900, scaleFactor: 1 },
    { x: 800, y: 0, width: 800, height: 600, scaleFactor: 1 },
  ];
  expect(outcome).toMatchObject({ status: 'ok', result: { screen: { displays } } });
  await expect.poll(() => events().some(({ type }) => type === 'ButtonPress')).toBe(true);
  for (const hole of [
    { x: 1200, y: 700 },
    { x: 100, y: 99 },
  ]) {
    const refused = await act(app, { action: 'move', ...hole });
    expect(refused).toMatchObject({ status: 'invalid_args', error: { code: 'outside_screens' } });
  }
  const dragged = await act(app, { action: 'drag', ...middle, toX: 1200, toY: 600 });
  expect(dragged).toMatchObject({ status: 'invalid_args', error: { code: 'outside_screens' } });
  const region = { x: 700, y: 500, width: 200, height: 101 };
  expect(await act(app, { action: 'screenshot', region })).toMatchObject({ status: 'invalid_args' });

  // The fail-safe's corner is one that a hand can reach.
  const run = begin(app, { action: 'move', x: 60, y: 130 }, { action: 'wait', ms: 30_000 });
  await run.reached(2);
  // Not far enough to be a sharp movement.
  desk.tell('xdotool', 'mousemove', '0', '100');
  const stopped = await run.outcome;
  expect(stopped, JSON.stringify(stopped.error)).toMatchObject({ error: { code: 'person_took_over' } });
});
