import { describe, expect, test } from 'vitest';
import type {
  Area,
  KeyLooks,
  OwnWindow,
  Point,
  TypingPace,
  Under,
  WindowInfo,
  WindowView,
} from '../../../../src-main/platform/input/desk.ts';
import type { Effect } from '../../../../src-preload/contract/types.ts';
import { windowlessHost } from '../../../../src-main/platform/input/desktop-host.ts';
import { DeskGate } from '../../../../src-main/platform/input/gate.ts';
import { HeldNote } from '../../../../src-main/platform/input/held-note.ts';
import type { Nut } from '../../../../src-main/platform/input/nut.ts';
import { DeskSession } from '../../../../src-main/platform/input/session.ts';
import { pixelsOf } from '../../../support/png-pixels.ts';

const AIM: Point = { x: 400, y: 300 };
const window = (id: number, title: string): WindowInfo => ({
  id,
  title,
  process: title.toLowerCase(),
  pid: id,
  bounds: { x: 0, y: 0, width: 800, height: 600 },
  focused: true,
});
const PLANNED = window(1, 'Planned');
const OTHER = window(2, 'Other');

/** A run on a desk where `sent` tells what was done, and every window can be another from one moment to the next. */
async function scene({ human }: { human: boolean }) {
  const sent: string[] = [];
  let mouse: Point = { x: 10, y: 200 };
  const at = { top: PLANNED, keyboard: PLANNED as WindowInfo | null, own: null as OwnWindow | null };
  const hooks = {
    moved: (): void => undefined,
    beforeKeys: (): void => undefined,
    turned: (): void => undefined,
    windows: (): WindowInfo[] => [],
    clipboard: (): Promise<string> => Promise.resolve(''),
    grab: (): void => undefined,
    up: (() => undefined) as (button: string) => void,
  };
  const effects: Effect[] = [];
  const stop = new AbortController();
  const gate = new DeskGate();
  const seen = (info: WindowInfo): Under => ({ own: null, window: info });
  const view: Partial<WindowView> = {
    topmost: async () => at.top.id,
    under: async (points) => points.map(() => seen(at.top)),
    pointer: async () => null,
    focus: async () => ({ own: at.own, window: at.own === null ? at.keyboard : null }),
    anyShown: async () => false,
    windows: async () => hooks.windows(),
    activate: async (target) => {
      sent.push(`activates ${target.title}`);
      at.keyboard = PLANNED;
      at.own = null;
    },
  };
  const nut: Partial<Nut> = {
    position: async () => mouse,
    move: async (point) => {
      mouse = point;
      hooks.moved();
    },
    down: async (button) => void sent.push(`+${button}`),
    up: async (button) => {
      hooks.up(button);
      sent.push(`-${button}`);
    },
    scroll: async (right, down) => {
      sent.push(`${right},${down}`);
      hooks.turned();
    },
    grab: async ({ width, height }) => {
      hooks.grab();
      return { width, height, stride: width * 4, data: Buffer.alloc(width * height * 4) };
    },
  };
  const keyboard = {
    keys: () => Promise.reject(new Error('not asked for here')),
    heldModifiers: async () => [],
    type: async (text: string, { check }: TypingPace) => {
      await check();
      sent.push(text);
    },
    press: async (chord: readonly string[], { check }: KeyLooks) => {
      hooks.beforeKeys();
      await check();
      sent.push(chord.join('+'));
    },
    release: async () => undefined,
  };
  const session = new DeskSession(
    {
      scope: { signal: stop.signal, deadline: Infinity, report: (effect) => void effects.push(effect) },
      view: view as WindowView,
      keyboard,
      readClipboard: () => hooks.clipboard(),
      nut: nut as Nut,
      gate,
      host: windowlessHost(),
      note: new HeldNote(null),
      human,
      displays: [{ x: 0, y: 0, width: 800, height: 600, scaleFactor: 1 }],
    },
    () => undefined,
  );
  session.aim({ windows: [PLANNED], keyboard: null });
  return { session, sent, at, hooks, effects, stop, gate };
}

const DRIFT = { status: 'denied', code: 'drift' };

describe('the wheel', () => {
  test.each([
    { human: true, parts: ['1,-1', '0,-1', '0,-1'] },
    { human: false, parts: ['1,-3'] },
  ])('turns a notch at a time where it is to be as by hand ($human)', async ({ human, parts }) => {
    const { session, sent } = await scene({ human });
    await session.scroll(AIM, 1, -3);
    await session.end();
    expect(sent).toEqual(parts);
  });

  test('a long way at once is still cut in parts', async () => {
    const { session, sent } = await scene({ human: false });
    await session.scroll(AIM, 0, 25);
    await session.end();
    expect(sent).toEqual(['0,10', '0,10', '0,5']);
  });
});

