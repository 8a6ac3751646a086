import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test, type RunningApp } from '../support/app.ts';

/** electron-store listens on this channel from the moment that a store is open. */
const opened = (app: RunningApp): Promise<boolean> =>
  app.electron.evaluate(({ ipcMain }) => ipcMain.listenerCount('electron-store-get-data') > 0);

test('the settings are written at once from the start, and by electron-store when it is there', async ({
  start,
  userData,
}) => {
  const path = join(userData, 'execution_layer_config.json');
  const app = await start();
  await app.get('settings.update', { max_steps_per_run: 7 });
  const early = readFileSync(path, 'utf8');
  expect(JSON.parse(early)).toMatchObject({ max_steps_per_run: 7 });

  let steps = 7;
  const written = async (): Promise<boolean> => {
    // Down only: a change upwards would ask.
    await app.get('settings.update', { max_steps_per_run: (steps -= 1) });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ max_steps_per_run: steps });
    return opened(app);
  };
  await expect.poll(written, { intervals: [2500, 2500, 2500], timeout: 12_000 }).toBe(true);
  // Whoever writes it, it is the same file.
  expect(readFileSync(path, 'utf8')).toBe(
    early.replace('"max_steps_per_run": 7', `"max_steps_per_run": ${steps}`),
  );
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
