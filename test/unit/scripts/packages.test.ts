import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { npmCommand } from '../../../scripts/lib/npm.mjs';
import { ensurePackages, sameTree, stampFor, whyInstall } from '../../../scripts/lib/packages.mjs';
import { alive, fakeNpm, libUrl, listener, tempDir, until } from './support.ts';

const LOCK = {
  packages: {
    '': { name: 'x' },
    'node_modules/dep': { version: '1.0.0' },
    'node_modules/mac-only': { version: '1.0.0', optional: true },
  },
};
const HIDDEN = { packages: { 'node_modules/dep': { version: '1.0.0' } } };

/** What `npm ci` does, as far as set-up can see: empties node_modules, fills it, and writes its list last. */
const CI = `
  const modules = path.join(process.cwd(), 'node_modules');
  fs.appendFileSync(path.join(process.cwd(), 'calls'), process.argv.slice(2).join(' ') + '\\n');
  fs.rmSync(modules, { recursive: true, force: true });
  fs.mkdirSync(path.join(modules, 'dep'), { recursive: true });
  fs.writeFileSync(path.join(modules, 'dep', 'package.json'), '{}');
  const finish = () => fs.writeFileSync(path.join(modules, '.package-lock.json'), ${JSON.stringify(JSON.stringify(HIDDEN))});
`;

function project(): { root: string; locks: string; calls: () => string[] } {
  const root = tempDir();
  fs.writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify(LOCK));
  fs.writeFileSync(path.join(root, 'package.json'), JSON.stringify({ dependencies: { dep: '1.0.0' } }));
  const calls = (): string[] =>
    fs.existsSync(path.join(root, 'calls'))
      ? fs.readFileSync(path.join(root, 'calls'), 'utf8').trim().split('\n')
      : [];
  return { root, locks: tempDir(), calls };
}

