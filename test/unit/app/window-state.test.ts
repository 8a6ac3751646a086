import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeOn, readWindowState, writeWindowState } from '../../../src-main/app/window-state.ts';

const screens = [{ x: 0, y: 0, width: 1440, height: 900 }];
const state = { x: 100, y: 50, width: 900, height: 600, maximized: false };
const file = (): string => join(mkdtempSync(join(tmpdir(), 'execution-layer-')), 'window-state.json');

describe('window state', () => {
  it('comes back as it was written, for its owner alone', () => {
    const path = file();
    writeWindowState(path, state);
    expect(readWindowState(path)).toEqual(state);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each(['', 'not json', '{}', '{"x":1e9,"y":0,"width":900,"height":600,"maximized":false}', '[]'])(
    'does without a file that says %j',
    (text) => {
      const path = file();
      writeFileSync(path, text);
      expect(readWindowState(path)).toBeNull();
    },
  );

  it('returns to a place that can be reached, and else only to the size', () => {
    expect(placeOn(state, screens)).toEqual({ x: 100, y: 50, width: 900, height: 600 });
    for (const lost of [{ x: 5000 }, { y: 2000 }, { x: -890 }, { y: -200 }]) {
      expect(placeOn({ ...state, ...lost }, screens)).toEqual({ width: 900, height: 600 });
    }
  });
});
