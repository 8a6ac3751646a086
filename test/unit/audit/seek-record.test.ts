import { closeSync, fstatSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nodeFs } from '../../../src-main/audit/audit-fs.ts';
import { seekRecord } from '../../../src-main/audit/seek-record.ts';
import { tempDir } from '../../support/audit.ts';
import { forgeChain, NO_RECORD } from '../../support/audit-forge.ts';

it('a record is found in its place, however long the lines around it are, and however many', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(200), fc.nat(200_000)), { minLength: 1, maxLength: 40 }),
      fc.nat(1000),
      fc.boolean(),
      (pads, before, withOthers) => {
        const path = join(tempDir(), 'part.jsonl');
        const make = (seq: number) => ({ event: 'step', pad: 'x'.repeat(pads[seq - before - 1] ?? 0) });
        const lines = forgeChain(before + 1, pads.length, NO_RECORD, make)
          .text.trimEnd()
          .split('\n');
        const mixed = withOthers ? lines.flatMap((line) => ['', 'no record', line]) : lines;
        writeFileSync(path, `${mixed.join('\n')}\n`);
        const fd = openSync(path, 'r');
        const { size } = fstatSync(fd);
        for (const [index, line] of lines.entries())
          expect(seekRecord(nodeFs, fd, size, before + 1 + index)?.toString()).toBe(line);
        expect(seekRecord(nodeFs, fd, size, before + pads.length + 1)).toBeNull();
        expect(seekRecord(nodeFs, fd, size, before)).toBeNull();
        closeSync(fd);
      },
    ),
    { numRuns: 25 },
  );
});
