import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src-main/settings/defaults.ts';
import { readSettings, toFileObject } from '../../../src-main/settings/read-settings.ts';
import { PLAIN_KEYS, SETTING_RULES } from '../../../src-main/settings/rules.ts';
import { settings as settingsSchema } from '../../../src-preload/contract/schemas/settings.ts';
import { TOOL_NAMES } from '../../../src-preload/contract/types.ts';
import { allows, allowsNoMore } from './allows.ts';
import { anyJson, anySettings } from './arbitraries.ts';

const read = (text: string | null) => readSettings(text, DEFAULT_SETTINGS);
const readObject = (value: unknown) => read(JSON.stringify(value));

/** Everything at its careful side. */
const CAREFUL = {
  tool_enabled: Object.fromEntries(TOOL_NAMES.map((tool) => [tool, false])),
  ...Object.fromEntries(PLAIN_KEYS.map((key) => [key, SETTING_RULES[key].careful])),
  allowed_domains: ['none.invalid'],
};

describe('a file that is not a settings file puts every key at its careful side', () => {
  test.each([
    ['empty', '', 'not JSON'],
    ['broken', '{"approval_mode": "auto",', 'not JSON'],
    ['an array', '[]', 'not a JSON object'],
    ['null', 'null', 'not a JSON object'],
    ['a string', '"auto"', 'not a JSON object'],
    ['over 1 MB', JSON.stringify({ note: 'x'.repeat(1024 * 1024) }), 'larger than 1 MB'],
    ['nested deep', `{"note": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'levels deep'],
  ])('%s', (_name, text, why) => {
    const { settings, problems, kept } = read(text);
    expect(settings).toEqual(CAREFUL);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ key: null });
    expect(problems[0]?.wrong).toContain(why);
    expect(kept).toEqual({ keys: {}, tools: {} });
  });

  test('what JSON.parse quotes of the text stays on one line', () => {
    expect(read('{"a":\r\n\u001b[31m\r\n}').problems[0]?.wrong).not.toMatch(/[\r\n\u001b]/);
  });
});

describe('a value that cannot be used falls back alone', () => {
  test.each([
    ['approval_mode', 'yolo', 'read_only'],
    ['approval_mode', 'AUTO', 'read_only'],
    ['require_approval_for_risky', 'false', true],
    ['require_approval_for_risky', null, true],
    ['dry_run_default', 0, true],
    ['max_steps_per_run', 0, 1],
    ['max_steps_per_run', 1e9, 1],
    ['max_steps_per_run', '50', 1],
    ['approval_timeout_s', 3601, 30],
    ['rate_per_minute', -1, 1],
    ['loop_limit', 2.5, 1],
    ['audit_keep_days', '1', 0],
    ['browser_path', 'chromium', null],
    ['models_root', '~/models', null],
    ['pause_shortcut', 'Ctrl + P', 'CommandOrControl+Alt+Shift+P'],
    ['input_speed', 'fast', 'human'],
    ['language', 'x'.repeat(50), 'en'],
    ['start_at_login', 'yes', false],
    ['update_feed_url', 'http://example.com/', null],
    ['update_feed_url', 'http://127.0.0.1:8080/', null],
    ['workspace_roots', '/home', []],
    ['workspace_roots', ['/a', 'b', '../c', 7, '/d'], ['/a', '/d']],
    [
      'private_hosts_allowed',
      ['localhost', 'localhost:80', 'http://x:1', '*.x:80', 'h:0', 'h:70000'],
      ['localhost:80'],
    ],
    ['allowed_domains', ['example.com', 'http://x.org/', '*', 'a b', 5], ['example.com']],
  ])('%s: %j becomes %j', (key, bad, careful) => {
    const { settings, problems } = readObject({ [key]: bad });
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, [key]: careful });
    expect(problems.map((problem) => problem.key)).toEqual([key]);
  });

  test.each([[['http://x']], ['example.com'], [null], [[5, {}]], [Array(1001).fill('example.com')]])(
    'allowed_domains %j never becomes the empty list, which allows any public host',
    (bad) => {
      const { settings, problems } = readObject({ allowed_domains: bad });
      expect(settings.allowed_domains).toEqual(['none.invalid']);
      expect(problems[0]?.used).toContain('allows no host');
    },
  );

  test('an empty list of domains is right as it is', () => {
    expect(readObject({ allowed_domains: [] })).toMatchObject({ settings: DEFAULT_SETTINGS, problems: [] });
  });

  test('a key that stands twice is not trusted to mean its last value', () => {
    const text = '{"approval_mode": "read_only", "theme": "dark", "\\u0061pproval_mode": "auto"}';
    const { settings, problems } = read(text);
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark', approval_mode: 'read_only' });
    expect(problems).toEqual([{ key: 'approval_mode', wrong: 'it stands there twice', used: '"read_only"' }]);
    expect(
      read('{"tool_enabled": {"web_scrape": false, "web_scrape": true}}').settings.tool_enabled.web_scrape,
    ).toBe(false);
    expect(read('{"tool_enabled": {}, "tool_enabled": {"consult_ui": true}}').settings.tool_enabled).toEqual(
      CAREFUL.tool_enabled,
    );
    expect(
      read('{"other": {"theme": 1, "a": "approval_mode\\":"}, "approval_mode": "auto", "x": [{"theme": 2}]}')
        .problems,
    ).toEqual([]);
  });
});

test('the text is taken with a byte order mark and any line ends', () => {
  const { settings, problems } = read('\uFEFF{\r\n"theme": "dark"\r\n}\r\n');
  expect(settings).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' });
  expect(problems).toEqual([]);
});

test('values that mean the same are rewritten in the one way that is compared', () => {
  const { settings, problems } = readObject({
    allowed_domains: ['Example.COM', '*.BÜCHER.example', '0x7f.1'],
    private_hosts_allowed: ['LOCALHOST:080', '127.1:8080', '[0:0:0:0:0:0:0:1]:443'],
  });
  expect(problems).toEqual([]);
  expect(settings.allowed_domains).toEqual(['example.com', '*.xn--bcher-kva.example', '127.0.0.1']);
  expect(settings.private_hosts_allowed).toEqual(['localhost:80', '127.0.0.1:8080', '[::1]:443']);
});

test.each([
  'exa\u00admple.com',
  'example.com\n',
  'a%2eb',
  'user@host',
  'host#x',
  'host?x',
  'host\\x',
  'host:80',
  '*.127.0.0.1',
  '*.1',
  '*.[::1]',
  '*.*.com',
  'a..b',
  '.com',
  '[::1',
  '::1',
  '',
  '*.',
])('%j is not a domain', (entry) => {
  expect(readObject({ allowed_domains: [entry] }).settings.allowed_domains).toEqual(['none.invalid']);
});

describe('tool names', () => {
  const toggles = (tool_enabled: unknown) => readObject({ tool_enabled }).settings.tool_enabled;

  test("the earlier system's names are read", () => {
    expect(
      toggles({
        web_scrape_bs4: false,
        browser_automation_selenium: true,
        desktop_automation_pyautogui: true,
      }),
    ).toEqual({
      git_status: true,
      web_scrape: false,
      browser_automation: true,
      desktop_automation: true,
      consult_ui: false,
    });
  });

  test('where a tool and its alias disagree, off wins', () => {
    expect(toggles({ web_scrape: true, web_scrape_bs4: false }).web_scrape).toBe(false);
    expect(toggles({ web_scrape: false, web_scrape_bs4: true }).web_scrape).toBe(false);
    expect(toggles({ web_scrape: true, web_scrape_bs4: 'yes' }).web_scrape).toBe(false);
  });

  test('a toggle that is no boolean is off', () => {
    const { settings, problems } = readObject({ tool_enabled: { web_scrape: 1, git_status: 'true' } });
    expect(settings.tool_enabled).toMatchObject({ web_scrape: false, git_status: false });
    expect(problems.map(({ key }) => key)).toEqual(['tool_enabled.git_status', 'tool_enabled.web_scrape']);
  });

  test.each([null, [], 'all', true])('tool_enabled %j: every tool off', (bad) => {
    expect(toggles(bad)).toEqual(CAREFUL.tool_enabled);
  });

  test('written alias entries follow their tool, so that it is not turned off again at the next start', () => {
    const file = readObject({ tool_enabled: { web_scrape: true, web_scrape_bs4: false, send_fax: 'maybe' } });
    const on = { ...file.settings, tool_enabled: { ...file.settings.tool_enabled, web_scrape: true } };
    const written = toFileObject(on, file.kept);
    expect(written['tool_enabled']).toMatchObject({
      web_scrape: true,
      web_scrape_bs4: true,
      send_fax: 'maybe',
    });
    expect(readObject(written).settings).toEqual(on);
  });
});

test('names of the object prototype are keys like any other', () => {
  const text =
    '{"__proto__": {"approval_mode": "auto"}, "constructor": 1, "tool_enabled": {"__proto__": {"consult_ui": true}, "toString": true}}';
  const { settings, problems, kept } = read(text);
  expect(settings).toEqual(DEFAULT_SETTINGS);
  expect(problems).toEqual([]);
  const written = JSON.stringify(toFileObject(settings, kept));
  expect(written).toContain('"__proto__":{"approval_mode":"auto"}');
  expect(written).toContain('"__proto__":{"consult_ui":true}');
  expect(Object.hasOwn(Object.prototype, 'consult_ui')).toBe(false);
});

describe('for any file', () => {
  const key = fc.constantFrom('tool_enabled', ...PLAIN_KEYS);

  test('any JSON in any key gives valid settings; refused, it is the careful value, and no other key is touched', () => {
    const isList = (name: string) => Array.isArray(DEFAULT_SETTINGS[name as keyof typeof DEFAULT_SETTINGS]);
    fc.assert(
      fc.property(key, anyJson, (name, value) => {
        const { settings, problems } = readObject({ [name]: value });
        expect(settingsSchema.safeParse(settings).success).toBe(true);
        expect({ ...settings, [name]: 0 }).toEqual({ ...DEFAULT_SETTINGS, [name]: 0 });
        if (problems.length === 0 || name === 'tool_enabled') return;
        expect(problems.map((problem) => problem.key)).toEqual([name]);
        if (!isList(name)) expect(settings).toMatchObject({ [name]: CAREFUL[name as keyof typeof CAREFUL] });
      }),
      { numRuns: 500 },
    );
  });

  test('a bad item beside good ones never allows more than the good ones alone', () => {
    const bad = fc.constantFrom(5, null, 'http://x/', 'a b', '*', '', {});
    fc.assert(
      fc.property(anySettings, bad, fc.nat(), (good, item, at) => {
        for (const list of ['workspace_roots', 'allowed_domains', 'private_hosts_allowed'] as const) {
          const spoilt = [...(good[list] as unknown[])];
          spoilt.splice(at % (spoilt.length + 1), 0, item);
          const { settings, problems } = readObject({ ...good, [list]: spoilt });
          expect(problems).toHaveLength(1);
          expect(allowsNoMore(settings, good)).toBe(true);
        }
      }),
    );
  });

  test('spoiling any toggle or value never allows more than the good file did or the careful value does', () => {
    fc.assert(
      fc.property(anySettings, fc.constantFrom(...TOOL_NAMES), (good, tool) => {
        const { settings } = readObject({ ...good, tool_enabled: { ...good.tool_enabled, [tool]: 'on' } });
        expect(settings).toEqual({ ...good, tool_enabled: { ...good.tool_enabled, [tool]: false } });
        expect(allowsNoMore(settings, good)).toBe(true);
      }),
    );
  });

  test('good settings are read as they are; reading what was written changes nothing; unknown keys live on', () => {
    const unknown = fc.dictionary(
      fc.string().map((name) => `x-${name}`),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(anySettings, unknown, unknown, (good, keys, tools) => {
        const first = readObject({ ...good, ...keys, tool_enabled: { ...good.tool_enabled, ...tools } });
        expect(first.settings).toEqual(good);
        expect(first.problems).toEqual([]);
        const written = JSON.stringify(toFileObject(first.settings, first.kept));
        const second = read(written);
        expect(second).toEqual(first);
        expect(second.kept).toEqual(JSON.parse(JSON.stringify({ keys, tools })));
        expect(allows(second.settings)).toEqual(allows(good));
      }),
    );
  });

  test('normalising twice is normalising once', () => {
    fc.assert(
      fc.property(fc.dictionary(key, anyJson), (file) => {
        const once = readObject(file);
        const twice = readObject(toFileObject(once.settings, once.kept));
        expect(twice.settings).toEqual(once.settings);
        expect(twice.problems).toEqual([]);
      }),
    );
  });

  test('any text at all is answered', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(settingsSchema.safeParse(read(text).settings).success).toBe(true);
      }),
    );
  });
});