describe('ensurePackages', () => {
  it('installs what is missing, without install scripts and with the build tools, and then has nothing to do', async () => {
    const { root, locks, calls } = project();
    fakeNpm(tempDir(), `${CI} finish();`);
    const { say } = listener();
    expect(await ensurePackages({ root, locks, say })).toBe('installed');
    expect(calls()).toEqual([expect.stringMatching(/^ci --ignore-scripts --include=dev/)]);
    expect(await ensurePackages({ root, locks, say })).toBe('present');
    expect(calls()).toHaveLength(1);
  });

  it('installs again when the lock file has changed', async () => {
    const { root, locks, calls } = project();
    fakeNpm(tempDir(), `${CI} finish();`);
    const { say, said } = listener();
    await ensurePackages({ root, locks, say });
    const changed = { packages: { ...LOCK.packages, 'node_modules/dep': { version: '1.0.1' } } };
    fs.writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify(changed));
    await ensurePackages({ root, locks, say });
    expect(calls()).toHaveLength(2);
    expect(said.join('\n')).toContain('package-lock.json has changed');
  });

  it('does not trust an install that was killed, and its npm does not live on', async () => {
    const { root, locks, calls } = project();
    const npmFolder = tempDir();
    // Looks finished, and hangs: as a kill between npm's last write and our stamp would leave it.
    const npm_execpath = fakeNpm(
      npmFolder,
      `${CI} finish(); fs.writeFileSync(path.join(process.cwd(), 'npm-pid'), String(process.pid)); setInterval(() => {}, 1000);`,
    );
    const source = `import { ensurePackages } from ${JSON.stringify(libUrl('packages.mjs'))};
      import { createSay } from ${JSON.stringify(libUrl('say.mjs'))};
      await ensurePackages({ root: ${JSON.stringify(root)}, locks: ${JSON.stringify(locks)}, say: createSay() });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: 'ignore',
      env: { ...process.env, npm_execpath },
    });
    const pidFile = path.join(root, 'npm-pid');
    await until(() => fs.existsSync(pidFile) && fs.readFileSync(pidFile, 'utf8') !== '');
    child.kill('SIGKILL');
    await until(() => !alive(Number(fs.readFileSync(pidFile, 'utf8'))));

    fakeNpm(npmFolder, `${CI} finish();`);
    const { say, said } = listener();
    expect(await ensurePackages({ root, locks, say })).toBe('installed');
    expect(said.join('\n')).toContain('an earlier install did not finish');
    expect(calls()).toHaveLength(2);
  });

  it('shows what npm said when it fails, and does not trust the result', async () => {
    const { root, locks } = project();
    fakeNpm(tempDir(), `${CI} finish(); console.error('npm error registry says no'); process.exit(1);`);
    const { say } = listener();
    await expect(ensurePackages({ root, locks, say })).rejects.toThrow(/npm ci failed.*\n.*registry says no/);
    await expect(ensurePackages({ root, locks, say })).rejects.toThrow(/npm ci failed/);
  });

  it('says that the disk is full when npm does', async () => {
    const { root, locks } = project();
    fakeNpm(tempDir(), `console.error('npm error code ENOSPC'); process.exit(1);`);
    await expect(ensurePackages({ root, locks, say: listener().say })).rejects.toThrow(/disk is full/);
  });

  it('installs once when two run at the same time', async () => {
    const { root, locks, calls } = project();
    fakeNpm(tempDir(), `${CI} setTimeout(finish, 300);`);
    const { say, said } = listener();
    const both = await Promise.all([
      ensurePackages({ root, locks, say }),
      ensurePackages({ root, locks, say }),
    ]);
    expect(both.sort()).toEqual(['installed', 'present']);
    expect(calls()).toHaveLength(1);
    expect(said.join('\n')).toContain('waiting');
  });
});

describe('whyInstall', () => {
  const crumb = '/nonexistent/crumb';

  it('accepts a tree that someone installed by hand exactly as locked', () => {
    const { root } = project();
    fs.mkdirSync(path.join(root, 'node_modules/dep'), { recursive: true });
    fs.writeFileSync(path.join(root, 'node_modules/dep/package.json'), '{}');
    expect(whyInstall(root, crumb)).toBe('the last install did not finish');
    fs.writeFileSync(path.join(root, 'node_modules/.package-lock.json'), JSON.stringify(HIDDEN));
    expect(whyInstall(root, crumb)).toBeUndefined();
    fs.rmSync(path.join(root, 'node_modules/dep'), { recursive: true });
    expect(whyInstall(root, crumb)).toBe('dep is missing');
  });
});

describe('sameTree', () => {
  it('wants every package in the locked version, but those for other systems', () => {
    expect(sameTree(LOCK, HIDDEN)).toBe(true);
    expect(sameTree(LOCK, { packages: {} })).toBe(false);
    expect(sameTree(LOCK, { packages: { 'node_modules/dep': { version: '2.0.0' } } })).toBe(false);
    expect(sameTree(LOCK, { packages: { ...HIDDEN.packages, 'node_modules/extra': {} } })).toBe(false);
    expect(sameTree(LOCK, undefined)).toBe(false);
  });
});

it('the stamp tells Node majors and systems apart', () => {
  const host = { versions: { node: '20.19.0' }, platform: 'linux', arch: 'x64' };
  expect(stampFor('a', host)).toEqual(stampFor('a', { ...host, versions: { node: '20.20.2' } }));
  expect(stampFor('a', host)).not.toEqual(stampFor('a', { ...host, versions: { node: '22.0.0' } }));
  expect(stampFor('a', host)).not.toEqual(stampFor('a', { ...host, arch: 'arm64' }));
  expect(stampFor('a', host)).not.toEqual(stampFor('b', host));
});

describe('npmCommand', () => {
  const exists = (): boolean => true;
  const linux = { platform: 'linux', execPath: '/usr/local/bin/node' } as const;

  it('uses the npm that runs it', () => {
    const env = { npm_execpath: '/opt/npm/bin/npm-cli.js' };
    expect(npmCommand({ ...linux, env, exists }).args).toEqual(['/opt/npm/bin/npm-cli.js']);
  });

  it('does not take yarn for npm', () => {
    const env = { npm_execpath: '/opt/yarn/bin/yarn.js' };
    expect(npmCommand({ ...linux, env, exists })).toEqual({
      command: '/usr/local/bin/node',
      args: ['/usr/local/lib/node_modules/npm/bin/npm-cli.js'],
      shell: false,
    });
  });

  it('finds the one beside node.exe on Windows, and needs a shell only for npm.cmd', () => {
    const windows = { platform: 'win32', env: {}, execPath: 'C:\\nodejs\\node.exe' } as const;
    expect(npmCommand({ ...windows, exists }).args).toEqual([
      'C:\\nodejs\\node_modules\\npm\\bin\\npm-cli.js',
    ]);
    expect(npmCommand({ ...windows, exists: () => false })).toEqual({
      command: 'npm',
      args: [],
      shell: true,
    });
    expect(npmCommand({ ...linux, env: {}, exists: () => false }).shell).toBe(false);
  });
});
