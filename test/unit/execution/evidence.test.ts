import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src-preload/contract/types.ts';
import { openDoor, until } from '../../support/door.ts';
import { aborted, probe } from '../../support/door-tools.ts';

const bytes = new TextEncoder().encode('evidence');
const sha256 = createHash('sha256').update(bytes).digest('hex');

const finishedOf = (records: AuditEntry[]): AuditEntry | undefined =>
  records.find(({ event }) => event === 'finished');

describe('what a run keeps as evidence', () => {
  it('is in the record at once: an app that is killed leaves nothing that no record knows of', async () => {
    let kept = false;
    const { tool } = probe({
      act: async (_args, context) => {
        await context.artifact({ name: 'a.txt', mime: 'text/plain', bytes });
        kept = true;
        return aborted(context.signal);
      },
    });
    const door = await openDoor({ tools: [tool] });
    const run = door.run({ tool: 'git_status' });
    await until(() => kept, 'the artifact');
    await door.audit.log.durable();
    const told = door.records().filter(({ artifacts }) => artifacts !== undefined);
    expect(told).toMatchObject([
      { event: 'step', artifacts: [{ sha256, name: 'a.txt' }], detail: { what: 'artifact' } },
    ]);
    expect(finishedOf(door.records())).toBeUndefined();
    await door.control.pause('panel');
    const outcome = await run;
    expect(finishedOf(door.recordsOf(outcome.runId))?.artifacts).toMatchObject([{ sha256 }]);
  });

  const long = `password: hunter2hunter2 ${'x'.repeat(50_000)} the end`;

  it('is the whole of a result that its record shortens, without its secrets', async () => {
    const { tool } = probe({ act: async () => ({ done: true, text: long }) });
    const door = await openDoor({ tools: [tool] });
    const outcome = await door.run({ tool: 'git_status' });
    expect(outcome.result).toStrictEqual({ done: true, text: long });
    const finished = finishedOf(door.recordsOf(outcome.runId));
    expect(finished?.result).toMatchObject({ done: true, text: { truncated: true } });
    expect(finished?.artifacts).toMatchObject([{ name: 'result.json', mime: 'application/json' }]);
    expect(outcome.artifacts).toStrictEqual(finished?.artifacts);
    const text = readFileSync(join(door.dir, 'artifacts', outcome.artifacts[0]?.sha256 ?? ''), 'utf8');
    expect(text).not.toContain('hunter2');
    const whole = JSON.parse(text) as { done: boolean; text: string };
    expect(whole.done).toBe(true);
    expect(whole.text).toMatch(/^password: \[redacted:[0-9a-f]{12}\] x+ the end$/);
  });

  it('is not a result that the record has whole', async () => {
    const { tool } = probe({ act: async () => ({ done: true, text: 'x'.repeat(30_000) }) });
    const door = await openDoor({ tools: [tool] });
    const outcome = await door.run({ tool: 'git_status' });
    expect(outcome.artifacts).toStrictEqual([]);
    expect(finishedOf(door.records())).toMatchObject({ result: { done: true, text: 'x'.repeat(30_000) } });
  });

  it('and a run that is stopped while its secrets are taken out ends as it did, at once, and its record says so', async () => {
    let redacting = false;
    const { tool } = probe({ act: async () => ({ done: true, text: long }) });
    const door = await openDoor({
      tools: [tool],
      redactWhole: (_value, _secrets, signal) => {
        redacting = true;
        return aborted(signal);
      },
    });
    const run = door.run({ tool: 'git_status' });
    await until(() => redacting, 'the redaction');
    await door.control.pause('panel');
    const outcome = await run;
    expect(outcome).toMatchObject({ status: 'ok', artifacts: [], result: { text: long } });
    expect(finishedOf(door.recordsOf(outcome.runId))).toMatchObject({
      status: 'ok',
      detail: { result_not_kept: 'Stopped by the pause.' },
    });
  });

  it('and where it cannot be kept the record says so, and the run ends as it did', async () => {
    const { tool } = probe({ act: async () => ({ done: true, text: long }) });
    const door = await openDoor({ tools: [tool] });
    writeFileSync(join(door.dir, 'artifacts'), 'in the place of the folder');
    const outcome = await door.run({ tool: 'git_status' });
    expect(outcome).toMatchObject({ status: 'ok', artifacts: [] });
    expect(finishedOf(door.recordsOf(outcome.runId))?.detail).toMatchObject({
      result_not_kept: expect.stringMatching(/EEXIST|ENOTDIR/) as unknown,
    });
  });
});
