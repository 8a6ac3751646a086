import type { JsonValue } from '../../../src-preload/contract/json.ts';
import type { ArtifactRef, Plan } from '../../../src-preload/contract/types.ts';
import { boundsOf, type DesktopLook } from '../../platform/input/desktop.ts';
import type { Area, DisplayArea, WindowInfo } from '../../platform/input/desk.ts';
import type { DeskSession } from '../../platform/input/session.ts';
import { ownWindowBlocked } from '../../platform/input/words.ts';
import { markedSecrets, secretHider, type Hider } from '../../platform/marked-secrets.ts';
import { ToolError } from '../../platform/tool-error.ts';
import type { RunContext } from '../tool.ts';
import type { DesktopAction } from './actions.ts';
import { chordOf, factsOf, survey, type Survey } from './survey.ts';
import { actionWords } from './words.ts';

const PNG = 'image/png';
const AFTER = 'after.png';
const WHOLE = 'the screens';
/** Ours are out of the way within this time when they are about to be. */
const OURS_GONE_MS = 3_000;
const LOOK_AGAIN_MS = 50;

export interface ActionResult {
  index: number;
  action: string;
  ok: boolean;
  durationMs: number;
  value?: JsonValue;
}

export interface DesktopResult {
  actions: ActionResult[];
  before: ArtifactRef;
  after: ArtifactRef;
  screen: { displays: DisplayArea[] };
}

/** Does the planned actions, in order, with the desktop taken and given back. @throws ToolError with what was done */
export async function runDesktop(
  actions: readonly DesktopAction[],
  plan: Plan,
  context: RunContext,
): Promise<DesktopResult> {
  const { desktop } = context.platform;
  const hide = secretHider(markedSecrets(actions));
  const session = await desktop.take({ human: context.settings.input_speed === 'human' });
  let whole: Area | null = null;
  try {
    const seen = await withoutOurs(actions, plan, { session, desktop });
    whole = boundsOf(seen.displays);
    const picture = async (area: Area, name: string, what: string): Promise<ArtifactRef> =>
      context.artifact({ name, mime: PNG, bytes: await session.capture(area, what) });
    const before = await picture(whole, 'before.png', WHOLE);
    mustBeAsPlanned(seen, plan);
    session.aim(aimsOf(seen));
    const done = await doAll(actions, { session, seen, whole, picture, context, hide });
    const after = await picture(whole, AFTER, WHOLE);
    return { actions: done, before, after, screen: { displays: seen.displays } };
  } catch (error) {
    // What a run has left on the screen is worth seeing, however it ended.
    const bytes = whole && (await session.lastPicture(whole, WHOLE));
    if (bytes) await context.evidence({ name: AFTER, mime: PNG, bytes });
    throw error;
  } finally {
    await session.end();
  }
}

/** Our windows are hidden now: what lies under the points is seen, not worked out. */
async function withoutOurs(
  actions: readonly DesktopAction[],
  plan: Plan,
  { session, desktop }: { session: DeskSession; desktop: DesktopLook },
): Promise<Survey> {
  const look = (): Promise<Survey> =>
    survey(actions, desktop, { signal: session.signal, planned: firstKeyboardWindow(plan) });
  let seen = await look();
  // A window manager may still be about to show one that was hidden again a moment after it was shown.
  const until = performance.now() + OURS_GONE_MS;
  while (seen.aims.some(({ under }) => under.own !== null) && performance.now() < until) {
    await session.wait(LOOK_AGAIN_MS);
    seen = await look();
  }
  return seen;
}

/** @throws ToolError `drift`, or that a point is our own */
function mustBeAsPlanned(seen: Survey, plan: Plan): void {
  for (const { point, under } of seen.aims) {
    if (under.own !== null) throw ownWindowBlocked(`The point ${point.x},${point.y}`, under.own);
  }
  if (JSON.stringify(factsOf(seen)) === JSON.stringify(plan.facts)) return;
  const message =
    'With the windows of this app out of the way, something else lies there than was planned. Run it again.';
  throw new ToolError('denied', 'drift', message);
}

/** The run gives the keyboard to the window that was planned, whichever got it when ours went away. */
function firstKeyboardWindow({ facts: { keyboard } }: Plan): number | null {
  const [first] = Array.isArray(keyboard) ? keyboard : [];
  const window = isObject(first) ? first['window'] : undefined;
  return isObject(window) && typeof window['id'] === 'number' ? window['id'] : null;
}

function aimsOf({ aims, named, keyboard }: Survey): {
  windows: (WindowInfo | null)[];
  keyboard: WindowInfo | null;
} {
  const windows = [...aims.map(({ under }) => under.window), ...named.values(), ...keyboard.values()];
  return { windows, keyboard: keyboard.values().next().value ?? null };
}

interface Runner {
  session: DeskSession;
  seen: Survey;
  whole: Area;
  picture: (area: Area, name: string, what: string) => Promise<ArtifactRef>;
  context: RunContext;
  /** What was typed as a secret comes back by the clipboard, or in a window's title. */
  hide: Hider;
}

