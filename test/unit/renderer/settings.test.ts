import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { settingShapes } from '../../../src-preload/contract/schemas/settings.ts';
import { acceleratorOf } from '../../../src-renderer/panel/features/settings/accelerator.ts';
import { RANGES, readNumber, type NumberKey } from '../../../src-renderer/panel/features/settings/ranges.ts';
import { settingTexts } from '../../../src-renderer/texts/settings.ts';

const KEYS = Object.keys(RANGES) as NumberKey[];

describe('numbers', () => {
  it('may be what main takes, no more and no less', () => {
    const numbers = Object.entries(settingShapes).filter(([, shape]) => shape instanceof z.ZodNumber);
    expect(KEYS.toSorted()).toEqual(numbers.map(([key]) => key).toSorted());
    for (const key of KEYS) {
      const takes = (value: number): boolean => settingShapes[key].safeParse(value).success;
      const [least, most] = RANGES[key];
      expect([least - 1, least, most, most + 1].map(takes), key).toEqual([false, true, true, false]);
      expect(readNumber(key, String(least - 1)), key).toBeNull();
      expect(readNumber(key, ` ${least} `), key).toBe(least);
      expect(readNumber(key, String(most)), key).toBe(most);
      expect(readNumber(key, String(most + 1)), key).toBeNull();
    }
    for (const text of ['', '-1', '1.5', '1e3', '0x10', '٣', '9'.repeat(20)])
      expect(readNumber('loop_limit', text), text).toBeNull();
  });

  it('have a name and a help each', () => {
    expect(Object.keys(settingTexts.numbers).toSorted()).toEqual(KEYS.toSorted());
  });
});

const bare = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const press = (key: string, code: string, held: Partial<typeof bare> = {}) => ({
  ...bare,
  ...held,
  key,
  code,
});
const keys = (...of: Parameters<typeof press>) => acceleratorOf(press(...of), 'other');

describe('a shortcut as it is pressed', () => {
  it('has its keys by Electron’s names, whatever Shift or Alt make of a letter', () => {
    const all = { ctrlKey: true, altKey: true, shiftKey: true };
    expect(keys('P', 'KeyP', all)).toEqual({
      state: 'whole',
      accelerator: 'CommandOrControl+Alt+Shift+P',
    });
    expect(keys('π', 'KeyP', { altKey: true })).toMatchObject({ accelerator: 'Alt+P' });
    expect(keys('!', 'Digit1', { ctrlKey: true, shiftKey: true })).toMatchObject({
      accelerator: 'CommandOrControl+Shift+1',
    });
    expect(keys('ArrowUp', 'ArrowUp', { metaKey: true })).toMatchObject({ accelerator: 'Super+Up' });
    expect(keys(' ', 'Space', { ctrlKey: true })).toMatchObject({ accelerator: 'CommandOrControl+Space' });
    expect(keys('F9', 'F9')).toMatchObject({ accelerator: 'F9' });
    // A letter by what is on the key, also on another layout.
    expect(keys('z', 'KeyY', { ctrlKey: true })).toMatchObject({ accelerator: 'CommandOrControl+Z' });
  });

  it('on a Mac Cmd is the one that others have Ctrl for', () => {
    const mac = (held: Partial<typeof bare>) => acceleratorOf(press('p', 'KeyP', held), 'mac');
    expect(mac({ metaKey: true })).toMatchObject({ accelerator: 'CommandOrControl+P' });
    expect(mac({ ctrlKey: true })).toMatchObject({ accelerator: 'Control+P' });
  });

  it('nothing that typing would set off; what is held is only begun', () => {
    expect(keys('p', 'KeyP')).toEqual({ state: 'plain' });
    expect(keys('P', 'KeyP', { shiftKey: true })).toEqual({ state: 'plain' });
    expect(keys('Control', 'ControlLeft', { ctrlKey: true, altKey: true })).toEqual({
      state: 'begun',
      held: 'CommandOrControl+Alt',
    });
  });

  it('is of a form that main takes', () => {
    for (const key of ['P', '+', '-', ' ', 'ArrowLeft', 'F24', 'PageDown', 'é']) {
      const pressed = keys(key, 'Unidentified', { ctrlKey: true });
      if (pressed.state === 'whole')
        expect(settingShapes.pause_shortcut.safeParse(pressed.accelerator).success, key).toBe(true);
      else expect(key).toBe('é');
    }
  });
});
