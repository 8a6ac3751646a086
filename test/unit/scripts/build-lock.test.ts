import fs from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { build } from '../../../scripts/lib/build-run.mjs';
import { withLock } from '../../../scripts/lib/lock.mjs';
import { stateDir } from '../../../scripts/lib/paths.mjs';
import { CHECKOUT } from './support.ts';

it('a build waits for another one of this checkout, and touches nothing meanwhile', async () => {
  const marker = path.join(CHECKOUT, 'out', '.built.json');
  if (!fs.existsSync(marker)) {
    fs.mkdirSync(path.dirname(marker), { recursive: true });
    fs.writeFileSync(marker, '{}');
    onTestFinished(() => fs.rmSync(marker, { force: true }));
  }
  const before = fs.readFileSync(marker, 'utf8');
  const stop = new AbortController();
  await withLock(path.join(stateDir(CHECKOUT), 'build.lock'), {}, async () => {
    const waiting = build({ signal: stop.signal, stdio: 'stderr' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    // The first thing that a build does is to say that what is there is no longer whole.
    expect(fs.readFileSync(marker, 'utf8')).toBe(before);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
