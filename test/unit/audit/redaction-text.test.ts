import { describe, expect, it } from 'vitest';
import { testRedactor as redactor } from '../../support/audit.ts';
import { LONG } from '../../support/long.ts';

/*
 * Made-up secrets, put together at run time: written out whole they would set off the secret scanners of those who host
 * this repository.
 */
const fill = (length: number): string => 'a1B2c3D4e5F6g7H8i9J0kLmNoPqRsTuVwXyZ'.repeat(8).slice(0, length);
const hex = (length: number): string => '0123456789abcdef'.repeat(8).slice(0, length);
const b64url = (text: string): string => Buffer.from(text).toString('base64url');
const jwt = `${b64url('{"alg":"HS256","typ":"JWT"}')}.${b64url('{"sub":"1234567890"}')}.${fill(43)}`;
const dashes = '-'.repeat(5);
const pem = `${dashes}BEGIN RSA PRIVATE KEY${dashes}\nMIIEow\nIBAAKC\n${dashes}END RSA PRIVATE KEY${dashes}`;

const SHAPED: Record<string, string> = {
  jwt,
  pem,
  'pem, cut off': pem.slice(0, 45),
  openssh: `${dashes}BEGIN OPENSSH PRIVATE KEY${dashes}\nb3Blbn\n${dashes}END OPENSSH PRIVATE KEY${dashes}`,
  aws: ['AKIA', 'ABCDEFGHIJ234567'].join(''),
  github: `ghp_${fill(36)}`,
  'github, fine-grained': `github_pat_${fill(22)}_${fill(40)}`,
  gitlab: `glpat-${fill(20)}`,
  slack: ['xoxb', '123456789012', fill(24)].join('-'),
  'slack webhook': `hooks.slack.com/services/T0000/B0000/${fill(24)}`,
  stripe: `sk_live_${fill(24)}`,
  google: `AIza${fill(35)}`,
  'google oauth': `ya29.${fill(40)}`,
  openai: `sk-proj-${fill(40)}`,
  anthropic: `sk-ant-api03-${fill(60)}`,
  'sk and hex': `sk-${hex(32)}`,
  npm: `npm_${fill(36)}`,
  sendgrid: `SG.${fill(22)}.${fill(43)}`,
  twilio: `SK${hex(32)}`,
  telegram: `123456789:AA${fill(33)}`,
  vault: `hvs.${fill(30)}`,
  huggingface: `hf_${fill(34)}`,
};

describe('secrets known by their own shape', () => {
  it.each(Object.entries(SHAPED))('%s', (_name, secret) => {
    const out = redactor.text(`before ${secret} after`);
    expect(out).toMatch(/^before .*\[redacted:[0-9a-f]{12}\]/s);
    for (let at = 0; at + 12 <= secret.length; at += 12) expect(out).not.toContain(secret.slice(at, at + 12));
  });
});

const S = 'hunter2!x';
const NAMED: Record<string, string> = {
  'command line =': `tool --password=${S} --verbose`,
  'command line blank': `tool --password ${S} --verbose`,
  'command line quoted': `tool --api-key "${S}" -v`,
  'single dash': `tool -token ${S}`,
  environment: `PGPASSWORD=${S} psql -h localhost`,
  exported: `export MY_API_KEY='${S}'`,
  json: `{"user":"bob","password":"${S}"}`,
  'json in json': `{"body":"{\\"password\\":\\"${S}\\"}"}`,
  yaml: `user: bob\npassword: ${S}\nhost: db`,
  ini: `[db]\npwd = ${S}\n`,
  form: `user=bob&password=${S}&x=1`,
  header: `Authorization: Bearer ${S}`,
  'header, any scheme': `authorization: Custom ${S}`,
  'quoted header': `curl -H "Authorization: Bearer ${S}" https://example.com`,
  cookie: `Cookie: theme=dark; sid=${S}; other=${S}`,
  'set-cookie': `Set-Cookie: sid=${S}; Path=/; HttpOnly`,
  'x-api-key': `X-Api-Key: ${S}`,
  query: `GET https://example.com/a?id=4&access_token=${S}&x=1`,
  fragment: `https://example.com/cb#access_token=${S}&state=1`,
  'encoded name': `https://example.com/?%70assword=${S}`,
  'url in a url': `https://example.com/?next=https%3A%2F%2Fb.example%2F%3Ftoken%3D${S}`,
  userinfo: `fetch https://bob:${S}@example.com/x`,
  'token as user': `https://${S}@example.com/x.git`,
  'data base url': `postgres://app:${S}/more#x@db.example:5432/prod`,
  'redis without user': `redis://:${S}@cache:6379/0`,
  azure: `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${S}==;EndpointSuffix=core`,
  'ado.net': `Server=db;User Id=sa;Password=${S};Encrypt=true`,
  curl: `curl -u bob:${S} https://example.com`,
  mysql: `mysql -u root -p${S} prod`,
  sshpass: `sshpass -p ${S} ssh host`,
  xml: `<config><password>${S}</password></config>`,
  'pre-filled field': `<input type="password" name="p" value="${S}">`,
  'camel case': `apiKey: "${S}"`,
  ruby: `:password => "${S}"`,
  'in an error': `Login failed for bob with password: ${S}`,
};

