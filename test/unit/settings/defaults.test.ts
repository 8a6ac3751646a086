import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settings } from '../../../src-preload/contract/schemas/settings.ts';
import { DEFAULT_SETTINGS } from '../../../src-main/settings/defaults.ts';
import { readSettings } from '../../../src-main/settings/read-settings.ts';
import { SETTING_RULES, PLAIN_KEYS } from '../../../src-main/settings/rules.ts';
import { direction } from '../../../src-main/settings/direction.ts';

const text = readFileSync(new URL('../../../config/execution_layer_config.json', import.meta.url), 'utf8');

test('the shipped file has every key, in order, with the documented defaults', () => {
  expect(JSON.stringify(JSON.parse(text))).toBe(
    JSON.stringify({
      tool_enabled: {
        git_status: true,
        web_scrape: true,
        browser_automation: false,
        desktop_automation: false,
        consult_ui: false,
      },
      approval_mode: 'auto',
      require_approval_for_risky: true,
      max_steps_per_run: 50,
      max_retries_per_tool: 3,
      dry_run_default: false,
      workspace_roots: [],
      allowed_domains: [],
      private_hosts_allowed: [],
      models_root: null,
      approval_timeout_s: 120,
      run_timeout_s: 120,
      max_concurrent_runs: 5,
      rate_per_minute: 120,
      loop_limit: 100,
      browser_path: null,
      browser_idle_s: 60,
      pause_shortcut: 'CommandOrControl+Alt+Shift+P',
      input_speed: 'instant',
      audit_segment_mb: 64,
      audit_keep_days: 0,
      audit_keep_mb: 0,
      theme: 'system',
      language: 'en',
      start_at_login: false,
      update_feed_url: null,
    }),
  );
});

test('the shipped file passes its own schema and is read without a complaint', () => {
  expect(settings.parse(JSON.parse(text))).toEqual(DEFAULT_SETTINGS);
  expect(readSettings(text, DEFAULT_SETTINGS)).toMatchObject({ settings: DEFAULT_SETTINGS, problems: [] });
});

test('the defaults are frozen all the way down', () => {
  expect(() => Object.assign(DEFAULT_SETTINGS.tool_enabled, { consult_ui: true })).toThrow(TypeError);
  expect(() => DEFAULT_SETTINGS.workspace_roots.push('/')).toThrow(TypeError);
});

test('no careful value is looser than the default', () => {
  for (const key of PLAIN_KEYS) {
    const careful = SETTING_RULES[key].careful;
    const way = direction(key, DEFAULT_SETTINGS[key], careful);
    // Typing like a person is a choice that has to be asked, but it allows less: it can be watched and stopped.
    if (key !== 'input_speed') expect(way, key).not.toBe('looser');
  }
});

test('docs/configuration.md says of every key its default and its careful value', () => {
  const docs = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  for (const key of PLAIN_KEYS) {
    const row = docs.split('\n').find((line) => line.startsWith(`| \`${key}\``));
    const cells = row?.split('|').map((cell) => cell.trim()) ?? [];
    expect(cells[3], key).toContain(`\`${JSON.stringify(DEFAULT_SETTINGS[key])}\``);
    const careful = key === 'allowed_domains' ? ['none.invalid'] : SETTING_RULES[key].careful;
    expect(cells[5], key).toContain(`\`${JSON.stringify(careful)}\``);
  }
});
