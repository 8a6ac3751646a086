import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src-main/audit/redaction.ts';
import { loadRedactionKey } from '../../../src-main/audit/redaction-key.ts';
import { tempDir, testRedactor as redactor } from '../../support/audit.ts';

const mark = (secret: string): string => `[redacted:${redactor.digest(secret)}]`;

describe('values', () => {
  it.each([
    'password',
    'Passwd',
    'db_password',
    'DB-PASSWORD',
    'apiKey',
    'api_key',
    'API-KEY',
    'x-api-key',
    'token',
    'accessToken',
    'refresh_token',
    'authorization',
    'Proxy-Authorization',
    'cookie',
    'set-cookie',
    'client_secret',
    'privateKey',
    'sessionId',
    'PHPSESSID',
    'otp',
    'pin',
    'cvv',
    'passphrase',
    'PGPASSWORD',
    'MYSQL_PWD',
    'authToken',
    '_authToken',
    'csrf-token',
    'aws_secret_access_key',
    'connectionString',
    'auth',
    'password2',
    'user[password]',
  ])('under %s go', (key) => {
    expect(redactor.value({ a: [{ [key]: 'abc' }] })).toStrictEqual({ a: [{ [key]: mark('abc') }] });
  });

  it.each([
    'tokens',
    'max_tokens',
    'tokenCount',
    'passwordLength',
    'author',
    'secretary',
    'cookiePolicy',
    'tokenType',
    'keyboard',
    'monkey',
    'publicKey',
    'key',
    'code',
    'accessKeyId',
    'pinned',
    'compass',
  ])('under %s stay', (key) => {
    const value = key.includes('oken') ? 5 : 'abc';
    expect(redactor.value({ [key]: value })).toStrictEqual({ [key]: value });
  });

  it('numbers that are secrets go, switches and nothings stay', () => {
    expect(
      redactor.value({ pin: 1234, password: 99, tokens: 5, auth: true, token: null, secret: '' }),
    ).toStrictEqual({
      pin: mark('1234'),
      password: mark('99'),
      tokens: 5,
      auth: true,
      token: null,
      secret: '',
    });
  });

  it('everything below a secret name goes, but for what says what it is', () => {
    expect(redactor.value({ credentials: { a: ['x', { b: 'y' }], name: 'prod' } })).toStrictEqual({
      credentials: { a: [mark('x'), { b: mark('y') }], name: 'prod' },
    });
    expect(
      redactor.value({ cookies: [{ name: 'sid', value: 'abc', domain: 'example.com', secure: true }] }),
    ).toStrictEqual({
      cookies: [{ name: 'sid', value: mark('abc'), domain: 'example.com', secure: true }],
    });
  });

  it('pairs of name and value, in any of their forms', () => {
    expect(
      redactor.value([
        { name: 'X-Api-Key', value: 'abc' },
        { key: 'password', value: 'abc' },
        { name: 'lang', value: 'en' },
      ]),
    ).toStrictEqual([
      { name: 'X-Api-Key', value: mark('abc') },
      { key: 'password', value: mark('abc') },
      { name: 'lang', value: 'en' },
    ]);
    expect(
      redactor.value([
        ['Authorization', 'abc'],
        ['accept', 'text/html'],
      ]),
    ).toStrictEqual([
      ['Authorization', mark('abc')],
      ['accept', 'text/html'],
    ]);
    expect(redactor.value(['run', '--password', 'abc', '--token', '--verbose'])).toStrictEqual([
      'run',
      '--password',
      mark('abc'),
      '--token',
      '--verbose',
    ]);
  });

  it('what a form marks as secret, and what is typed into a password field', () => {
    expect(redactor.value({ action: 'fill', selector: '#x', text: 'abc', secret: true })).toStrictEqual({
      action: 'fill',
      selector: '#x',
      text: mark('abc'),
      secret: true,
    });
    expect(redactor.value({ action: 'fill', selector: 'input[type=password]', text: 'abc' })).toMatchObject({
      text: mark('abc'),
    });
    expect(redactor.value({ action: 'fill', selector: '#search', text: 'abc' })).toMatchObject({
      text: 'abc',
    });
  });

  it('keys that are secrets themselves', () => {
    const secret = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
    expect(redactor.value({ [secret]: 1 })).toStrictEqual({ [mark(secret)]: 1 });
  });

  it('equal secrets look equal, others and other keys do not', () => {
    const { a, b, c } = redactor.value({
      a: { password: 'x1' },
      b: { token: 'x1' },
      c: { token: 'x2' },
    }) as Record<string, object>;
    expect(Object.values(a ?? {})).toStrictEqual(Object.values(b ?? {}));
    expect(b).not.toStrictEqual(c);
    expect(createRedactor({ key: randomBytes(32) }).digest('x1')).not.toBe(redactor.digest('x1'));
  });

  it('exact secrets of a call, wherever they stand and however they are spelt', () => {
    const extraSecrets = ['p w"d', 'p w"d-long', 'x'];
    const out = JSON.stringify(
      redactor.value(
        {
          a: 'say p w"d-long!',
          b: ['p w"d', 'p%20w%22d', '{\\"v\\":\\"p w\\"d\\"}'],
          c: 'x',
          d: 'xylophone',
          'p w"d': 1,
        },
        { extraSecrets },
      ),
    );
    expect(out).not.toMatch(/p w|p%20w|long/);
    expect(JSON.parse(out)).toMatchObject({ c: mark('x'), d: 'xylophone' });
    expect(redactor.text('say p w"d', { extraSecrets })).toBe(`say ${mark('p w"d')}`);
  });

  it('keeps harmless values whole, and a key named __proto__ a key', () => {
    const value = JSON.parse(
      '{"__proto__":{"x":1},"n":1.5,"f":false,"list":["a",null,{"deep":{"er":"text"}}]}',
    ) as object;
    expect(JSON.stringify(redactor.value(value))).toBe(JSON.stringify(value));
  });

  it('what JSON cannot carry is bounded: cycles, depth, fan-out, odd types', () => {
    const cycle: Record<string, unknown> = { a: 1 };
    cycle.self = [cycle];
    expect(redactor.value(cycle)).toStrictEqual({ a: 1, self: ['[circular]'] });
    let deep: unknown = 'end';
    for (let level = 0; level < 50_000; level++) deep = [deep];
    expect(JSON.stringify(redactor.value(deep))).toContain('[nested too deep]');
    let wide: unknown = 'x';
    for (let level = 0; level < 60; level++) wide = [wide, wide];
    const { cut } = redactor.bounded(wide, { maxChars: 10_000 });
    expect(cut).toBe(true);
    expect(redactor.value({ a: NaN, b: undefined, c: () => 1, d: 1n })).toStrictEqual({
      a: null,
      c: null,
      d: null,
    });
  });
});

