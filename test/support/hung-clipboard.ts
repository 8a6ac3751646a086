import type { ChildProcess } from 'node:child_process';
import { expect } from '@playwright/test';
import type { TestScreen } from './screen.ts';

/** A program that has the clipboard and answers nobody any more. It has to be killed, or its screen closed. */
export async function hungClipboard({ start, tell }: TestScreen): Promise<ChildProcess> {
  const owner = start('xclip', ['-selection', 'clipboard', '-quiet', '-i', '/etc/hostname']);
  const text = (): string => tell('sh', '-c', 'timeout 2 xclip -selection clipboard -o || true');
  await expect.poll(text).not.toBe('');
  owner.kill('SIGSTOP');
  return owner;
}
