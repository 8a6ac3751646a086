import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startAtLogin, type LoginItemHost } from '../../../src-main/app/login-item.ts';
import { makeTempDir } from '../../support/git-repo.ts';

const host = (more: Partial<LoginItemHost>): LoginItemHost => ({
  platform: 'linux',
  executable: '/opt/Execution Layer/execution-layer',
  config: '/nowhere',
  set: () => {
    throw new Error('not on Linux');
  },
  ...more,
});

it('on Linux is a file that starts the app hidden, and is gone when turned off', async () => {
  const folder = await makeTempDir();
  const path = join(folder.path, 'autostart', 'execution-layer.desktop');
  const here = host({ config: folder.path });
  startAtLogin(true, here);
  expect(readFileSync(path, 'utf8').split('\n')).toContain(
    'Exec="/opt/Execution Layer/execution-layer" --hidden',
  );
  startAtLogin(true, host({ config: folder.path, executable: '/a "b" $c `d` \\e 100%' }));
  expect(readFileSync(path, 'utf8')).toContain(
    String.raw`Exec="/a \\"b\\" \\$c \\${'`'}d\\${'`'} \\\\e 100%%" --hidden`,
  );
  startAtLogin(false, here);
  expect(existsSync(path)).toBe(false);
  startAtLogin(false, here);
  await folder.remove();
});

it.each(['darwin', 'win32'] as const)('on %s is in the list of the system', (platform) => {
  const told: [boolean, string[]][] = [];
  const there = host({ platform, set: (open, args) => void told.push([open, args]) });
  startAtLogin(true, there);
  startAtLogin(false, there);
  expect(told).toEqual([
    [true, ['--hidden']],
    [false, ['--hidden']],
  ]);
});
