import { describe, expect, it } from 'vitest';
import { auditEntry } from '../../../src-preload/contract/schemas/audit.ts';
import type { JsonValue } from '../../../src-preload/contract/json.ts';
import type { AuditDraft } from '../../../src-main/audit/audit-log.ts';
import { prepare } from '../../../src-main/audit/fit.ts';
import { openLog, readRecords, testRedactor as redactor } from '../../support/audit.ts';

const long = 'é'.repeat(40_000);
const size = (draft: AuditDraft): number => JSON.stringify(prepare(draft, redactor)).length;

describe('what is too long for the record', () => {
  it('a string is cut to its start, with its size and keyed digest', () => {
    expect(prepare({ event: 'finished', result: { text: long, short: 'x' } }, redactor).result).toStrictEqual(
      {
        text: { truncated: true, bytes: 80_000, sha: redactor.digest(long), start: 'é'.repeat(4096) },
        short: 'x',
      },
    );
    const { error, reason } = prepare(
      { event: 'finished', reason: long, error: { code: 'c', message: long } },
      redactor,
    );
    expect(error?.message).toBe(`${'é'.repeat(4096)}… [cut: 80000 bytes, ${redactor.digest(long)}]`);
    expect(reason).toBe(error?.message);
  });

  it('a secret across the cut is seen whole', () => {
    const secret = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
    for (let at = 4050; at < 4100; at++) {
      const text = `${'x '.repeat(at).slice(0, at)} ${secret} ${long}`;
      expect(
        JSON.stringify(prepare({ event: 'finished', result: text, reason: text }, redactor)),
      ).not.toContain('a1B2c3D4e5');
    }
  });

  it.each<[string, JsonValue]>([
    [
      'a long list',
      Array.from({ length: 200_000 }, (_, n) => ({ text: `link ${n}`, href: `https://example.com/${n}` })),
    ],
    ['many long strings', Array.from({ length: 100 }, () => 'y'.repeat(30_000))],
    ['an endless key', { ['k'.repeat(2_000_000)]: 1 }],
    ['many keys', Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`key ${n}`, n]))],
  ])('%s: replaced by a marker with its beginning, in bounded time and size', (_name, value) => {
    const started = performance.now();
    const { result, args, plan } = prepare(
      { event: 'finished', result: value, args: value, plan: value },
      redactor,
    );
    // About a second on an idle machine.
    expect(performance.now() - started).toBeLessThan(15_000);
    for (const field of [result, args, plan]) expect(JSON.stringify(field)).toMatch(/truncated|\[cut/);
    expect(size({ event: 'finished', result: value, args: value, plan: value })).toBeLessThan(600_000);
  });

  it('lists of effects are cut with a note of how many there were', () => {
    const effects = Array.from({ length: 50_000 }, (_, n) => ({
      kind: 'network' as const,
      target: `https://example.com/${n}`,
      detail: 'x',
    }));
    const { effects: kept, detail } = prepare({ event: 'finished', effects, detail: { a: 1 } }, redactor);
    expect(kept?.length).toBeGreaterThan(100);
    expect(kept?.length).toBeLessThan(10_000);
    expect(detail).toMatchObject({
      a: 1,
      cut: { effects: { truncated: true, kept: kept?.length, of: 50_000 } },
    });
  });
});

describe('secrets', () => {
  it('reach the disk in no field, and the record still has its form', async () => {
    const { log, path } = await openLog();
    const s = 'hunter2-secret';
    log.append(
      {
        event: 'finished',
        reason: `use password=${s}`,
        args: { password: s, note: `the ${s} one` },
        plan: { summary: `open https://u:${s}@example.com`, facts: { apiKey: s } },
        result: { headers: [['set-cookie', s]], text: s },
        error: { code: 'error', message: `Authorization: Bearer ${s}`, details: { token: s } },
        decision: { verdict: 'allow', decidedBy: 'mode', why: `because --token ${s}` },
        effects: [{ kind: 'network', target: `https://example.com/?token=${s}`, detail: s }],
        artifacts: [{ sha256: '0'.repeat(64), mime: 'text/plain', bytes: 1, name: `${s}.txt` }],
        detail: { [s]: s },
      },
      { extraSecrets: [s] },
    );
    await log.durable();
    const written = readRecords(path).at(-1);
    expect(JSON.stringify(written)).not.toContain('hunter2');
    expect(auditEntry.safeParse(written).error).toBeUndefined();
    expect(JSON.stringify(written).split(redactor.digest(s)).length).toBeGreaterThan(8);
  });
});
