import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAuditLog, type OpenAuditLogOptions } from '../../src-main/audit/open-audit-log.ts';
import { createRedactor } from '../../src-main/audit/redaction.ts';
import { fileKeyStore } from './file-key-store.ts';

const [, , dir = '', mode = '', syncThread = ''] = process.argv;
const LOOPS = 16;

/** All that the app's own log has: in a data folder, signed, with evidence, and with parts that are removed. */
function likeTheApp(): Partial<OpenAuditLogOptions> {
  const data = dirname(dir);
  return {
    signing: { keyPath: join(data, 'audit-key.json'), store: fileKeyStore(join(data, 'key-store.json')) },
    artifacts: join(data, 'artifacts'),
    syncThread,
    // Small, so that files are closed, and removed, all the time while the process is being killed.
    segmentBytes: () => 40_000,
    keep: () => ({ days: 0, megabytes: mode === 'remove' ? 0.000_001 : 0.15 }),
  };
}

async function main(): Promise<void> {
  const { log, reader, recovery, artifacts, applyRetention } = await openAuditLog({
    dir,
    redactor: createRedactor({ key: Buffer.alloc(32, 7) }),
    ...(mode === 'obey' ? { segmentBytes: () => Infinity } : likeTheApp()),
  });
  if (mode === 'remove') {
    await applyRetention();
    process.stdout.write('removed\n');
  }
  if (mode === 'flood') {
    const loop = async (name: number): Promise<void> => {
      for (let round = 0; ; round++) {
        const run = {
          run_id: `${name}-${round}`,
          trace_id: `t${name}`,
          tool_name: 'git_status',
          caller: 'panel',
        };
        const requested = log.append({
          event: 'requested',
          ...run,
          args: { padding: 'x'.repeat((round * 997) % 20_000) },
        });
        await log.durable(requested);
        const bytes = Buffer.from(`${name} ${round}`);
        const kept =
          round % 10 === 0 ? await artifacts?.put({ name: 'kept', mime: 'text/plain', bytes }) : undefined;
        const ending = { event: 'finished' as const, ...run, status: 'ok' as const };
        const finished = log.append({ ...ending, ...(kept ? { artifacts: [kept] } : {}) });
        await log.durable(finished);
        process.stdout.write(`${requested.seq} ${requested.hash}\n${finished.seq} ${finished.hash}\n`);
      }
    };
    const remove = async (): Promise<void> => {
      for (;;) {
        await applyRetention();
        await sleep(10);
      }
    };
    await Promise.all([remove(), ...Array.from({ length: LOOPS }, (_, name) => loop(name))]);
  }
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${await obey(line)}\n`);
  }

  async function obey(command: string): Promise<string> {
    if (command === 'verify') return JSON.stringify(await reader.verify());
    if (command === 'recovery') return JSON.stringify(recovery);
    try {
      const entry = log.append({ event: 'step', detail: 'x'.repeat(Number(command)) });
      await log.durable(entry);
      return `written ${entry.seq}`;
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
