import fc from 'fast-check';
import { expect, it } from 'vitest';
import { auditEntry } from '../../../src-preload/contract/schemas/audit.ts';
import type { AuditEntry } from '../../../src-preload/contract/types.ts';
import { leftOut, readRecord } from '../../../src-main/audit/readable.ts';
import { encodeRecord, hashLine } from '../../../src-main/audit/record.ts';
import { textsOf } from '../../../src-main/audit/text-terms.ts';

const WHOLE: Omit<AuditEntry, 'hash'> = {
  seq: 7,
  ts: 1_700_000_000.5,
  audit_id: 'a1',
  event: 'finished',
  run_id: 'r1',
  trace_id: null,
  tool_name: 'web_scrape',
  caller: 'panel',
  agent_id: null,
  department: null,
  reason: 'look',
  status: 'error',
  dry_run: false,
  duration_ms: 12,
  attempts: 1,
  error: { code: 'e', message: 'boom', details: { deep: [1] } },
  args: { url: 'x' },
  plan: { steps: 1 },
  decision: { verdict: 'allow', decidedBy: 'rule:r', why: 'so', approvalId: 'p', tainted: true },
  result: [1, { a: null }],
  effects: [{ kind: 'read', target: 't', detail: '' }],
  artifacts: [{ sha256: 'a'.repeat(64), mime: 'text/plain', bytes: 3, name: 'n' }],
  detail: 'd',
  prev_hash: '0'.repeat(64),
};
const line = encodeRecord(WHOLE).line.trimEnd();
const read = (text: string) => readRecord(Buffer.from(text));
/** With the hash that it really has, as a later version would have written it. */
const sealed = (text: string): string => `${text.slice(0, -66)}${hashLine(Buffer.from(text))}"}`;

it('a record as the app writes it is read as it is', () => {
  expect(read(line)).toStrictEqual(JSON.parse(line));
  expect(read(line)?.unreadable).toBeUndefined();
});

it('one that still reads as a record, and has another hash than it says, is none to rely on', () => {
  const edited = line.replace('boom', 'bang');
  expect(read(edited)).toStrictEqual({
    ...(JSON.parse(edited) as object),
    unreadable: { keys: ['hash'], line: edited },
  });
});

/** Replaces a member of a value by something else, in place: `path` picks the way down. */
function edit(value: unknown, path: readonly number[], to: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const keys = Object.keys(value);
  const key = keys[(path[0] ?? 0) % Math.max(1, keys.length)] ?? 'new';
  const inner = (value as Record<string, unknown>)[key];
  const rest = path.slice(1);
  if (rest.length > 0 && typeof inner === 'object' && inner !== null) edit(inner, rest, to);
  else if (to === undefined) Reflect.deleteProperty(value, key);
  else if (to === 'add') Reflect.set(value, 'added', to);
  else Reflect.set(value, key, to);
}

it('whatever somebody made of it, what is read fits the contract, and says so where the line does not', () => {
  const odd = fc.oneof(
    fc.constantFrom(undefined, null, 'add', -1, 1.5, '', 'x'.repeat(200), {}, [], true),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const seen = { odd: 0, fine: 0 };
  fc.assert(
    fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }), odd, (path, to) => {
      const value = JSON.parse(line) as Record<string, unknown>;
      edit(value, path, to);
      // What stands at its place, by which the chain goes, is left alone: else it is no record at all.
      const inner = JSON.stringify({ ...value, seq: undefined, prev_hash: undefined, hash: undefined });
      const tail = /,"prev_hash":"[^"]*","hash":"[^"]*"}$/.exec(line)?.[0] ?? '';
      const edited = sealed(`{"seq":7,${inner.slice(1, -1)}${tail}`);
      const entry = read(edited);
      const said = JSON.parse(edited) as Record<string, unknown>;
      const fits = auditEntry.safeParse(said).success;
      expect(auditEntry.safeParse(entry).error).toBeUndefined();
      // Ids that could be asked for by nobody count as odd, too.
      const usable = ['audit_id', 'run_id'].every((key) => {
        const id = said[key];
        return id === undefined ? key === 'run_id' : typeof id === 'string' && id !== '' && id.length <= 100;
      });
      expect(entry?.unreadable === undefined).toBe(fits && usable);
      seen[fits ? 'fine' : 'odd']++;
    }),
    { numRuns: 3_000 },
  );
  expect(Math.min(seen.odd, seen.fine)).toBeGreaterThan(100);
});

it.each<[string, (text: string) => string, string[]]>([
  ['a status that is none', (text) => text.replace('"error",', '"fine",'), ['status']],
  ['a later version’s event', (text) => text.replace('"finished"', '"delegated"'), ['event']],
  ['a key that is not known', (text) => text.replace('"ts":', '"more":{"a":1},"ts":'), ['more']],
  ['a key that is gone', (text) => text.replace('"duration_ms":12,', ''), ['duration_ms']],
  ['an effect that is none', (text) => text.replace('"kind":"read"', '"kind":"erase"'), ['effects']],
  ['a number that JSON cannot have', (text) => text.replace('"ts":1700000000.5', '"ts":1e999'), ['ts']],
  ['another number behind the first', (text) => text.replace('"ts":', '"seq":99,"ts":'), ['seq']],
  ['nested without end', (text) => text.replace('[1]', '['.repeat(9e4) + ']'.repeat(9e4)), ['error']],
  ['no JSON', (text) => text.replace('"boom"', '"boom'), []],
])('%s', (_name, change, keys) => {
  const edited = sealed(change(line));
  expect(edited).not.toBe(line);
  const entry = read(edited);
  expect(entry?.unreadable).toStrictEqual({ keys, line: edited });
  expect(entry).toMatchObject({ seq: 7, prev_hash: '0'.repeat(64) });
  expect(auditEntry.safeParse(entry).error).toBeUndefined();
});

it('what is left out is searched like the rest, and a record without a usable id gets its number', () => {
  const entry = read(sealed(line.replace('"error",', '"quite fine",').replace('"a1"', '5')));
  expect(entry).toMatchObject({ audit_id: '#7', status: null, run_id: 'r1' });
  expect(entry && leftOut(entry)).toStrictEqual({ status: 'quite fine', audit_id: 5 });
  expect(entry && textsOf(entry)).toContain('quite fine');
  const broken = read(line.replace('"boom"', '"boom'));
  expect(broken && textsOf(broken).join()).toContain('boom');
  expect(broken).toMatchObject({ event: 'unknown', audit_id: '#7' });
});

it('what has not even a number and hashes is no record', () => {
  for (const text of ['', '{}', line.slice(1), line.slice(0, -2), line.replace('"seq":7', '"seq":"7"')]) {
    expect(read(text)).toBeNull();
  }
});