describe('what comes up after the first look', () => {
  test('while the wheel turns gets none of the rest', async () => {
    const { session, sent, at, hooks } = await scene({ human: false });
    hooks.turned = () => (at.top = OTHER);
    await expect(session.scroll(AIM, 0, 25)).rejects.toMatchObject(DRIFT);
    await session.end();
    expect(sent).toEqual(['0,10']);
  });

  test.each(['a menu', 'a dialog'])('and is %s of the program that was planned gets both', async (what) => {
    const { session, sent, at } = await scene({ human: false });
    await session.click(AIM, 'left', 1);
    // Another window, of the same process.
    at.top = at.keyboard = { ...window(3, what), pid: PLANNED.pid };
    await session.click(AIM, 'left', 1);
    await session.press(['Down']);
    await session.end();
    expect(sent).toEqual(['+left', '-left', '+left', '-left', 'Down']);
  });

  test('while the mouse travels at human speed gets no button', async () => {
    const { session, sent, at, hooks } = await scene({ human: true });
    hooks.moved = () => (at.top = OTHER);
    await expect(session.click(AIM, 'left', 1)).rejects.toMatchObject(DRIFT);
    await session.end();
    expect(sent).toEqual([]);
  });

  test('and takes the keyboard right before a chord gets none of it', async () => {
    const { session, sent, at, hooks } = await scene({ human: false });
    hooks.beforeKeys = () => (at.keyboard = OTHER);
    await expect(session.press(['Return'])).rejects.toMatchObject(DRIFT);
    await session.end();
    expect(sent).toEqual([]);
  });

  test('and is what was planned gets both', async () => {
    const { session, sent } = await scene({ human: true });
    await session.click(AIM, 'left', 1);
    await session.press(['Return']);
    await session.end();
    expect(sent).toEqual(['+left', '-left', 'Return']);
  });
});

describe('a picture after a secret was typed', () => {
  const SCREEN: Area = { x: 0, y: 0, width: 40, height: 10 };
  const at = (x: number, id = PLANNED.id): WindowInfo => ({
    ...window(id, 'Window'),
    bounds: { x, y: 0, width: 10, height: 10 },
  });
  const covered = (png: Buffer): boolean[] => [5, 15, 25, 35].map((x) => pixelsOf(png).at(x, 5) !== '000000');

  test('has its window covered where it was and where it is, and no other', async () => {
    const { session, hooks } = await scene({ human: false });
    await session.type('hidden', { secret: true });
    const seen = [
      [at(0), at(30, OTHER.id)],
      [at(20), at(30, OTHER.id)],
    ];
    hooks.windows = () => seen.shift() ?? [];
    expect(covered(await session.capture(SCREEN, 'the screens'))).toEqual([true, false, true, false]);
    await session.end();
  });

  test('is not taken where the windows cannot be found', async () => {
    const { session, hooks } = await scene({ human: false });
    await session.type('hidden', { secret: true });
    hooks.windows = () => {
      throw new Error('no answer');
    };
    await expect(session.capture(SCREEN, 'the screens')).rejects.toThrow('no answer');
    await session.end();
  });

  test('that was none is as it is', async () => {
    const { session, hooks } = await scene({ human: false });
    await session.type('shown', { secret: false });
    hooks.windows = () => [at(0)];
    expect(covered(await session.capture(SCREEN, 'the screens'))).toEqual([false, false, false, false]);
    await session.end();
  });
});

describe('the picture of what a run leaves', () => {
  const SCREEN: Area = { x: 0, y: 0, width: 40, height: 10 };
  const last = (effects: readonly Effect[]) => effects.at(-1)?.detail;

  test('is taken after a stop, with everything let go before it', async () => {
    const { session, sent, hooks, stop } = await scene({ human: false });
    await session.mouseDown(AIM, 'left');
    stop.abort(new Error('stopped'));
    hooks.grab = () => sent.push('picture');
    expect(await session.lastPicture(SCREEN, 'the screens')).toBeInstanceOf(Buffer);
    await session.end();
    expect(sent).toEqual(['+left', '-left', 'picture']);
  });

  test('covers what a secret was typed into', async () => {
    const { session, hooks, stop } = await scene({ human: false });
    await session.type('hidden', { secret: true });
    stop.abort(new Error('stopped'));
    hooks.windows = () => [{ ...PLANNED, bounds: { x: 0, y: 0, width: 20, height: 10 } }];
    const png = await session.lastPicture(SCREEN, 'the screens');
    expect(pixelsOf(png as Buffer).at(5, 5)).not.toBe('000000');
    expect(pixelsOf(png as Buffer).at(25, 5)).toBe('000000');
    await session.end();
  });

  test('is not taken while a question is up, and that is said', async () => {
    const { session, effects, gate } = await scene({ human: false });
    gate.setAsking('approvals', true);
    expect(await session.lastPicture(SCREEN, 'the screens')).toBeNull();
    expect(last(effects)).toBe('takes no picture at the end: a question to the person was up');
    await session.end();
  });

  test('is not waited for when it takes too long after a stop', async () => {
    const { session, effects, hooks, stop } = await scene({ human: false });
    await session.type('hidden', { secret: true });
    hooks.windows = () => new Promise<never>(() => undefined) as never;
    stop.abort(new Error('stopped'));
    expect(await session.lastPicture(SCREEN, 'the screens')).toBeNull();
    expect(last(effects)).toBe('takes no picture at the end: it took too long');
    await session.end();
  });
});

