import type { Effect } from '../../../src-preload/contract/types.ts';
import { windowWords } from '../../platform/input/words.ts';
import type { DesktopAction } from './actions.ts';
import type { Survey } from './survey.ts';

const HIDDEN_TEXT = '••••••';

/** One action in words, without where it goes. */
export function actionWords(action: DesktopAction): string {
  switch (action.action) {
    case 'move':
      return `moves the mouse to ${action.x},${action.y}`;
    case 'click':
      return `clicks at ${action.x},${action.y}`;
    case 'dblclick':
      return `double-clicks at ${action.x},${action.y}`;
    case 'right_click':
      return `clicks with the right button at ${action.x},${action.y}`;
    case 'middle_click':
      return `clicks with the middle button at ${action.x},${action.y}`;
    case 'mouse_down':
      return `presses the ${action.button ?? 'left'} button at ${action.x},${action.y} and holds it`;
    case 'mouse_up':
      return `lets the ${action.button ?? 'left'} button go at ${action.x},${action.y}`;
    case 'drag':
      return `drags (${action.button ?? 'left'} button) from ${action.x},${action.y} to ${action.toX},${action.toY}`;
    case 'scroll':
      return `scrolls ${scrollWords(action.dx ?? 0, action.dy ?? 0)} at ${action.x},${action.y}`;
    case 'type':
      return `types ${action.secret === true ? HIDDEN_TEXT : JSON.stringify(action.text)}`;
    case 'key':
      return `presses ${action.key}`;
    case 'wait':
      return `waits ${action.ms} ms`;
    case 'screenshot':
      return screenshotWords(action);
    case 'position':
      return 'reads where the mouse is';
    case 'windows':
      return 'lists the windows';
    case 'focus_window':
      return 'brings the window to the front';
    case 'clipboard_get':
      return 'reads the text of the clipboard';
    case 'clipboard_set':
      return `puts ${JSON.stringify(action.text)} on the clipboard`;
  }
}

function scrollWords(dx: number, dy: number): string {
  const parts = [
    ...(dy === 0 ? [] : [`${Math.abs(dy)} ${dy > 0 ? 'down' : 'up'}`]),
    ...(dx === 0 ? [] : [`${Math.abs(dx)} to the ${dx > 0 ? 'right' : 'left'}`]),
  ];
  return parts.join(' and ') || 'nowhere';
}

function screenshotWords({ region, window }: Extract<DesktopAction, { action: 'screenshot' }>): string {
  if (region) return `takes a picture of ${region.width}x${region.height} at ${region.x},${region.y}`;
  return window === undefined ? 'takes a picture of the screens' : 'takes a picture of the window';
}

const KINDS: Partial<Record<DesktopAction['action'], Effect['kind']>> = {
  screenshot: 'capture',
  wait: 'read',
  position: 'read',
  windows: 'read',
  clipboard_get: 'read',
  clipboard_set: 'write',
};

/** Every action as an effect, in order, with the window that it goes to, between the two pictures of evidence. */
export function effectsOf(actions: readonly DesktopAction[], seen: Survey): Effect[] {
  const picture = (when: string): Effect => ({
    kind: 'capture',
    target: 'the screens',
    detail: `takes a picture ${when}, kept as evidence`,
  });
  const acts = actions.map((action, index): Effect => {
    const words = actionWords(action);
    return {
      kind: KINDS[action.action] ?? 'input',
      target: targetOf(action, index, seen),
      detail: `${index + 1}. ${words}`,
    };
  });
  return [picture('before the first action'), ...acts, picture('after the last action')];
}

function targetOf(action: DesktopAction, index: number, { aims, named, keyboard }: Survey): string {
  const window = named.get(index) ?? keyboard.get(index);
  if (window) return windowWords(window);
  const [from, to] = aims.filter((aim) => aim.action === index);
  if (from) {
    const start = windowWords(from.under.window);
    const end = to ? windowWords(to.under.window) : start;
    return start === end ? start : `${start}, then ${end}`;
  }
  switch (action.action) {
    case 'clipboard_get':
    case 'clipboard_set':
      return 'the clipboard';
    case 'wait':
      return 'nothing';
    case 'position':
      return 'the mouse';
    case 'windows':
      return 'the list of windows';
    default:
      return 'the screens';
  }
}

const MOST_NAMED = 3;

/** The whole run in one sentence. */
export function summaryOf(actions: readonly DesktopAction[], seen: Survey): string {
  if (actions.length === 1) {
    const [action] = actions;
    const target = action ? targetOf(action, 0, seen) : '';
    return action ? `On the desktop: ${actionWords(action)}, ${target}.` : 'Nothing.';
  }
  const touched = [
    ...seen.aims.map(({ under }) => windowWords(under.window)),
    ...[...seen.named.values(), ...seen.keyboard.values()].map(windowWords),
  ];
  const names = [...new Set(touched)];
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  const where = names.length === 0 ? '' : `, in ${names.slice(0, MOST_NAMED).join(', ')}${more}`;
  return `${actions.length} actions with mouse, keyboard and screen${where}.`;
}
