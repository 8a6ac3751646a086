import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SetupError } from '../../../scripts/lib/errors.mjs';
import { ensureSystem } from '../../../scripts/lib/system.mjs';
import { parseOsRelease, TEST_PROGRAMS } from '../../../scripts/lib/system-needs.mjs';
import { listener, tempDir, withEnv } from './support.ts';

/*
 * Set-up on a system of the test's own: its PATH has only programs that are written here. `ldd` finds a library once the
 * `apt-get` of this system has installed something.
 */
function system({ uid, apt = 'true', git = true }: { uid: number; apt?: string; git?: boolean }) {
  const root = tempDir();
  const bin = path.join(root, 'bin');
  const log = path.join(root, 'installed');
  fs.mkdirSync(bin);
  const program = (name: string, script: string): void =>
    fs.writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  program('ldd', `[ -e '${log}' ] || echo '  libnss3.so => not found'`);
  program('ldconfig', "echo '  libXtst.so.6 (libc6) => x'; echo '  libXss.so.1 (libc6) => x'");
  program('apt-get', `${apt} && [ "$1" = install ] && echo "$@" > '${log}'; exit $?`);
  program('apt-cache', '');
  if (git) program('git', '');
  // Programs that the tests need are not looked for: there is a screen, and it is a start.
  withEnv({ PATH: bin });
  const getuid = vi.spyOn(process, 'getuid').mockReturnValue(uid);
  onTestFinished(() => getuid.mockRestore());
  const executable = path.join(root, 'electron');
  fs.writeFileSync(executable, '');
  const { say, said } = listener();
  const ensure = (more: { forTest?: boolean; browser?: boolean } = {}) =>
    ensureSystem({
      root,
      cache: root,
      executable,
      display: true,
      forTest: false,
      browser: true,
      say,
      ...more,
    });
  return {
    ensure,
    said,
    log,
    program,
    installed: () => (fs.existsSync(log) ? fs.readFileSync(log, 'utf8') : null),
  };
}

describe.skipIf(process.platform !== 'linux')('libraries that are missing', () => {
  it('are installed by root, and then they are there', async () => {
    const { ensure, installed, said } = system({
      uid: 0,
      apt: '{ [ "$1" != update ] || exit 0; }',
    });
    expect(await ensure()).toBe('installed');
    expect(installed()).toMatch(/^install -y --no-install-recommends .*libnss3/);
    expect(said.join('\n')).toContain('Installing system packages');
    expect(await ensure()).toBe('present');
  });

  it('are named, with the command for it, to anybody else, and nothing is installed', async () => {
    const { ensure, installed } = system({ uid: 1000 });
    const error: unknown = await ensure().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: 'Missing on this system: libnss3.so.' });
    const { fix } = error as SetupError;
    expect(fix).toMatch(/sudo apt-get update && sudo apt-get install -y .*libnss3/);
    expect(installed()).toBeNull();
  });

  it('end the set-up with what apt-get said, when it cannot', async () => {
    const { ensure } = system({ uid: 0, apt: '{ echo "no network here" >&2; exit 100; }' });
    await expect(ensure()).rejects.toThrow(
      /apt-get update failed \(exit code 100\):\n[\s\S]*no network here/,
    );
  });
});

describe.skipIf(process.platform !== 'linux')('git, which a tool needs', () => {
  it('is installed by root, beside what is missing or alone', async () => {
    const apt = '{ [ "$1" != update ] || exit 0; }';
    const { ensure, installed } = system({ uid: 0, git: false, apt });
    expect(await ensure()).toBe('installed');
    expect(installed()).toMatch(/libnss3.* git\n$/);
    const other = system({ uid: 0, git: false, apt });
    fs.writeFileSync(other.log, 'all libraries');
    expect(await other.ensure()).toBe('installed');
    expect(other.installed()).toMatch(/ git\n$/);
    expect(other.installed()).not.toContain('libnss3');
  });

  it('stops nothing where it cannot be installed', async () => {
    const anybody = system({ uid: 1000, git: false });
    fs.writeFileSync(anybody.log, 'all libraries');
    expect(await anybody.ensure()).toBe('present');
    const root = system({ uid: 0, git: false, apt: '{ echo "no network" >&2; exit 100; }' });
    fs.writeFileSync(root.log, 'all libraries');
    expect(await root.ensure()).toBe('present');
    expect(root.said.join('\n')).toMatch(/not installed: git; apt-get update failed/);
  });

  it('is in the command that anybody else is given for what is missing beside it', async () => {
    const error: unknown = await system({ uid: 1000, git: false })
      .ensure()
      .catch((reason: unknown) => reason);
    expect((error as SetupError).fix).toMatch(/libnss3.* git\n/);
  });
});

const OS = fs.existsSync('/etc/os-release') ? fs.readFileSync('/etc/os-release', 'utf8') : '';

describe.skipIf(parseOsRelease(OS).id !== 'debian')('a browser, where it is one package', () => {
  it('that cannot be installed stops nothing', async () => {
    const { ensure, said, log, program } = system({ uid: 0, apt: '{ echo "no network" >&2; exit 100; }' });
    fs.writeFileSync(log, 'all libraries');
    for (const name of Object.keys(TEST_PROGRAMS)) program(name, '');
    expect(await ensure({ forTest: true, browser: false })).toBe('present');
    expect(said.join('\n')).toMatch(/not installed: browser; apt-get update failed/);
  });
});