test('a button that cannot be let go does not keep another one down, and is tried again', async () => {
  const { session, sent, hooks } = await scene({ human: false });
  await session.mouseDown(AIM, 'left');
  await session.mouseDown(AIM, 'right');
  hooks.up = (button) => {
    if (button === 'right') throw new Error('stuck');
  };
  await expect(session.end()).rejects.toThrow('stuck');
  expect(sent).toEqual(['+left', '+right', '-left']);
  hooks.up = () => undefined;
  await session.end();
  expect(sent).toEqual(['+left', '+right', '-left', '-right']);
});

test('a clipboard that is never given does not hold a stopped run', async () => {
  const { session, hooks, stop } = await scene({ human: false });
  hooks.clipboard = () => new Promise<never>(() => undefined);
  const read = session.clipboardGet();
  stop.abort(new Error('stopped'));
  await expect(read).rejects.toThrow('stopped');
  await session.end();
});

describe('a question in the middle of a run', () => {
  const HELD = { status: 'error', code: 'question_while_holding' };

  /** With everything that begins with the run. */
  async function begun() {
    const made = await scene({ human: false });
    await made.session.begin();
    const shown = async (): Promise<void> => {
      made.gate.setAsking('approvals', true);
      await made.gate.quiet();
      made.sent.push('question');
    };
    const answered = (): void => made.gate.setAsking('approvals', false);
    return { ...made, shown, answered };
  }

  test('has a held button let go before it is on show, and the run ended', async () => {
    const { session, sent, shown, effects } = await begun();
    await session.mouseDown(AIM, 'left');
    const waiting = session.wait(60_000);
    await Promise.all([shown(), expect(waiting).rejects.toMatchObject(HELD)]);
    expect(sent).toEqual(['+left', '-left', 'question']);
    expect(effects.map(({ detail }) => detail)).toContain(
      'lets go (left): a question to the person comes up',
    );
    await session.end();
  });

  test('that comes up as a button goes down too', async () => {
    const { session, sent, gate, hooks } = await begun();
    const shown = new Promise<void>((resolve) => {
      hooks.moved = () => {
        gate.setAsking('approvals', true);
        void gate.quiet().then(() => {
          sent.push('question');
          resolve();
        });
      };
    });
    await session.mouseDown(AIM, 'left');
    await expect(session.wait(0)).rejects.toMatchObject(HELD);
    await shown;
    expect(sent).toEqual(['+left', '-left', 'question']);
    await session.end();
  });

  test('ends the run also when the button cannot be let go', async () => {
    const { session, shown, hooks } = await begun();
    await session.mouseDown(AIM, 'left');
    hooks.up = () => {
      throw new Error('stuck');
    };
    const waiting = session.wait(60_000);
    await Promise.all([shown(), expect(waiting).rejects.toThrow('stuck')]);
    hooks.up = () => undefined;
    await session.end();
  });

  test('does not end a run that holds nothing', async () => {
    const { session, sent, shown, answered } = await begun();
    await session.click(AIM, 'left', 1);
    await shown();
    answered();
    await session.click(AIM, 'left', 1);
    expect(sent).toEqual(['+left', '-left', 'question', '+left', '-left']);
    await session.end();
  });

  test.each([
    { who: 'us', own: 'approval' as const, keyboard: PLANNED },
    { who: 'nobody', own: null, keyboard: null },
  ])(
    'takes the keyboard away: the next keys go where they went before, from $who',
    async ({ own, keyboard }) => {
      const { session, sent, at, shown, answered } = await begun();
      await session.click(AIM, 'left', 1);
      await shown();
      Object.assign(at, { own, keyboard });
      answered();
      await session.type('text', { secret: false });
      expect(sent.slice(3)).toEqual(['activates Planned', 'text']);
      await session.end();
    },
  );

  test('leaves the keyboard with another program that the person went to, and the run ends', async () => {
    const { session, sent, at, shown, answered } = await begun();
    await session.click(AIM, 'left', 1);
    await shown();
    at.keyboard = OTHER;
    answered();
    await expect(session.type('text', { secret: false })).rejects.toMatchObject(DRIFT);
    expect(sent.slice(3)).toEqual([]);
    await session.end();
  });

  test('is forgotten with the next action that moves the keyboard', async () => {
    const { session, sent, at, shown, answered } = await begun();
    await session.click(AIM, 'left', 1);
    await shown();
    answered();
    await session.click(AIM, 'left', 1);
    at.own = 'panel';
    await expect(session.type('text', { secret: false })).rejects.toMatchObject({ code: 'window_refused' });
    expect(sent.slice(5)).toEqual([]);
    await session.end();
  });
});
