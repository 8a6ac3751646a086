import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageBin } from '../../../scripts/lib/package-bin.mjs';
import { folderArgs, targetArgs } from '../../../scripts/lib/pack-run.mjs';
import { LONG } from '../../support/long.ts';
import { maintainerScript } from '../../support/maintainer-scripts.ts';

/*
 * What `npm run dist` makes for Linux, by electron-builder itself from our own configuration; only its helpers, which it would
 * download, are stand-ins that do the same with the system's programs. rpmbuild is there for the long form only.
 */

const ROOT = resolve(import.meta.dirname, '../../..');
const RUNTIME = { version: '45.4.1', source: 'official', dist: '/none', path: '/none', reason: '' } as const;

it('what people install is made from the official Electron of each system and processor, not from the one here', () => {
  const runtime = { ...RUNTIME, dist: '/the/one/here' };
  expect(folderArgs(runtime, '/out')).toContain('-c.electronDist=/the/one/here');
  expect(targetArgs(runtime)).toEqual(['-c.electronVersion=45.4.1']);
});

describe.runIf(process.platform === 'linux')('the packages for Linux', () => {
  const work = mkdtempSync(join(tmpdir(), 'execution-layer-packages-'));
  const out = join(work, 'out');
  const keep = join(work, 'keep');
  const app = join(work, 'app');

  beforeAll(() => {
    makeApp(app);
    const env = {
      ...process.env,
      CUSTOM_FPM_PATH: join(ROOT, 'test/support/fpm.mjs'),
      APPIMAGE_TOOLS_PATH: appImageTools(join(work, 'tools')),
      FPM_KEEP: keep,
      ...(LONG && { FPM_RPMBUILD: '1' }),
    };
    mkdirSync(keep);
    const args = ['--linux', `--prepackaged=${app}`, `-c.directories.output=${out}`, '--publish=never'];
    const command = [packageBin(ROOT, 'electron-builder'), ...args, ...targetArgs(RUNTIME)];
    execFileSync(process.execPath, command, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] });
  }, 300_000);
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  it('are all there, and in the list that an update is looked for in', () => {
    const made = readdirSync(out).filter((name) => /\.(AppImage|deb|rpm)$/.test(name));
    expect(made).toHaveLength(3);
    const list = readFileSync(join(out, 'latest-linux.yml'), 'utf8');
    for (const name of made) expect(list).toContain(`url: ${name}\n`);
  });

  it.each(['deb', 'rpm'])('%s: knows its kind, where it comes from and what it needs', (kind) => {
    const installed = join(keep, kind, 'root', 'opt', 'Execution Layer');
    expect(readFileSync(join(installed, 'resources', 'package-type'), 'utf8')).toBe(kind);
    // Nobody's name: what is in here is asked by nobody, and must lead nowhere if it ever were.
    expect(readFileSync(join(installed, 'resources', 'app-update.yml'), 'utf8')).toContain('.invalid/');
    const args = JSON.parse(readFileSync(join(keep, kind, 'args.json'), 'utf8')) as string[];
    const { homepage } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { homepage: string };
    expect(args[args.indexOf('--url') + 1]).toBe(homepage);
    expect(args).toContain('-d');
    expect(
      existsSync(join(keep, kind, 'root/usr/share/icons/hicolor/512x512/apps/execution-layer.png')),
    ).toBe(true);
  });

  it.each([join('deb', 'root', 'usr', 'share', 'applications'), 'appimage'])(
    '%s: its entry opens our links, in our window, with the sandbox on',
    (folder) => {
      const entry = readFileSync(join(keep, folder, 'execution-layer.desktop'), 'utf8');
      expect(entry).toContain('MimeType=x-scheme-handler/execution-layer;\n');
      expect(entry).toContain('StartupWMClass=execution-layer\n');
      expect(entry).toMatch(/^Exec=.*%U$/m);
      expect(entry).not.toContain('sandbox');
    },
  );

  it('a deb is installed, removed and purged, and leaves nothing', () => {
    const { root, control } = unpackedDeb(join(work, 'installed'), out);
    const binary = join(root, 'usr/bin/execution-layer');
    const profile = join(root, 'etc/apparmor.d/execution-layer');
    mkdirSync(join(root, 'etc/apparmor.d'), { recursive: true });
    maintainerScript(root, join(control, 'postinst'), 'configure');
    expect(existsSync(binary)).toBe(true);
    expect(existsSync(profile)).toBe(true);
    expect(maintainerScript(root, join(control, 'postrm'), 'upgrade', '0.2.0')).toBe('');
    expect(existsSync(binary) && existsSync(profile)).toBe(true);
    expect(maintainerScript(root, join(control, 'postrm'), 'remove')).toContain('~/.config/execution-layer');
    expect(existsSync(binary) || existsSync(profile)).toBe(false);
    expect(maintainerScript(root, join(control, 'postrm'), 'purge')).toBe('');
    expect(readFileSync(join(root, 'calls'), 'utf8')).toMatch(/apparmor_parser --remove/);
  });

  it('an rpm that is upgraded keeps what the new one has made: its script runs after the new one’s', () => {
    const { root } = unpackedDeb(join(work, 'upgraded'), out);
    const [postinst, postrm] = [join(keep, 'rpm', 'postinst'), join(keep, 'rpm', 'postrm')];
    mkdirSync(join(root, 'etc/apparmor.d'), { recursive: true });
    maintainerScript(root, postinst, '2');
    maintainerScript(root, postrm, '1');
    expect(existsSync(join(root, 'usr/bin/execution-layer'))).toBe(true);
    expect(existsSync(join(root, 'etc/apparmor.d/execution-layer'))).toBe(true);
    expect(maintainerScript(root, postrm, '0')).toContain('~/.config/execution-layer');
    expect(existsSync(join(root, 'usr/bin/execution-layer'))).toBe(false);
    expect(existsSync(join(root, 'etc/apparmor.d/execution-layer'))).toBe(false);
  });

  if (LONG) {
    it('an rpm is one that rpm can read', () => {
      const rpm = join(out, readdirSync(out).find((name) => name.endsWith('.rpm')) ?? '');
      const ask = (query: string) => execFileSync('rpm', ['-qp', query, rpm], { encoding: 'utf8' });
      expect(ask('-l')).toContain('/opt/Execution Layer/execution-layer\n');
      expect(ask('-l')).toContain('/usr/share/applications/execution-layer.desktop\n');
      expect(ask('--scripts')).toContain('remove | 0) ;;');
      expect(ask('-R')).toContain('(libXtst or libXtst6)');
    });
  }
});

