import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { startVirtualDisplay } from '../../scripts/lib/display.mjs';

/** `xdotool --sync` waits for ever for what a window manager does not do. */
const TOLD_MS = 20_000;

/** A window of another program, whose content says what was clicked and typed. */
export interface Terminal {
  id: number;
  title: string;
  /** Middle of it, in global coordinates. */
  middle: { x: number; y: number };
  /** What was typed into it so far, line by line as they were ended. */
  typed: () => string;
  process: ChildProcess;
}

/** A screen of the test's own, with a window manager; whatever is started on it ends with it. */
export interface TestScreen {
  env: Record<string, string>;
  display: string;
  xauthority: string;
  /** The window manager's process. */
  manager: ChildProcess;
  /** Runs a program to its end on this screen; resolves to what it prints. */
  tell: (file: string, ...args: string[]) => string;
  terminal: (options?: { title?: string; at?: string }) => Promise<Terminal>;
  start: (file: string, args: string[]) => ChildProcess;
  /** Output of a program that was started, as far as it has come. */
  output: (child: ChildProcess) => string;
  close: () => Promise<void>;
}

/** @param layout as `setxkbmap` takes it */
export async function openScreen(layout = 'us'): Promise<TestScreen> {
  const folder = mkdtempSync(join(tmpdir(), 'execution-layer-screen-'));
  const display = await startVirtualDisplay({ size: '1600x1000x24' });
  const env = { ...process.env, ...display.env, LC_ALL: 'C.UTF-8' } as Record<string, string>;
  delete env['WAYLAND_DISPLAY'];
  const children: ChildProcess[] = [];
  const outputs = new Map<ChildProcess, string>();
  let files = 0;

  const tell = (file: string, ...args: string[]): string => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return execFileSync(file, args, {
          env,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
          timeout: TOLD_MS,
        });
      } catch (error) {
        // xdotool and its like look through all windows, and fall over one that goes meanwhile: only then again.
        if (attempt === 5 || !/BadWindow|BadDrawable/.test(String(error))) throw error;
      }
    }
  };
  const start = (file: string, args: string[]): ChildProcess => {
    const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(child);
    outputs.set(child, '');
    child.stdout
      .setEncoding('utf8')
      .on('data', (part: string) => outputs.set(child, (outputs.get(child) ?? '') + part));
    return child;
  };

  const manager = start('openbox', []);
  await expect.poll(() => tell('xprop', '-root', '_NET_SUPPORTING_WM_CHECK')).toContain('window id');
  tell('setxkbmap', layout);

  return {
    env,
    display: display.display,
    xauthority: display.env['XAUTHORITY'] ?? '',
    manager,
    tell,
    start,
    output: (child) => outputs.get(child) ?? '',
    async terminal({ title = 'Target', at = '80x20+40+500' } = {}) {
      const file = join(folder, `typed-${(files += 1)}.txt`);
      writeFileSync(file, '');
      // The shell puts every line it is given into the file; echo is off, so that nothing else is written.
      const script = `stty -echo; : > '${file}.ready'; exec cat > '${file}'`;
      const child = start('xterm', ['-u8', '-T', title, '-geometry', at, '-e', 'sh', '-c', script]);
      const find = (): string[] => visibleWindows(tell, `^${title}$`);
      await expect.poll(() => find().length, { timeout: 15_000 }).toBe(1);
      const id = Number(find()[0]);
      tell('xdotool', 'windowactivate', '--sync', String(id));
      // The terminal's own reader must be there before the first key.
      await expect.poll(() => existsSync(`${file}.ready`)).toBe(true);
      await sleep(300);
      return {
        id,
        title,
        middle: middleOf(tell, id),
        typed: () => readFileSync(file, 'utf8'),
        process: child,
      };
    },
    async close() {
      for (const child of children.reverse()) child.kill('SIGKILL');
      await display.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The middle of a window, as the X server has it now. */
export function middleOf(tell: TestScreen['tell'], id: number): { x: number; y: number } {
  const text = tell('xdotool', 'getwindowgeometry', '--shell', String(id));
  const value = (name: string): number => Number(new RegExp(`^${name}=(-?\\d+)$`, 'm').exec(text)?.[1]);
  return { x: value('X') + Math.floor(value('WIDTH') / 2), y: value('Y') + Math.floor(value('HEIGHT') / 2) };
}

/** Ids of the windows that can be seen and whose title matches. @throws when it could not be looked for */
export function visibleWindows(tell: TestScreen['tell'], title: string): string[] {
  try {
    return tell('xdotool', 'search', '--onlyvisible', '--name', title).split('\n').filter(Boolean);
  } catch (error) {
    // How it says that none is found; with a word to say, it has failed.
    const { status, stderr } = error as { status?: unknown; stderr?: unknown };
    if (status === 1 && stderr === '') return [];
    throw error;
  }
}
