import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src-main/settings/defaults.ts';
import { loosenedSince, withPatch } from '../../../src-main/settings/direction.ts';
import { readLastSettings, writeLastSettings } from '../../../src-main/settings/last-settings.ts';
import { anySettings } from './arbitraries.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'last-settings-'));
  path = join(folder, 'settings-at-quit.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what was written is read back, for any settings', () => {
  fc.assert(
    fc.property(anySettings, (settings) => {
      writeLastSettings(path, settings);
      expect(readLastSettings(path, DEFAULT_SETTINGS)).toEqual({ settings, problem: null });
    }),
    { numRuns: 50 },
  );
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('no snapshot is no problem; one that cannot be used is', () => {
  expect(readLastSettings(path, DEFAULT_SETTINGS)).toEqual({ settings: null, problem: null });
  writeFileSync(path, '{');
  const damaged = readLastSettings(path, DEFAULT_SETTINGS);
  expect(damaged.settings).toBeNull();
  expect(damaged.problem).toContain('JSON');
  expect(readLastSettings(folder, DEFAULT_SETTINGS).problem).toContain('EISDIR');
});

test('a key that is newer than the snapshot is at its default; a damaged one says too much rather than too little', () => {
  writeFileSync(path, '{"approval_mode": "auto", "max_steps_per_run": "fifty"}');
  const { settings } = readLastSettings(path, DEFAULT_SETTINGS);
  expect(loosenedSince(settings, DEFAULT_SETTINGS)).toEqual([{ key: 'max_steps_per_run', from: 1, to: 50 }]);
  const now = withPatch(DEFAULT_SETTINGS, { max_steps_per_run: 1, tool_enabled: { consult_ui: true } });
  expect(loosenedSince(settings, now)).toEqual([{ key: 'tool_enabled.consult_ui', from: false, to: true }]);
});
