import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src-main/settings/defaults.ts';
import { plainSettingsFile } from '../../../src-main/settings/settings-file.ts';
import {
  createSettingsStore,
  InvalidSettings,
  SettingsNotWritten,
  type SettingsFile,
} from '../../../src-main/settings/settings-store.ts';
import type { Notice } from '../../../src-preload/contract/types.ts';

let folder: string;
let path: string;
const NOW = Date.UTC(2026, 10, 23, 5, 28, 35, 7);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
  path = join(folder, 'execution_layer_config.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (file: SettingsFile = plainSettingsFile(path)) => createSettingsStore({ file, now: () => NOW });
const onDisk = () => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
const others = () => readdirSync(folder).filter((name) => name !== 'execution_layer_config.json');

test('the first start writes the defaults, for its owner alone', () => {
  const store = open();
  expect(store.get()).toEqual(DEFAULT_SETTINGS);
  expect(onDisk()).toEqual(DEFAULT_SETTINGS);
  expect(Object.keys(onDisk())).toEqual(Object.keys(DEFAULT_SETTINGS));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(store.notices).toEqual([]);
  expect(others()).toEqual([]);
});

test('a change is on disk, in memory, told to listeners, and there at the next start', () => {
  const store = open();
  const before = store.get();
  const heard: string[][] = [];
  const stop = store.onChanged(({ changedKeys }) => heard.push(changedKeys));
  const applied = store.apply({ max_steps_per_run: 7, tool_enabled: { consult_ui: true }, theme: 'system' });
  expect(applied.changedKeys).toEqual(['tool_enabled.consult_ui', 'max_steps_per_run']);
  expect(applied.before).toBe(before);
  expect(applied.after).toBe(store.get());
  expect(store.get()).toMatchObject({
    max_steps_per_run: 7,
    tool_enabled: { git_status: true, consult_ui: true },
  });
  expect(onDisk()).toEqual(store.get());
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(open().get()).toEqual(store.get());
  stop();
  store.apply({ theme: 'dark' });
  expect(heard).toEqual([['tool_enabled.consult_ui', 'max_steps_per_run']]);
  expect(others()).toEqual([]);
});

test('a change that changes nothing writes nothing', () => {
  const store = open();
  rmSync(path);
  const heard: unknown[] = [];
  store.onChanged((applied) => heard.push(applied));
  expect(store.apply({ theme: 'system', tool_enabled: { git_status: true } }).changes).toEqual([]);
  expect(others()).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
  expect(heard).toEqual([]);
});

test('snapshots are frozen all the way down, and apart from the patch they came from', () => {
  const store = open();
  const roots = ['/a'];
  store.apply({ workspace_roots: roots });
  roots.push('/b');
  expect(store.get().workspace_roots).toEqual(['/a']);
  expect(() => Object.assign(store.get(), { approval_mode: 'auto' })).toThrow(TypeError);
  expect(() => Object.assign(store.get().tool_enabled, { consult_ui: true })).toThrow(TypeError);
  expect(() => store.get().workspace_roots.push('/b')).toThrow(TypeError);
});

test.each([
  [{ max_steps_per_run: 0 }, 'max_steps_per_run'],
  [{ workspace_roots: ['relative'] }, 'workspace_roots'],
  [{ workspace_roots: ['C:\\work'] }, 'workspace_roots'],
  [{ allowed_domains: ['http://x'] }, 'allowed_domains'],
  [{ no_such_key: 1 }, 'no_such_key'],
  [{ tool_enabled: { no_such_tool: true } }, 'tool_enabled'],
  [{ theme: 'dark', loop_limit: -1 }, 'loop_limit'],
])('%j is refused whole', (patch, named) => {
  const store = open();
  const text = readFileSync(path, 'utf8');
  expect(() => store.apply(patch as never)).toThrow(InvalidSettings);
  expect(() => store.apply(patch as never)).toThrow(named);
  expect(store.get()).toEqual(DEFAULT_SETTINGS);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('when the file cannot be written, nothing changes', () => {
  const real = plainSettingsFile(path);
  const full = () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  open();
  const store = open({ ...real, write: full });
  const heard: unknown[] = [];
  store.onChanged((applied) => heard.push(applied));
  expect(() => store.apply({ theme: 'dark' })).toThrow(SettingsNotWritten);
  expect(() => store.apply({ theme: 'dark' })).toThrow(/ENOSPC.*Check the disk/s);
  expect(store.get()).toEqual(DEFAULT_SETTINGS);
  expect(heard).toEqual([]);
});

test('a folder that cannot hold the file: defaults in memory, a notice, and the change says so', () => {
  const blocked = join(folder, 'file', 'execution_layer_config.json');
  writeFileSync(join(folder, 'file'), 'in the way');
  const store = open({ ...plainSettingsFile(blocked), readText: () => null });
  expect(store.get()).toEqual(DEFAULT_SETTINGS);
  expect(store.notices.map(({ id }) => id)).toEqual(['settings-unwritable']);
  expect(() => store.apply({ theme: 'dark' })).toThrow(SettingsNotWritten);
});

test('an unfinished write leaves the old file whole and nothing beside it', () => {
  open();
  const text = readFileSync(path, 'utf8');
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  expect(() => plainSettingsFile(path).write(cyclic as never)).toThrow(TypeError);
  const inTheWay = join(folder, 'taken');
  mkdirSync(join(inTheWay, 'full'), { recursive: true });
  expect(() => plainSettingsFile(inTheWay).write({})).toThrow();
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(others()).toEqual(['taken']);
});

describe('a broken file', () => {
  const broken = '{"approval_mode": "yolo", "theme": "dark", "x": [1], "tool_enabled": {"web_scrape": "on"}}';

  test('is copied aside for its owner alone, with a notice that says what, instead and where', () => {
    writeFileSync(path, broken);
    chmodSync(path, 0o644);
    const heard: Notice[] = [];
    const store = createSettingsStore({
      file: plainSettingsFile(path),
      now: () => NOW,
      onNotice: (n) => heard.push(n),
    });
    expect(others()).toEqual(['execution_layer_config.bad-2026-11-23T05-28-35-007Z.json']);
    const copy = join(folder, others()[0] ?? '');
    expect(readFileSync(copy, 'utf8')).toBe(broken);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(store.get()).toMatchObject({ approval_mode: 'read_only', theme: 'dark', max_steps_per_run: 50 });
    expect(store.notices).toHaveLength(1);
    expect(heard).toEqual(store.notices);
    for (const part of ['approval_mode', 'Used instead: "read_only"', 'tool_enabled.web_scrape', copy]) {
      expect(store.notices[0]?.message).toContain(part);
    }
  });

  test('stays as it is until a change, and is copied only once however often the app starts', () => {
    writeFileSync(path, broken);
    open();
    const again = createSettingsStore({ file: plainSettingsFile(path), now: () => NOW + 60_000 });
    expect(again.notices).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe(broken);
    expect(others()).toHaveLength(1);
    again.apply({ max_steps_per_run: 9 });
    expect(onDisk()).toMatchObject({
      approval_mode: 'read_only',
      max_steps_per_run: 9,
      x: [1],
      theme: 'dark',
    });
    const mended = open();
    expect(mended.notices).toEqual([]);
    expect(mended.get()).toEqual(again.get());
    expect(others()).toHaveLength(1);
  });

  test('another broken file at the same moment gets a copy of its own', () => {
    writeFileSync(path, broken);
    open();
    writeFileSync(path, '{');
    open();
    expect(others()).toHaveLength(2);
  });

  test('of more than 1 MB or with bytes that are no text is copied whole', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), Buffer.alloc(3 * 1024 * 1024, 'x')]);
    writeFileSync(path, bytes);
    const store = open();
    expect(store.get()).toMatchObject({ approval_mode: 'read_only', tool_enabled: { git_status: false } });
    expect(readFileSync(join(folder, others()[0] ?? '')).equals(bytes)).toBe(true);
  });

  test('that cannot be copied is not written over either', () => {
    writeFileSync(path, broken);
    const elsewhere = {
      ...plainSettingsFile(path),
      path: join(folder, 'gone', 'execution_layer_config.json'),
    };
    const store = open(elsewhere);
    expect(store.notices[0]?.message).toContain('No copy of it could be made');
    expect(() => store.apply({ theme: 'light' })).toThrow(SettingsNotWritten);
    expect(readFileSync(path, 'utf8')).toBe(broken);
  });

  test('that cannot be read means the careful side of everything, and is not written over', () => {
    mkdirSync(path);
    const store = open();
    expect(store.get()).toMatchObject({ approval_mode: 'read_only', tool_enabled: { web_scrape: false } });
    expect(store.notices[0]?.message).toContain('EISDIR');
    expect(() => store.apply({ theme: 'dark' })).toThrow(SettingsNotWritten);
    expect(statSync(path).isDirectory()).toBe(true);
  });
});

