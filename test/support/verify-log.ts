import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CHECKOUT } from './app.ts';

/** `npm run audit:verify`, with nothing of the app. */
export function verifyLog(...args: string[]) {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(CHECKOUT, 'scripts', 'audit-verify.mjs'), ...args, '--json'],
    { encoding: 'utf8' },
  );
  return { status, report: JSON.parse(stdout) as { problems: { kind: string }[]; signed: boolean } };
}
