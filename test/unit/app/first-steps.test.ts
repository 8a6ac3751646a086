import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endFirstSteps, firstStepsDue } from '../../../src-main/app/first-steps.ts';
import { pageAnswer } from '../../../src-main/app/pages.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'execution-layer-'));

describe('first steps', () => {
  it('are due until they are ended, which may be said twice', () => {
    const path = join(folder(), 'first-steps-ended');
    expect(firstStepsDue(path)).toBe(true);
    endFirstSteps(path);
    endFirstSteps(path);
    expect(firstStepsDue(path)).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('that cannot be ended say so', () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    expect(() => endFirstSteps(join(file, 'first-steps-ended'))).toThrow(/ENOTDIR|EEXIST/);
  });

  it('are written into the page, each time that it is loaded', () => {
    let due = true;
    const built = Buffer.from('<meta content="__FIRST_STEPS__">');
    const page = (): string => pageAnswer('panel/index.html', built, () => due).data.toString('utf8');
    expect(page()).toBe('<meta content="due">');
    due = false;
    expect(page()).toBe('<meta content="ended">');
  });
});