test('unknown keys and tools outlive changes', () => {
  writeFileSync(
    path,
    '{"future": {"a": [1, null]}, "tool_enabled": {"send_fax": 3, "web_scrape_bs4": false}}',
  );
  const store = open();
  expect(store.notices).toEqual([]);
  store.apply({ tool_enabled: { web_scrape: true } });
  expect(onDisk()).toMatchObject({
    future: { a: [1, null] },
    tool_enabled: { send_fax: 3, web_scrape_bs4: true },
  });
  expect(open().get().tool_enabled.web_scrape).toBe(true);
});

test("an earlier system's file is taken as it is, and written only by a change", () => {
  const text = JSON.stringify({
    tool_enabled: {
      git_status: true,
      web_scrape_bs4: true,
      browser_automation_selenium: false,
      desktop_automation_pyautogui: false,
      consult_ui: false,
    },
    approval_mode: 'require_approval',
    max_steps_per_run: 25,
    workspace_roots: ['/srv/project'],
  });
  writeFileSync(path, text);
  const store = open();
  expect(store.get()).toEqual({
    ...DEFAULT_SETTINGS,
    approval_mode: 'require_approval',
    max_steps_per_run: 25,
    workspace_roots: ['/srv/project'],
  });
  expect(store.notices).toEqual([]);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('what a person typed into the file while the app ran is kept aside when a change replaces it', () => {
  const store = open();
  writeFileSync(path, '{"approval_mode": "read_only"}');
  store.apply({ theme: 'dark' });
  expect(store.notices.map(({ id }) => id)).toEqual(['settings-replaced']);
  expect(others()).toEqual(['execution_layer_config.edited-2026-11-23T05-28-35-007Z.json']);
  expect(readFileSync(join(folder, others()[0] ?? ''), 'utf8')).toBe('{"approval_mode": "read_only"}');
  store.apply({ theme: 'light' });
  expect(store.notices).toHaveLength(1);
});
