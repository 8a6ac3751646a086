import { expect, it } from 'vitest';
import { cannotUpdate, updateConfig } from '../../../src-main/app/update-config.ts';

const FEED = 'https://updates.example.com/';
const PORTABLE = { PORTABLE_EXECUTABLE_FILE: 'D:\\Execution Layer.exe' };

it('tells the updater whose signature to check', () => {
  expect(JSON.parse(updateConfig(FEED, 'Example Ltd'))).toEqual({
    provider: 'generic',
    url: FEED,
    updaterCacheDirName: 'execution-layer-updater',
    publisherName: ['Example Ltd'],
  });
  expect(JSON.parse(updateConfig(FEED, null))).not.toHaveProperty('publisherName');
});

it('on Windows, without a publisher nothing is taken; nor by the portable app, which the installer would not replace', () => {
  const windows = { platform: 'win32', env: {}, publisher: 'Example Ltd' } as const;
  expect(cannotUpdate(windows)).toBeNull();
  expect(cannotUpdate({ ...windows, publisher: null })).toMatch(/no signature could be checked/);
  expect(cannotUpdate({ ...windows, env: PORTABLE })).toMatch(/^The portable app cannot update itself/);
});

it.each(['linux', 'darwin'] as const)('%s: the system, or nobody, checks it by other means', (platform) => {
  expect(cannotUpdate({ platform, env: {}, publisher: null })).toBeNull();
});