/** A folder as electron-builder packs one, of the few files that its packages look at. */
function makeApp(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  for (const name of ['execution-layer', 'chrome-sandbox', 'resources/app.asar'])
    writeFileSync(join(folder, name), name);
}

/** The deb's files and its control files, unpacked by dpkg-deb. */
function unpackedDeb(folder: string, out: string): { root: string; control: string } {
  const deb = join(out, readdirSync(out).find((name) => name.endsWith('.deb')) ?? '');
  const [root, control] = [join(folder, 'root'), join(folder, 'control')];
  mkdirSync(folder);
  execFileSync('dpkg-deb', ['-x', deb, root]);
  execFileSync('dpkg-deb', ['-e', deb, control]);
  return { root, control };
}

/** What electron-builder looks for; its packing keeps a copy of what it is given. */
function appImageTools(folder: string): string {
  const files = ['mksquashfs', 'desktop-file-validate'].map((name) => join(folder, 'linux-x64', name));
  mkdirSync(join(folder, 'linux-x64'), { recursive: true });
  mkdirSync(join(folder, 'lib', 'x64'), { recursive: true });
  writeFileSync(join(folder, 'runtime-x64'), 'runtime');
  for (const file of files) {
    writeFileSync(file, '#!/bin/sh\ncp -a "$1" "$FPM_KEEP/appimage" && printf 0123456789 > "$2"\n');
    chmodSync(file, 0o755);
  }
  return folder;
}
