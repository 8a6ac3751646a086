import { expect, test } from 'vitest';
import { desktopAction } from '../../../src-main/tools/desktop-automation/actions.ts';
import { desktopAutomation } from '../../../src-main/tools/desktop-automation/desktop-automation.ts';
import { argsSchema, describedProperties, refusals } from './schema-support.ts';

const withAction = (action: unknown) => refusals(desktopAutomation, { actions: [action] });

const EVERY_ACTION = [
  { action: 'move', x: 1, y: 2 },
  { action: 'click', x: -5, y: 2 },
  { action: 'dblclick', x: 1, y: 2 },
  { action: 'right_click', x: 1, y: 2 },
  { action: 'middle_click', x: 1, y: 2 },
  { action: 'mouse_down', x: 1, y: 2, button: 'right' },
  { action: 'mouse_up', x: 1, y: 2 },
  { action: 'drag', x: 1, y: 2, toX: 3, toY: 4 },
  { action: 'scroll', x: 1, y: 2, dy: -3 },
  { action: 'type', text: 'é € 日 !\n', secret: true },
  { action: 'key', key: 'Control+Shift+T' },
  { action: 'wait', ms: 10 },
  { action: 'screenshot' },
  { action: 'screenshot', region: { x: 0, y: 0, width: 10, height: 10 } },
  { action: 'screenshot', window: 'Notes' },
  { action: 'position' },
  { action: 'windows' },
  { action: 'focus_window', title: 'Notes' },
  { action: 'clipboard_get' },
  { action: 'clipboard_set', text: 'x' },
];

test('takes every action as documented, and both short forms', () => {
  expect(refusals(desktopAutomation, { actions: EVERY_ACTION })).toEqual([]);
  expect(refusals(desktopAutomation, { action: 'click', x: 10, y: 20 })).toEqual([]);
  expect(refusals(desktopAutomation, { action: 'type', text: 'hello' })).toEqual([]);
  const tried = new Set(EVERY_ACTION.map(({ action }) => action));
  expect(new Set(desktopAction.options.map((option) => option.shape.action.value))).toEqual(tried);
});

test.each(EVERY_ACTION)('an unknown key is refused: $action', (action) => {
  expect(withAction({ ...action, surprise: 1 }).join()).toContain('surprise');
});

test.each([
  [{}, 'Give actions'],
  [{ actions: [] }, 'actions'],
  [{ actions: [{ action: 'position' }], action: 'type', text: 'x' }, 'not both'],
  [{ actions: [{ action: 'position' }], x: 1 }, 'short form'],
  [{ action: 'click', x: 1 }, 'click takes x and y'],
  [{ action: 'click', x: 1, y: 2, text: 'x' }, 'no text'],
  [{ action: 'type' }, 'type takes text'],
  [{ action: 'type', text: 'x', y: 1 }, 'no x or y'],
  [{ action: 'drag', x: 1, y: 2 }, 'action'],
  [{ action: 'click', x: 1, y: 2, surprise: 1 }, 'surprise'],
  [{ actions: Array(1001).fill({ action: 'position' }) }, 'actions'],
])('%j is refused, with the reason', (args, message) => {
  expect(refusals(desktopAutomation, args).join()).toContain(message);
});

test.each([
  [{ action: 'shout' }, 'action'],
  [{ action: 'click' }, 'x'],
  [{ action: 'move', x: 1.5, y: 2 }, 'x'],
  [{ action: 'move', x: 1e6, y: 2 }, 'x'],
  [{ action: 'scroll', x: 1, y: 2 }, 'how far'],
  [{ action: 'key', key: 'Control + C' }, 'key'],
  [{ action: 'wait', ms: -1 }, 'ms'],
  [{ action: 'screenshot', window: 'a', region: { x: 0, y: 0, width: 1, height: 1 } }, 'not both'],
  [{ action: 'screenshot', region: { x: 0, y: 0, width: 0, height: 1 } }, 'width'],
  [{ action: 'type', text: 'x'.repeat(10_001) }, 'text'],
])('the action %j is refused, with the reason', (action, message) => {
  expect(withAction(action).join()).toContain(message);
});

test('its schema can be given to forms: one object, and every property says what it is', () => {
  const schema = argsSchema(desktopAutomation);
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
  const properties = describedProperties(schema);
  expect(properties.length).toBeGreaterThan(50);
  expect(
    properties.filter(([, description]) => typeof description !== 'string' || description === ''),
  ).toEqual([]);
});

test('is known by its earlier name, and is high risk', () => {
  expect(desktopAutomation.aliases).toEqual(['desktop_automation_pyautogui']);
  expect(desktopAutomation).toMatchObject({ risk: 'high', repeatable: false });
});

test('its result is as documented', () => {
  const picture = { sha256: 'a'.repeat(64), mime: 'image/png', bytes: 3, name: 'before.png' };
  const whole = {
    actions: [{ index: 0, action: 'position', ok: true, durationMs: 1, value: { x: 1, y: 2 } }],
    before: picture,
    after: picture,
    screen: { displays: [{ x: 0, y: 0, width: 1280, height: 1024, scaleFactor: 1 }] },
  };
  expect(desktopAutomation.result.safeParse(whole).success).toBe(true);
  expect(desktopAutomation.result.safeParse({ ...whole, before: undefined }).success).toBe(false);
});
