import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src-main/settings/defaults.ts';
import {
  changesBetween,
  classifyPatch,
  direction,
  loosenedSince,
  withPatch,
  type SettingKey,
  type SettingValue,
} from '../../../src-main/settings/direction.ts';
import { PLAIN_KEYS } from '../../../src-main/settings/rules.ts';
import { allows, allowsNoMore } from './allows.ts';
import { anyPatch, anySettings } from './arbitraries.ts';

/** Key, what allows more, what allows less. */
const ORDERED: [SettingKey, SettingValue, SettingValue][] = [
  ['tool_enabled.git_status', true, false],
  ['approval_mode', 'auto', 'require_approval'],
  ['approval_mode', 'require_approval', 'read_only'],
  ['approval_mode', 'auto', 'read_only'],
  ['require_approval_for_risky', false, true],
  ['max_steps_per_run', 50, 49],
  ['max_retries_per_tool', 1, 0],
  ['workspace_roots', ['/a', '/b'], ['/b']],
  ['workspace_roots', ['/a'], []],
  ['allowed_domains', [], ['example.com']],
  ['allowed_domains', ['example.com', 'other.org'], ['other.org']],
  ['allowed_domains', ['*.example.com'], ['a.example.com', '*.b.example.com']],
  ['allowed_domains', ['example.com'], ['none.invalid']],
  ['private_hosts_allowed', ['localhost:80', 'localhost:81'], ['localhost:81']],
  ['approval_timeout_s', 120, 60],
  ['run_timeout_s', 120, 60],
  ['max_concurrent_runs', 5, 4],
  ['rate_per_minute', 0, 1_000_000],
  ['rate_per_minute', 120, 1],
  ['loop_limit', 0, 100],
  ['browser_idle_s', 60, 0],
  ['audit_keep_days', 30, 31],
  ['audit_keep_days', 30, 0],
  ['audit_keep_mb', 10, 0],
  ['start_at_login', true, false],
  ['update_feed_url', 'https://example.com/', null],
];

test.each(ORDERED)('%s: from %j to %j allows less, and back allows more', (key, more, less) => {
  expect(direction(key, more, less)).toBe('tighter');
  expect(direction(key, less, more)).toBe('looser');
  expect(direction(key, more, structuredClone(more))).toBe('same');
});

/** Neither way allows less for sure. */
const UNORDERED: [SettingKey, SettingValue, SettingValue][] = [
  ['workspace_roots', ['/a'], ['/b']],
  // It may be a link to elsewhere.
  ['workspace_roots', ['/a'], ['/a/b']],
  ['allowed_domains', ['example.com'], ['*.example.com']],
  ['allowed_domains', ['example.com'], ['badexample.com']],
  ['allowed_domains', ['*.example.com'], ['*.badexample.com']],
  ['private_hosts_allowed', ['localhost:80'], ['localhost:8080']],
  ['models_root', '/models', null],
  ['update_feed_url', 'https://a.example.com/', 'https://b.example.com/'],
  ['browser_path', null, '/tmp/browser'],
  ['pause_shortcut', 'F12', ''],
  ['input_speed', 'human', 'instant'],
  ['audit_segment_mb', 64, 1],
];

test.each(UNORDERED)('%s: %j and %j are asked either way', (key, one, other) => {
  expect(direction(key, one, other)).toBe('looser');
  expect(direction(key, other, one)).toBe('looser');
});

test('theme, language and the dry-run default are free, and nothing else is', () => {
  const free: SettingKey[] = ['theme', 'language', 'dry_run_default'];
  expect(direction('dry_run_default', true, false)).toBe('free');
  expect(direction('theme', 'light', 'dark')).toBe('free');
  expect(direction('language', 'en', 'de')).toBe('free');
  const tested = new Set([...ORDERED, ...UNORDERED].map(([key]) => key));
  expect(PLAIN_KEYS.filter((key) => !tested.has(key)).sort()).toEqual(free.sort());
});

describe('classifyPatch', () => {
  test('sorts a patch, toggle by toggle, and leaves out what changes nothing', () => {
    const sorted = classifyPatch(DEFAULT_SETTINGS, {
      tool_enabled: { git_status: false, web_scrape: true, consult_ui: true },
      theme: 'dark',
      max_steps_per_run: 10,
      approval_mode: 'auto',
      run_timeout_s: undefined,
      loop_limit: 0,
    });
    expect(sorted).toEqual({
      tighter: { tool_enabled: { git_status: false }, max_steps_per_run: 10 },
      free: { theme: 'dark' },
      looser: [
        { key: 'tool_enabled.consult_ui', from: false, to: true },
        { key: 'loop_limit', from: 100, to: 0 },
      ],
    });
  });

  test('what counts as tighter or free never allows more', () => {
    fc.assert(
      fc.property(anySettings, anyPatch, (settings, patch) => {
        const { tighter, free } = classifyPatch(settings, patch);
        const after = withPatch(withPatch(settings, tighter), free);
        expect(allowsNoMore(after, settings)).toBe(true);
        expect(allows(after).choices).toEqual(allows(settings).choices);
      }),
      { numRuns: 1000 },
    );
  });

  test('nothing of a patch gets lost', () => {
    fc.assert(
      fc.property(anySettings, anyPatch, (settings, patch) => {
        const { tighter, free, looser } = classifyPatch(settings, patch);
        const named = [tighter, free].flatMap((part) => changesBetween(settings, withPatch(settings, part)));
        const all = changesBetween(settings, withPatch(settings, patch));
        expect(new Set([...named, ...looser].map(({ key }) => key))).toEqual(
          new Set(all.map(({ key }) => key)),
        );
        expect(named.length + looser.length).toBe(all.length);
      }),
    );
  });

  test('an undefined toggle says nothing', () => {
    expect(withPatch(DEFAULT_SETTINGS, { tool_enabled: { git_status: undefined } as never })).toEqual(
      DEFAULT_SETTINGS,
    );
  });
});

describe('loosenedSince', () => {
  test('names what allows more than at the last quit, and only that', () => {
    const now = withPatch(DEFAULT_SETTINGS, {
      tool_enabled: { consult_ui: true },
      max_steps_per_run: 1,
      theme: 'dark',
      browser_path: '/tmp/browser',
    });
    expect(loosenedSince(DEFAULT_SETTINGS, now)).toEqual([
      { key: 'tool_enabled.consult_ui', from: false, to: true },
      { key: 'browser_path', from: null, to: '/tmp/browser' },
    ]);
    expect(loosenedSince(null, now)).toEqual([]);
  });

  test('is empty only if no more is allowed', () => {
    fc.assert(
      fc.property(anySettings, anySettings, (last, now) => {
        if (loosenedSince(last, now).length === 0) expect(allowsNoMore(now, last)).toBe(true);
      }),
    );
  });
});
