import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JsonObject, JsonValue } from '../../../src-preload/contract/json.ts';
import type { Area, DisplayArea, Point, Under, WindowInfo } from '../../platform/input/desk.ts';
import type { DesktopLook } from '../../platform/input/desktop.ts';
import { parseChord, keyNames } from '../../platform/input/key-names.ts';
import { stoppable } from '../../platform/stoppable.ts';
import { ownWindowMessage, untypableError, windowWords } from '../../platform/input/words.ts';
import { ToolError } from '../../platform/tool-error.ts';
import type { DesktopAction } from './actions.ts';

/** A point of an action, with what lies there. */
export interface Aim {
  /** Index of the action, from 0. */
  action: number;
  point: Point;
  under: Under;
}

/** What the actions meet on the desktop as it is. */
export interface Survey {
  displays: DisplayArea[];
  aims: Aim[];
  /** Windows that actions name by title, by the action's index. */
  named: Map<number, WindowInfo>;
  /** The window that has the keyboard at each typing action, as far as it can be told, by the action's index. */
  keyboard: Map<number, WindowInfo>;
}

/**
 * Looks at everything that the actions depend on, and changes nothing. It ends with the signal, whatever it waits for.
 * @param planned number of the window that is to get the keyboard first; left out: the one that will have it
 * @throws ToolError `invalid_args` (outside the screens, unknown key), `error` (untypable text, no such window, no focus); the
 *   abort reason
 */
export function survey(
  actions: readonly DesktopAction[],
  desktop: DesktopLook,
  { signal, planned = null }: { signal: AbortSignal; planned?: number | null },
): Promise<Survey> {
  return stoppable(surveyed(actions, desktop, planned, signal), signal);
}

async function surveyed(
  actions: readonly DesktopAction[],
  desktop: DesktopLook,
  planned: number | null,
  signal: AbortSignal,
): Promise<Survey> {
  const view = await desktop.view();
  const displays = await view.displays();
  await checkKeys(actions, desktop, signal);
  const points = actions.flatMap((action, index) =>
    pointsOf(action).map((point) => ({ action: index, point })),
  );
  for (const { action, point } of points) mustBeOnScreen(point, displays, action);
  for (const [index, action] of actions.entries()) {
    if (action.action === 'screenshot' && action.region) regionOnScreen(action.region, displays, index);
  }
  const under = await view.under(points.map(({ point }) => point));
  const aims = points.map((each, index) => ({ ...each, under: under[index] as Under }));
  const named = await namedWindows(actions, () => view.windows());
  const again = planned === null ? undefined : (await view.windows()).find(({ id }) => id === planned);
  const first = actions.some(usesKeyboard) ? (again ?? (await view.nextFocus())) : null;
  return { displays, aims, named, keyboard: keyboardWindows(actions, { aims, named, first }) };
}

/** What lies under the points must still be this right before the first action. */
export function factsOf({ displays, aims, named, keyboard }: Survey): JsonObject {
  return {
    screens: displays.map((display): JsonValue => ({ ...display })),
    windows: aims.map(({ action, point, under }): JsonValue => ({
      action: action + 1,
      at: `${point.x},${point.y}`,
      window: identity(under.window),
    })),
    named: [...named].map(([action, window]): JsonValue => ({
      action: action + 1,
      window: identity(window),
    })),
    keyboard: [...keyboard].map(([action, window]): JsonValue => ({
      action: action + 1,
      window: identity(window),
    })),
  };
}

/** What makes a window the same one. Its title is part of it: a browser's other page is another thing to click on. */
function identity(window: WindowInfo | null): JsonValue {
  if (!window) return null;
  const { id, pid, process, title } = window;
  return { id, pid, process, title };
}

/**
 * Why the actions may not be taken at all: one is aimed at us. Our panel is hidden first, so that what lies under it is
 * meant; where nothing does, or at a window that asks something, we are what is meant.
 */
export function ownWindowAim({ aims }: Survey): string | null {
  for (const { action, point, under } of aims) {
    if (under.own === null) continue;
    if (under.own === 'panel' && under.window !== null) continue;
    return ownWindowMessage(`Action ${action + 1} at ${point.x},${point.y}`, under.own);
  }
  return null;
}

/** The points that an action touches. */
export function pointsOf(action: DesktopAction): Point[] {
  switch (action.action) {
    case 'move':
    case 'click':
    case 'dblclick':
    case 'right_click':
    case 'middle_click':
    case 'mouse_down':
    case 'mouse_up':
    case 'scroll':
      return [{ x: action.x, y: action.y }];
    case 'drag':
      return [
        { x: action.x, y: action.y },
        { x: action.toX, y: action.toY },
      ];
    default:
      return [];
  }
}

