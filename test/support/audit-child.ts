import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { build } from 'vite';

/*
 * A process of its own that writes a log, so that it can be killed, or put under the system's own limits. Node 20 runs no
 * TypeScript: its entry (audit-child-entry.ts) is bundled once per test process.
 */

let built: Promise<string> | undefined;
const SYNC_THREAD = resolve('src-main/audit/sync-thread.mjs');

async function bundle(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'execution-layer-audit-child-'));
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: resolve('test/support/audit-child-entry.ts'),
      outDir,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'audit-child.cjs' } },
    },
  });
  return join(outDir, 'audit-child.cjs');
}

export interface AuditChild {
  process: ChildProcessWithoutNullStreams;
  /** Sends one command line and resolves with the child's answer to it. */
  ask(command: string): Promise<string>;
  /** All lines so far. */
  lines: string[];
  exited: Promise<void>;
}

/**
 * @param mode `flood`: writes runs as fast as it can from many loops and prints each acknowledged sequence number, with the
 * log set up as the app's own, in the data folder that `dir` is in, and old parts being removed. `remove`: removes all that
 * it may of such a log, and prints `removed`. `obey`: does what each line of its input says.
 * @param fileLimitKb the largest file that the system lets it write (`ulimit -S -f`), in KB.
 */
export async function startAuditChild(
  dir: string,
  mode: 'flood' | 'remove' | 'obey',
  fileLimitKb?: number,
): Promise<AuditChild> {
  built ??= bundle();
  const script = await built;
  // bash counts `ulimit -f` in KB.
  const child =
    fileLimitKb === undefined
      ? spawn(process.execPath, [script, dir, mode, SYNC_THREAD])
      : spawn('bash', [
          '-c',
          'ulimit -S -f "$1"; shift; exec "$@"',
          'bash',
          String(fileLimitKb),
          process.execPath,
          script,
          dir,
          mode,
        ]);
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const lines: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      waiting.shift()?.(line);
    }
  });
  child.stderr.pipe(process.stderr);
  return {
    process: child,
    lines,
    exited,
    ask: (command) => {
      const answer = new Promise<string>((done, failed) => {
        waiting.push(done);
        void exited.then(() => failed(new Error('The child has ended.')));
      });
      child.stdin.write(`${command}\n`);
      return answer;
    },
  };
}
