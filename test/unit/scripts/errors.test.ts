import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { SetupError, errorCode, explainStorage, reasonOf } from '../../../scripts/lib/errors.mjs';
import { sayError } from '../../../scripts/lib/say.mjs';

const coded = (code: string): Error => Object.assign(new Error('low level'), { code });

describe('errorCode', () => {
  it('finds the code behind wrapping errors', () => {
    expect(errorCode(new TypeError('fetch failed', { cause: coded('ENOTFOUND') }))).toBe('ENOTFOUND');
    const both = new AggregateError([coded('ECONNREFUSED'), coded('EHOSTUNREACH')]);
    expect(errorCode(new Error('outer', { cause: both }))).toBe('ECONNREFUSED');
    expect(errorCode(new Error('none'))).toBeUndefined();
  });

  it('ends on errors that cause each other', () => {
    const a = new Error('a');
    a.cause = new Error('b', { cause: a });
    expect(errorCode(a)).toBeUndefined();
  });
});

it('reasonOf is one line with the code in it', () => {
  expect(reasonOf(new TypeError('fetch failed', { cause: coded('ENOTFOUND') }))).toBe(
    'fetch failed (ENOTFOUND)',
  );
  expect(reasonOf(new Error('first\nsecond'))).toBe('first');
});

describe('explainStorage', () => {
  it('says that the disk is full, and where', () => {
    const told = explainStorage(coded('ENOSPC'), '/the/folder');
    expect(told).toBeInstanceOf(SetupError);
    expect(String(told)).toMatch(/disk is full.*\/the\/folder/);
  });

  it('leaves alone what it does not know', () => {
    const other = coded('EPIPE');
    expect(explainStorage(other, '/f')).toBe(other);
  });
});

describe('sayError', () => {
  const said = (error: unknown): string => {
    const stream = new PassThrough();
    expect(sayError(error, stream)).toBe(1);
    return String(stream.read());
  };

  it('shows what a person can act on without a stack', () => {
    expect(said(new SetupError('It broke.', 'Mend it.'))).toBe('\nIt broke.\nMend it.\n');
  });

  it('shows the stack of a bug', () => {
    expect(said(new TypeError('oops'))).toMatch(/TypeError: oops\n\s+at /);
  });
});
