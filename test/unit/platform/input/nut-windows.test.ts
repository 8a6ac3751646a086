import { describe, expect, test } from 'vitest';
import type { Area, OwnWindow } from '../../../../src-main/platform/input/desk.ts';
import { displayAreas } from '../../../../src-main/platform/input/display-areas.ts';
import type { Nut } from '../../../../src-main/platform/input/nut.ts';
import { NutWindows } from '../../../../src-main/platform/input/nut-windows.ts';

interface Window {
  id: number;
  title: string;
  bounds: Area;
}

/** The main screen, and one to its left whose coordinates are negative. */
const SCREENS = displayAreas(
  'darwin',
  [
    { bounds: { x: 0, y: 0, width: 1440, height: 900 }, scaleFactor: 2 },
    { bounds: { x: -1920, y: -100, width: 1920, height: 1080 }, scaleFactor: 1 },
  ],
  (area) => area,
);
const PANEL = { id: 1, title: 'Panel', bounds: { x: 100, y: 100, width: 600, height: 400 } };
const NOTES = { id: 2, title: 'Notes', bounds: { x: 200, y: 200, width: 800, height: 600 } };
const MAIL = { id: 3, title: 'Mail', bounds: { x: -1500, y: -50, width: 700, height: 500 } };
const NAMELESS = { id: 4, title: '', bounds: { x: 0, y: 0, width: 1440, height: 20 } };

/** The system's list of these windows, the topmost first. */
function desk(
  list: readonly Window[],
  { active = 0, own = [[PANEL.id, 'panel']] as [number, OwnWindow][] } = {},
) {
  const focused: number[] = [];
  const find = (id: number): Window => list.find((each) => each.id === id) as Window;
  const provider = {
    getWindows: async () => list.map(({ id }) => id),
    getActiveWindow: async () => active,
    getWindowTitle: async (id: number) => find(id).title,
    getWindowRegion: async (id: number) => {
      const { x, y, width, height } = find(id).bounds;
      return { left: x, top: y, width, height };
    },
    focusWindow: async (id: number) => {
      focused.push(id);
      return id !== NAMELESS.id;
    },
  };
  const nut = { js: { providerRegistry: { getWindow: () => provider } } } as unknown as Nut;
  const view = new NutWindows(
    nut,
    () => new Map(own),
    () => SCREENS,
  );
  return { view, focused };
}

describe('what lies at a point', () => {
  test('is the topmost window there, with ours looked through and told', async () => {
    const { view } = desk([PANEL, NOTES, MAIL]);
    const [onPanel, onNotes, onMail, bare] = await view.under([
      { x: 300, y: 300 },
      { x: 900, y: 700 },
      { x: -1500, y: -50 },
      { x: -800, y: 449 },
    ]);
    expect([onPanel?.own, onPanel?.window?.title]).toEqual(['panel', 'Notes']);
    expect([onNotes?.own, onNotes?.window?.title]).toEqual([null, 'Notes']);
    expect(onMail).toMatchObject({ own: null, window: { title: 'Mail', bounds: MAIL.bounds } });
    // The edge to the right is no more part of it.
    expect(bare).toEqual({ own: null, window: null });
  });

  test('is nothing of ours where another one lies over it', async () => {
    const { view } = desk([NOTES, PANEL]);
    expect((await view.under([{ x: 300, y: 300 }]))[0]).toMatchObject({
      own: null,
      window: { id: NOTES.id },
    });
    expect(await view.topmost({ x: 300, y: 300 })).toBe(NOTES.id);
    expect(await view.topmost({ x: 120, y: 120 })).toBe(PANEL.id);
    expect(await view.topmost({ x: 1400, y: 890 })).toBe(0);
  });
});

test('the list of windows has none of ours', async () => {
  const { view } = desk([PANEL, NOTES, MAIL], { active: MAIL.id });
  expect((await view.windows()).map(({ id, focused }) => [id, focused])).toEqual([
    [NOTES.id, false],
    [MAIL.id, true],
  ]);
  expect(await view.displays()).toEqual(SCREENS);
});

describe('the keyboard', () => {
  test('with us is told as ours, and goes to the topmost window with a title next', async () => {
    const { view } = desk([PANEL, NAMELESS, NOTES, MAIL], { active: PANEL.id });
    expect(await view.focus()).toEqual({ own: 'panel', window: null });
    expect(await view.nextFocus()).toMatchObject({ id: NOTES.id, focused: false });
  });

  test('with another program stays there', async () => {
    const { view } = desk([PANEL, NOTES, MAIL], { active: MAIL.id });
    expect(await view.focus()).toMatchObject({ own: null, window: { id: MAIL.id } });
    expect(await view.nextFocus()).toMatchObject({ id: MAIL.id });
  });

  test('with nobody is told so', async () => {
    const { view } = desk([PANEL], { active: 99 });
    expect(await view.focus()).toEqual({ own: null, window: null });
    expect(await view.nextFocus()).toBeNull();
  });

  test('is given to a window, or that it was not is said', async () => {
    const { view, focused } = desk([NOTES, NAMELESS]);
    await view.activate(NOTES);
    await expect(view.activate(NAMELESS)).rejects.toMatchObject({ code: 'focus_failed' });
    expect(focused).toEqual([NOTES.id, NAMELESS.id]);
  });
});

test('windows that are hidden are not in the list, and so not shown', async () => {
  const { view } = desk([NOTES]);
  expect(await view.anyShown([PANEL.id])).toBe(false);
  expect(await view.anyShown([PANEL.id, NOTES.id])).toBe(true);
});