/** @throws ToolError with what was done, the abort reason */
async function doAll(actions: readonly DesktopAction[], runner: Runner): Promise<ActionResult[]> {
  const done: ActionResult[] = [];
  const { hide } = runner;
  for (const [index, action] of actions.entries()) {
    const step = runner.context.step(index + 1, actions.length, hide.text(actionWords(action)));
    const from = performance.now();
    const result = { index, action: action.action };
    try {
      const value = await doOne(action, index, runner);
      done.push({
        ...result,
        ok: true,
        durationMs: performance.now() - from,
        ...(value === undefined ? {} : { value: hide.value(value) }),
      });
      step.done({ ok: true });
    } catch (error) {
      runner.session.signal.throwIfAborted();
      done.push({ ...result, ok: false, durationMs: performance.now() - from });
      const failure = error instanceof ToolError ? hidden(error, hide) : error;
      if (failure instanceof ToolError) step.done({ ok: false, error: failure });
      throw withActions(failure, done);
    }
  }
  return done;
}

async function doOne(action: DesktopAction, index: number, runner: Runner): Promise<JsonValue | undefined> {
  const { session, seen } = runner;
  switch (action.action) {
    case 'screenshot':
      return screenshot(action, index, runner);
    case 'position': {
      const { x, y } = await session.position();
      return { x, y };
    }
    case 'windows':
      return (await session.windows()).map((window): JsonValue => ({
        ...window,
        bounds: { ...window.bounds },
      }));
    case 'clipboard_get':
      return session.clipboardGet();
    default:
      await send(action, index, { session, seen });
      return undefined;
  }
}

type Sent = Exclude<DesktopAction, { action: 'screenshot' | 'position' | 'windows' | 'clipboard_get' }>;

/** The actions that answer nothing. */
function send(
  action: Sent,
  index: number,
  { session, seen }: Pick<Runner, 'session' | 'seen'>,
): Promise<void> {
  switch (action.action) {
    case 'move':
      return session.move(action);
    case 'click':
      return session.click(action, 'left', 1);
    case 'dblclick':
      return session.click(action, 'left', 2);
    case 'right_click':
      return session.click(action, 'right', 1);
    case 'middle_click':
      return session.click(action, 'middle', 1);
    case 'mouse_down':
      return session.mouseDown(action, action.button ?? 'left');
    case 'mouse_up':
      return session.mouseUp(action, action.button ?? 'left');
    case 'drag':
      return session.drag(action, { x: action.toX, y: action.toY }, action.button ?? 'left');
    case 'scroll':
      return session.scroll(action, action.dx ?? 0, action.dy ?? 0);
    case 'type':
      return session.type(action.text, { secret: action.secret === true });
    case 'key':
      return session.press(chordOf(action.key, index));
    case 'wait':
      return session.wait(action.ms);
    case 'focus_window':
      return session.focusWindow(seen.named.get(index) as WindowInfo);
    case 'clipboard_set':
      return session.clipboardSet(action.text);
  }
}

async function screenshot(
  { region }: Extract<DesktopAction, { action: 'screenshot' }>,
  index: number,
  { seen, whole, picture }: Runner,
): Promise<JsonValue> {
  const window = seen.named.get(index);
  const area = region ?? (window ? cut(window.bounds, whole) : whole);
  const what = region ? 'a part of the screens' : window ? 'a window' : 'the screens';
  const taken = await picture(area, `action-${index + 1}.png`, what);
  return { ...taken, area: { x: area.x, y: area.y, width: area.width, height: area.height } };
}

/** The part of a window that is on the desktop. */
function cut(area: Area, whole: Area): Area {
  const x = Math.max(area.x, whole.x);
  const y = Math.max(area.y, whole.y);
  const width = Math.min(area.x + area.width, whole.x + whole.width) - x;
  const height = Math.min(area.y + area.height, whole.y + whole.height) - y;
  if (width > 0 && height > 0) return { x, y, width, height };
  throw new ToolError('error', 'window_off_screen', 'The window lies outside the screens.');
}

/** A failure names windows by their titles. */
function hidden(failure: ToolError, hide: Hider): ToolError {
  const { status, code, message, details, transient } = failure;
  return new ToolError(status, code, hide.text(message), {
    ...(details === undefined ? {} : { details: hide.value(details) }),
    transient,
    cause: failure,
  });
}

/** A failure with what was done before it: a caller must know what has been sent. */
function withActions(failure: unknown, done: readonly ActionResult[]): unknown {
  if (!(failure instanceof ToolError)) return failure;
  const { status, code, message, transient } = failure;
  const last = done.length;
  return new ToolError(status, code, `Action ${last} of the run: ${message}`, {
    details: {
      ...(isObject(failure.details) ? failure.details : {}),
      actions: done.map((each): JsonValue => ({ ...each })),
    },
    transient,
    cause: failure,
  });
}

function isObject(value: JsonValue | undefined): value is Record<string, JsonValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
