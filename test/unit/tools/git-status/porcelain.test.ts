import { writeFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameText, quoteName } from '../../../../src-main/tools/git-status/names.ts';
import { toPorcelainV1 } from '../../../../src-main/tools/git-status/porcelain-v1.ts';
import {
  parsePorcelainV2,
  PorcelainError,
  type StatusEntry,
} from '../../../../src-main/tools/git-status/porcelain-v2.ts';
import { makeRepo, makeTempDir, tryGit } from '../../../support/git-repo.ts';

const HEX = '0'.repeat(40);

/** Writes what the parser reads, in the words of git's documentation of the format. */
function write(entry: StatusEntry): Buffer {
  const xy = `${entry.index}${entry.workingTree}`.replaceAll(' ', '.');
  const sub = entry.submodule ? 'SC..' : 'N...';
  const head = {
    changed: `1 ${xy} ${sub} 100644 100644 100644 ${HEX} ${HEX} `,
    renamed: `2 ${xy} ${sub} 100644 100644 100644 ${HEX} ${HEX} R97 `,
    unmerged: `u ${xy} ${sub} 100644 100644 100644 100644 ${HEX} ${HEX} ${HEX} `,
    untracked: '? ',
    ignored: '! ',
  }[entry.kind];
  const from = entry.origPath === undefined ? [] : [entry.origPath, Buffer.of(0)];
  return Buffer.concat([Buffer.from(head), entry.path, Buffer.of(0), ...from]);
}

const name = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map((bytes) => Buffer.from(bytes))
  .filter((bytes) => !bytes.includes(0));
const letter = fc.constantFrom(' ', 'M', 'T', 'A', 'D', 'R', 'C', 'U');
const entry: fc.Arbitrary<StatusEntry> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('changed' as const, 'unmerged' as const),
    index: letter,
    workingTree: letter,
    path: name,
    submodule: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('renamed' as const),
    index: letter,
    workingTree: letter,
    path: name,
    origPath: name,
    submodule: fc.boolean(),
  }),
  fc
    .constantFrom<['untracked' | 'ignored', string][]>(['untracked', '?'], ['ignored', '!'])
    .chain(([kind, mark]) =>
      name.map((path) => ({ kind, index: mark, workingTree: mark, path, submodule: false })),
    ),
);

describe('porcelain version 2', () => {
  test('whatever the names, entries come back as they were written', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
        expect(parsePorcelainV2(Buffer.concat(entries.map(write))).entries).toEqual(entries);
      }),
    );
  });

  test('headers', () => {
    const parse = (...lines: string[]): object =>
      parsePorcelainV2(Buffer.from(lines.map((line) => `${line}\0`).join('')));
    expect(parse('# branch.oid (initial)', '# branch.head main')).toMatchObject({
      oid: null,
      head: Buffer.from('main'),
    });
    expect(
      parse(`# branch.oid ${HEX}`, '# branch.head (detached)', '# new.header 1', '# stash 2'),
    ).toMatchObject({
      oid: HEX,
      head: null,
      upstream: null,
      ahead: null,
    });
    expect(parse('# branch.upstream o/m', '# branch.ab +3 -0')).toMatchObject({
      upstream: Buffer.from('o/m'),
      ahead: 3,
      behind: 0,
    });
  });

  test('any other output is refused, never read as something else', () => {
    const bad = [
      'x',
      '1 M. N... 100644 100644',
      `1 M. N... 100644 100644 100644 ${HEX} ${HEX} \0`,
      `1 XX N... 100644 100644 100644 ${HEX} ${HEX} a\0`,
      `1 M. N... 100644 100644 100644 ${HEX} ${HEX} a`,
      `2 R. N... 100644 100644 100644 ${HEX} ${HEX} R100 a\0`,
      '? \0',
      '# branch.ab 1 2\0',
      'M  a\0',
      '\0',
    ];
    for (const text of bad) expect(() => parsePorcelainV2(Buffer.from(text)), text).toThrow(PorcelainError);
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        try {
          parsePorcelainV2(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(PorcelainError);
        }
      }),
    );
  });
});

describe('names', () => {
  test('text is exact, or carries its bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          name,
          fc.string({ unit: 'binary', minLength: 1 }).map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          const { text, base64 } = nameText(bytes);
          expect(base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64')).toEqual(bytes);
          if (!bytes.includes('\ufffd')) expect(text).not.toContain('\ufffd');
        },
      ),
    );
    expect(nameText(Buffer.from([0x61, 0xe2, 0x82, 0x62, 0xe2, 0x82, 0xac]))).toEqual({
      text: 'a\\xe2\\x82b€',
      base64: 'YeKCYuKCrA==',
    });
    // Surrogates and overlong forms are not UTF-8.
    expect(nameText(Buffer.from([0xed, 0xa0, 0x80, 0xc0, 0xaf])).text).toBe('\\xed\\xa0\\x80\\xc0\\xaf');
  });

  test('quoting', () => {
    const quoted = (text: string): string => quoteName(Buffer.from(text));
    expect(quoted('plain-name_1.txt')).toBe('plain-name_1.txt');
    expect(quoted('a b')).toBe('"a b"');
    expect(quoted('\u0007\b\t\n\v\f\r"\\')).toBe(String.raw`"\a\b\t\n\v\f\r\"\\"`);
    expect(quoted('é\u0001\u007f')).toBe(String.raw`"\303\251\001\177"`);
  });
});

describe.skipIf(process.platform !== 'linux')('against git itself', () => {
  test('version 1 made from version 2 is what git prints, whatever the names', async () => {
    const folder = await makeTempDir();
    const fileName = name.filter(
      (bytes) => !bytes.includes(0x2f) && !/^(\.{1,2}|\.git.*)$/is.test(bytes.toString('latin1')),
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fileName, { minLength: 1, maxLength: 12, selector: String }),
        async (names) => {
          round += 1;
          const repo = await makeRepo(`${folder.path}/${round}`);
          for (const [at, each] of names.entries()) {
            const path = Buffer.concat([Buffer.from(`${repo.path}/${at % 3 === 0 ? 'sub dir/' : ''}`), each]);
            await mkdir(dirname(path.toString('latin1')), { recursive: true });
            await writeFile(path, `${at}`);
            if (at === Math.floor(names.length / 2)) await repo.git('add', '-A');
          }
          const v2 = await tryGit(repo.path, ['status', '--porcelain=v2', '-z', '--branch']);
          const v1 = await tryGit(repo.path, ['status', '--porcelain']);
          expect(toPorcelainV1(parsePorcelainV2(v2.stdout).entries)).toBe(v1.stdout.toString('latin1'));
        },
      ),
      { numRuns: 15 },
    );
    await folder.remove();
  });
});