describe('secrets that a name gives away', () => {
  it.each(Object.entries(NAMED))('%s', (_name, text) => {
    const out = redactor.text(text);
    expect(out).not.toContain('hunter2');
    expect(out).toMatch(/\[redacted:[0-9a-f]{12}\]/);
  });

  it('leaves the rest of the text as it was', () => {
    expect(redactor.text(`GET https://example.com/a?id=4&access_token=${S}&x=1`)).toBe(
      `GET https://example.com/a?id=4&access_token=[redacted:${redactor.digest(S)}]&x=1`,
    );
    expect(redactor.text(`a --password=${S} --verbose`)).toBe(
      `a --password=[redacted:${redactor.digest(S)}] --verbose`,
    );
  });

  it('an authentication scheme without its header', () => {
    expect(redactor.text(`sent Basic ${Buffer.from('bob:hunter2').toString('base64')}`)).toContain(
      '[redacted:',
    );
    expect(redactor.text(`sent Bearer ${fill(24)}`)).toContain('[redacted:');
  });

  it('is stable: what was redacted stays as it is', () => {
    for (const text of [...Object.values(NAMED), ...Object.values(SHAPED)]) {
      const once = redactor.text(text);
      expect(redactor.text(once)).toBe(once);
    }
  });
});

const HARMLESS = [
  'commit 9fceb02d0ae598e95dc970b74767f19372d61af8 on main',
  'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  '/home/bob/secrets.txt and C:\\Users\\bob\\passwords.xlsx',
  'the token is invalid, ask for a new token',
  'Unexpected token: else',
  'SyntaxError: Unexpected token } in JSON at position 5',
  'tokens: 5, max_tokens=4096, prompt_tokens: 12, token_count=7',
  'basic information about bearer bonds and digest authentication',
  'The secretary wrote: hello',
  'https://example.com/watch?v=dQw4w9WgXcQ&t=42',
  'https://example.com/?code=404&state=open&key=name',
  'http://example.com:8080/a@b',
  'ssh://git@github.com/owner/repo.git and git@github.com:owner/repo.git',
  'mailto:bob@example.com',
  'author: Bob, authors=3, authority: none',
  'password: string, token?: string',
  '--password-file /etc/pw --token-url https://example.com/token',
  'if (token === other.token) return',
  'const f = (token) => token.length',
  'password = getPassword()',
  'Add "password" to the form; passwordless login',
  'task-management-with-a-long-slug-2024-edition',
  'sk-SK/strings-for-the-settings-page-2.json',
  'Keyboard: press Ctrl+C; key: Enter',
  'code: ERR_HTTP2_STREAM_ERROR',
  'e3b0c442-98fc-4c14-9afb-f4c8996fb924',
  'docker run -u 1000:1000 image',
  'pinned: yes, spinning: fast, opinion: mine',
  'session_count=4 cookies: 12 cookieConsent=true',
  'monkey: see, donkey: do, turkey=3',
  '12:30:45 INFO started in 5ms',
  'passed: 12, bypass: on, compass: north',
];

describe('what is no secret stays', () => {
  it.each(HARMLESS)('%s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});

describe('hostile text', () => {
  const megabytes = LONG ? 10 : 2;
  // Generous for a linear pattern on a busy machine; a quadratic one would take hours.
  const limit = megabytes * 5000;
  const repeat = (unit: string): string => unit.repeat(Math.ceil((megabytes * 1024 * 1024) / unit.length));
  const units = [
    'x',
    ' ',
    '\\',
    '"',
    '-',
    '=',
    'a=',
    'a:',
    'token: ',
    'password="',
    'password=',
    '--token ',
    'eyJ',
    'eyJaaaaaa.',
    '-sk-',
    '://@',
    'http://a:b',
    'postgres://a:',
    'redis://',
    '?a=b&',
    '?a=%3D',
    '<input ',
    '<token>',
    '<a ',
    'Bearer ',
    'mysql -p',
    'curl -u a',
    `${dashes}BEGIN RSA PRIVATE KEY`,
    `${dashes}BEGIN RSA PRIVATE KEY${dashes}`,
    'PuTTY-User-Key-File-2:',
    'hooks.slack.com/services/',
    'M.',
  ];
  it.each([
    'password=',
    'password="',
    'Cookie: ',
    '--token ',
    'https://a/?sig=',
    'ghp_',
    'AIza',
    'Bearer ',
    'https://',
  ])(
    'megabytes behind %j take seconds at most',
    (lead) => {
      const before = performance.now();
      redactor.text(`${lead}${repeat('a1B2')}`);
      expect(performance.now() - before).toBeLessThan(limit);
    },
    60_000,
  );

  it.each(units)(
    'megabytes of %j take seconds at most',
    (unit) => {
      const text = repeat(unit);
      const before = performance.now();
      redactor.text(text);
      expect(performance.now() - before).toBeLessThan(limit);
    },
    60_000,
  );
});
