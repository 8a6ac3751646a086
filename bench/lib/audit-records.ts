import type { AuditDraft, AuditLog } from '../../src-main/audit/audit-log.ts';
import type { Status } from '../../src-preload/contract/types.ts';

/*
 * A log as a busy year would leave it, written through the real writer: runs of five records each, of several tools, callers
 * and endings, with words that are common, rare and there once. The same numbers give the same records, but for ids and times.
 */

/** Records that one run leaves. */
export const RECORDS_PER_RUN = 5;
/** Stands in the reason of one run in a thousand. */
export const RARE_WORD = 'quetzalcoatl';
/** Queued at once before the disk is waited for: enough for full batches, too little to fill the memory. */
const AT_ONCE = 2_000;

const TOOLS = ['git_status', 'web_scrape', 'browser_automation', 'desktop_automation', 'consult_ui'];
const CALLERS = ['panel', 'tray', 'agent:builder', 'agent:writer'];
const WORDS =
  'report invoice release customer window search branch number meeting changes table price page folder build'.split(
    ' ',
  );
const ENDINGS: readonly Status[] = [
  'ok',
  'ok',
  'ok',
  'ok',
  'ok',
  'ok',
  'dry_run',
  'denied',
  'error',
  'timed_out',
];

/** mulberry32: small, quick and the same everywhere. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** The records of run number `index`, in their order. */
export function runRecords(index: number): AuditDraft[] {
  const random = randomNumbers(index + 1);
  const one = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const words = (count: number): string => Array.from({ length: count }, () => one(WORDS)).join(' ');
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const tool = one(TOOLS);
  const run = {
    run_id: id,
    trace_id: id,
    tool_name: tool,
    caller: one(CALLERS),
    dry_run: false,
    agent_id: `agent-${random(20)}`,
  };
  const args = { cwd: `/home/someone/projects/${one(WORDS)}-${random(50)}`, note: words(4) };
  const status = one(ENDINGS);
  const failed = status === 'error' || status === 'timed_out';
  const reason = `${words(6)}${index % 1000 === 0 ? ` ${RARE_WORD}` : ''}`;
  return [
    { event: 'requested', ...run, args, reason },
    {
      event: 'decided',
      ...run,
      plan: { summary: `Read ${words(3)}`, effects: [{ kind: 'read', target: args.cwd, detail: words(2) }] },
      decision: { verdict: 'allow', decidedBy: 'mode', why: 'The mode auto allows it.' },
    },
    { event: 'started', ...run },
    { event: 'step', ...run, detail: { index: 1, of: 1, words: words(5) } },
    {
      event: 'finished',
      ...run,
      status,
      duration_ms: random(5_000),
      attempts: 1,
      ...(failed
        ? { error: { code: status, message: words(5) } }
        : { result: { text: words(12), n: random(1e6) } }),
    },
  ];
}

/**
 * Appends about `count` records (whole runs) and waits until they are on disk.
 * @returns how many were written
 */
export async function writeRecords(log: AuditLog, count: number): Promise<number> {
  let written = 0;
  for (let index = 0; written < count; index++) {
    for (const draft of runRecords(index)) log.append(draft);
    written += RECORDS_PER_RUN;
    if (written % AT_ONCE === 0) await log.durable();
  }
  await log.durable();
  return written;
}