describe('the key', () => {
  it('is made once, 32 bytes for its owner only, and found again', () => {
    const dir = join(tempDir(), 'data');
    const { key, problem } = loadRedactionKey(dir);
    expect(problem).toBeNull();
    expect(readFileSync(join(dir, 'redaction.key'))).toStrictEqual(key);
    expect(key).toHaveLength(32);
    if (process.platform !== 'win32') expect(statSync(join(dir, 'redaction.key')).mode & 0o777).toBe(0o600);
    expect(loadRedactionKey(dir)).toStrictEqual({ key, problem: null });
  });

  it.skipIf(process.platform === 'win32')('is closed to others when it was found open', () => {
    const dir = tempDir();
    loadRedactionKey(dir);
    chmodSync(join(dir, 'redaction.key'), 0o644);
    loadRedactionKey(dir);
    expect(statSync(join(dir, 'redaction.key')).mode & 0o777).toBe(0o600);
  });

  it.each(['damaged', 'a folder'])(
    'when the file is %s, one for the session takes its place and says so',
    (what) => {
      const dir = tempDir();
      const path = join(dir, 'redaction.key');
      if (what === 'damaged') writeFileSync(path, 'short');
      else mkdirSync(path);
      const first = loadRedactionKey(dir);
      expect(first.problem).toContain(path);
      expect(first.key).toHaveLength(32);
      expect(loadRedactionKey(dir).key).not.toStrictEqual(first.key);
      if (what === 'damaged') expect(readFileSync(path, 'utf8')).toBe('short');
    },
  );
});
