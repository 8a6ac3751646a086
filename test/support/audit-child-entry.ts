import { createInterface } from 'node:readline';
import { openAuditLog } from '../../src-main/audit/open-audit-log.ts';
import { createRedactor } from '../../src-main/audit/redaction.ts';

const [, , dir = '', mode = ''] = process.argv;
const LOOPS = 16;

async function main(): Promise<void> {
  const { log, reader, recovery } = await openAuditLog({
    dir,
    redactor: createRedactor({ key: Buffer.alloc(32, 7) }),
    // Small, so that files are closed all the time while the process is being killed.
    segmentBytes: () => (mode === 'flood' ? 300_000 : Infinity),
  });
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
        const finished = log.append({ event: 'finished', ...run, status: 'ok' });
        await log.durable(finished);
        process.stdout.write(`${requested.seq} ${requested.hash}\n${finished.seq} ${finished.hash}\n`);
      }
    };
    await Promise.all(Array.from({ length: LOOPS }, (_, name) => loop(name)));
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
