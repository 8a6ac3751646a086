import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { App, ProcessMetric } from 'electron';
import { expect, it } from 'vitest';
import { endHelpers } from '../../../src-main/app/end-helpers.ts';
import { linuxStartOf } from '../../../src-main/platform/process-identity.ts';

const metricsOf = (...pids: (number | undefined)[]): Pick<App, 'getAppMetrics'> => ({
  getAppMetrics: () => pids.map((pid) => ({ pid }) as ProcessMetric),
});

it('ends what runs beside this process, waits no longer than until it has gone, and leaves this one', async () => {
  const helper = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e6)'], { stdio: 'ignore' });
  await once(helper, 'spawn');
  const ended = once(helper, 'exit');
  const before = performance.now();
  // Node is held up meanwhile: it reaps its child only afterwards.
  endHelpers(metricsOf(process.pid, helper.pid));
  if (process.platform === 'linux') {
    expect(linuxStartOf(helper.pid ?? 0)).toBeNull();
    expect(performance.now() - before).toBeLessThan(2_000);
  }
  expect(await ended).toEqual([null, 'SIGKILL']);
});