function usesKeyboard(action: DesktopAction): boolean {
  return action.action === 'type' || action.action === 'key';
}

/** Whether an action gives the keyboard to the window that it touches. */
function takesFocus(action: DesktopAction): boolean {
  return ['click', 'dblclick', 'right_click', 'middle_click', 'mouse_down', 'drag'].includes(action.action);
}

async function checkKeys(
  actions: readonly DesktopAction[],
  desktop: DesktopLook,
  signal: AbortSignal,
): Promise<void> {
  if (!actions.some(usesKeyboard)) return;
  const keys = await desktop.keys();
  for (const [index, action] of actions.entries()) {
    // Long texts take their time: a stop gets its turn between two of them.
    if (index % 10 === 9) await nextTurn(undefined, { signal });
    if (action.action === 'type') {
      const bad = keys.untypable(action.text);
      if (bad.length > 0) throw untypableError(bad, `Action ${index + 1}: `);
    }
    if (action.action === 'key') {
      const problem = keys.unpressable(chordOf(action.key, index));
      if (problem !== null)
        throw new ToolError('error', 'unpressable_key', `Action ${index + 1}: ${problem}`);
    }
  }
}

/** @throws ToolError `invalid_args` for a key that there is not */
export function chordOf(key: string, index: number): string[] {
  const chord = parseChord(key);
  if (chord) return chord;
  const message = `Action ${index + 1}: "${key}" is no key or chord. Join keys by +. There are single characters and ${keyNames()}.`;
  throw new ToolError('invalid_args', 'unknown_key', message, { details: { action: index } });
}

function mustBeOnScreen(point: Point, displays: readonly DisplayArea[], index: number): void {
  if (displays.some((display) => inside(point, display))) return;
  throw outside(`${point.x},${point.y}`, displays, index);
}

function regionOnScreen(region: Area, displays: readonly DisplayArea[], index: number): void {
  const corners = [
    { x: region.x, y: region.y },
    { x: region.x + region.width - 1, y: region.y + region.height - 1 },
  ];
  if (corners.every((corner) => displays.some((display) => inside(corner, display)))) return;
  throw outside(`${region.width}x${region.height} at ${region.x},${region.y}`, displays, index);
}

function outside(what: string, displays: readonly DisplayArea[], index: number): ToolError {
  const screens = displays.map(({ x, y, width, height }) => `${width}x${height} at ${x},${y}`).join('; ');
  const message = `Action ${index + 1}: ${what} is outside the screens (${screens}).`;
  return new ToolError('invalid_args', 'outside_screens', message, { details: { action: index } });
}

function inside({ x, y }: Point, area: Area): boolean {
  return x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
}

async function namedWindows(
  actions: readonly DesktopAction[],
  list: () => Promise<WindowInfo[]>,
): Promise<Map<number, WindowInfo>> {
  const wanted = actions.flatMap((action, index) => {
    if (action.action === 'focus_window') return [{ index, title: action.title }];
    return action.action === 'screenshot' && action.window !== undefined
      ? [{ index, title: action.window }]
      : [];
  });
  if (wanted.length === 0) return new Map();
  const windows = await list();
  return new Map(
    wanted.map(({ index, title }) => {
      const found = windows.find((window) => window.title.includes(title));
      if (found) return [index, found];
      const open = windows.map(windowWords).join(', ') || 'none';
      const message = `Action ${index + 1}: no window has "${title}" in its title. Open windows: ${open}.`;
      throw new ToolError('error', 'window_not_found', message, { details: { action: index } });
    }),
  );
}

/** Which window has the keyboard at each typing action: the last one clicked or named, else the one that has it first. */
function keyboardWindows(
  actions: readonly DesktopAction[],
  {
    aims,
    named,
    first,
  }: { aims: readonly Aim[]; named: ReadonlyMap<number, WindowInfo>; first: WindowInfo | null },
): Map<number, WindowInfo> {
  const found = new Map<number, WindowInfo>();
  let now = first;
  for (const [index, action] of actions.entries()) {
    if (takesFocus(action)) now = aims.find((aim) => aim.action === index)?.under.window ?? now;
    if (action.action === 'focus_window') now = named.get(index) ?? now;
    if (!usesKeyboard(action)) continue;
    if (!now) {
      const message = `Action ${index + 1}: no window would have the keyboard. Click into one first, or use focus_window.`;
      throw new ToolError('error', 'no_focus', message, { details: { action: index } });
    }
    found.set(index, now);
  }
  return found;
}
