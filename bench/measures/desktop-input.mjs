// @ts-check
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { startVirtualDisplay } from '../../scripts/lib/display.mjs';
import { spawned } from '../lib/spawned.mjs';
import { median } from '../lib/stats.mjs';
import { runSubject } from '../lib/subject.mjs';

const WINDOW_LIMIT_MS = 15_000;

/**
 * 50 moves and 200 typed letters through the tool's session, with all that it looks at between them, against the same by bare
 * nut-js, on a screen of their own with a window manager and a terminal. What xdotool takes is in the details.
 * @type {import('../measures.mjs').Measure}
 */
export async function desktopInput(context) {
  const display = await startVirtualDisplay();
  const env = { ...process.env, ...display.env };
  /** @type {import('node:child_process').ChildProcess[]} */
  const children = [];
  try {
    children.push(await spawned('openbox', [], env));
    await sleep(1_000, undefined, { signal: context.signal });
    const script = 'stty -echo; exec cat > /dev/null';
    children.push(await spawned('xterm', ['-T', 'Bench', '-e', 'sh', '-c', script], env));
    execFileSync(
      'xdotool',
      ['search', '--sync', '--onlyvisible', '--name', '^Bench$', 'windowactivate', '--sync'],
      {
        env,
        timeout: WINDOW_LIMIT_MS,
      },
    );
    /** @type {{tool: number[], bare: number[], xdotool: number[]}} */
    const { tool, bare, xdotool } = await runSubject('desktop-input', { ...display.env }, context);
    return {
      measured: { what: '50 moves and 200 letters by the tool', value: median(tool), unit: 'ms' },
      baseline: { what: 'the same by bare nut-js', value: median(bare), unit: 'ms' },
      details: { xdotoolMs: median(xdotool) },
    };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await display.stop();
  }
}
