import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const PAGES = resolve(import.meta.dirname, '../../../src-renderer');
const sheets = readdirSync(PAGES, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.css'),
);

/** The steps of the one scale, as ui/base.css names them, and what is beside it for a reason that stands there. */
const SPACES = ['--el-4', '--el-8', '--el-12', '--el-16', '--el-24'];
const BESIDE = ['--el-2', '--el-line', '--el-bar', '--el-toast-room'];
const SIZES = [
  '--el-micro',
  '--el-small',
  '--el-code',
  '--el-base',
  '--el-large',
  '--el-mark',
  '--el-picture-mark',
];

const SPACING =
  /^((padding|margin|inset|scroll-padding)(-[a-z-]+)?|gap|row-gap|column-gap|top|right|bottom|left|text-indent)$/;

/** What is left of a value when all that it may be made of is taken out. */
function rest(value: string, names: readonly string[]): string {
  return (
    value
      .replace(/var\((--[\w-]+)(, 0)?\)/g, (whole, name: string) =>
        names.includes(name) || name === '--depth' ? '' : whole,
      )
      .replace(/\b(calc|min|max|auto|inherit|unset)\b/g, '')
      // Numbers without a unit, and shares of the window or of what it is in.
      .replace(/-?\d+(\.\d+)?(%|vh|vw)?(?![\w.%])/g, '')
      .replace(/[()+*/,\s-]/g, '')
  );
}

/** Declarations of a style sheet: property, value, and where. */
function declarations(file: string): { property: string; value: string; at: string }[] {
  const css = readFileSync(join(PAGES, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  );
  return [...css.matchAll(/(?<=[{;]\s*)([a-z-]+):\s*([^;{}]+);/g)].map(
    ({ 1: property = '', 2: value = '', index }) => ({
      property,
      value: value.trim(),
      at: `${file}:${css.slice(0, index).split('\n').length}`,
    }),
  );
}

const strays = (isOf: (property: string) => boolean, names: readonly string[]): string[] =>
  sheets.flatMap((file) =>
    declarations(file)
      .filter(({ property, value }) => isOf(property) && rest(value, names) !== '')
      .map(({ property, value, at }) => `${at} ${property}: ${value}`),
  );

describe('the one scale', () => {
  it('is as it says: spacing 4 8 12 16 24, type 11 12 13 15', () => {
    const base = readFileSync(join(PAGES, 'ui/base.css'), 'utf8');
    const values = (names: readonly string[]) =>
      names.map((name) => new RegExp(`^  ${name}: ([^;]+);`, 'm').exec(base)?.[1]);
    expect(values(SPACES)).toEqual(['4px', '8px', '12px', '16px', '24px']);
    expect(values(SIZES.slice(0, 5))).toEqual(['11px', '12px', '12px', '13px', '15px']);
    for (const name of [...BESIDE, ...SIZES.slice(5)]) expect(values([name]), name).not.toEqual([undefined]);
  });

  it('has every space between things', () => {
    expect(sheets.length).toBeGreaterThan(25);
    expect(strays((property) => SPACING.test(property), [...SPACES, ...BESIDE])).toEqual([]);
  });

  it('has every size of type', () => {
    expect(strays((property) => property === 'font-size', SIZES)).toEqual([]);
  });

  it('would tell what is beside it', () => {
    expect(rest('0 auto 10vh', SPACES)).toBe('');
    expect(rest('calc(-1 * var(--el-8)) 0', SPACES)).toBe('');
    expect(rest('6px', SPACES)).not.toBe('');
    expect(rest('var(--el-4) 3px', SPACES)).not.toBe('');
    expect(rest('var(--el-5)', SPACES)).not.toBe('');
    expect(rest('0.5em', SPACES)).not.toBe('');
  });
});
