import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'electron';
import { expect, it, onTestFinished } from 'vitest';
import { useUserData } from '../../../src-main/app/user-data.ts';
import { newFolder } from '../../support/door.ts';

/** An app that was started with this switch; a packed one's own path follows it before anybody has asked. */
function started(root: string, given: string) {
  const paths: Record<string, string> = {
    appData: root,
    userData: given === '' ? join(root, 'execution-layer') : given,
  };
  return {
    commandLine: { getSwitchValue: () => given },
    getPath: (name: string) => paths[name] ?? '',
    setPath: (name: string, path: string) => void (paths[name] = path),
    getName: () => 'execution-layer',
    setAppLogsPath: () => undefined,
  } as unknown as App;
}

it('knows whether its folder is the usual one, and makes it for nobody else’s eyes', () => {
  const root = newFolder();
  // It sets it for the whole process.
  const mask = process.umask(0o077);
  onTestFinished(() => void process.umask(mask));
  const usual = useUserData(started(root, ''));
  expect(usual).toMatchObject({ dir: join(root, 'execution-layer'), usual: true });
  const other = useUserData(started(root, join(root, 'other')));
  expect(other).toMatchObject({ dir: join(root, 'other'), usual: false });
  expect(useUserData(started(root, join(root, 'execution-layer'))).usual).toBe(true);
  for (const folder of [usual.dir, usual.logs, other.dir]) expect(statSync(folder).mode & 0o777).toBe(0o700);
});
