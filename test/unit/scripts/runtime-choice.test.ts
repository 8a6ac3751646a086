import { describe, expect, it } from 'vitest';
import { chooseRuntime, hasFallback, type Known } from '../../../scripts/lib/runtime-choice.mjs';

const failure = { version: '45.0.0', at: '2026-01-02T03:04:05Z', site: 'https://site/', error: 'no route' };
const nothing: Known = {
  override: undefined,
  official: { version: '45.0.0', problem: 'not there' },
  fallback: { version: '33.2.1', problem: 'not there' },
  failure: undefined,
  site: 'https://site/',
  retryOfficial: false,
};
const sound = { version: '33.2.1', problem: undefined };

describe('chooseRuntime', () => {
  it('takes what the person set before everything else', () => {
    const official = { version: '45.0.0', problem: undefined };
    expect(chooseRuntime({ ...nothing, override: '/e', official })).toEqual({ use: 'override' });
  });

  it('takes the official one when it is there, whatever failed earlier', () => {
    const official = { version: '45.0.0', problem: undefined };
    expect(chooseRuntime({ ...nothing, official, fallback: sound, failure })).toEqual({ use: 'official' });
  });

  it('tries the official one first on a fresh machine', () => {
    expect(chooseRuntime(nothing)).toEqual({ use: 'get-official' });
  });

  it('does not take a fallback that nobody had to fall back on', () => {
    expect(chooseRuntime({ ...nothing, fallback: sound })).toEqual({ use: 'get-official' });
  });

  it('takes the sound fallback after a remembered failure', () => {
    expect(chooseRuntime({ ...nothing, fallback: sound, failure })).toEqual({ use: 'fallback', failure });
  });

  it.each([
    ['the fallback is damaged', { fallback: { version: '33.2.1', problem: 'not complete' } }],
    ['there is none for this system', { fallback: undefined }],
    ['the person asks', { retryOfficial: true }],
    ['the site is another one now', { site: 'https://mirror/' }],
  ])('tries the official one again when %s', (_why, change) => {
    expect(chooseRuntime({ ...nothing, fallback: sound, failure, ...change })).toEqual({
      use: 'get-official',
    });
  });
});

it('the fallback exists for Linux x64 only', () => {
  expect(hasFallback('linux', 'x64')).toBe(true);
  for (const [platform, arch] of [
    ['linux', 'arm64'],
    ['darwin', 'x64'],
    ['win32', 'x64'],
  ] as const) {
    expect(hasFallback(platform, arch)).toBe(false);
  }
});
