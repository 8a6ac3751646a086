import { expect, test } from 'vitest';
import { ollamaAddress } from '../../../src-main/platform/ollama/ollama-url.ts';

test.each([
  [undefined, 'http://127.0.0.1:11434'],
  ['', 'http://127.0.0.1:11434'],
  ['127.0.0.1', 'http://127.0.0.1:11434'],
  ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
  [':8080', 'http://127.0.0.1:8080'],
  ['localhost:8080', 'http://127.0.0.1:8080'],
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  ['0.0.0.0:9999', 'http://127.0.0.1:9999'],
  ['http://127.0.0.1', 'http://127.0.0.1:80'],
  ['http://127.0.0.2:1/', 'http://127.0.0.2:1'],
  ['[::1]:8080', 'http://[::1]:8080'],
  ['::1', 'http://[::1]:11434'],
  ['[::]:8080', 'http://[::1]:8080'],
  ['[0:0:0:0:0:0:0:1]:8080', 'http://[::1]:8080'],
])('OLLAMA_HOST=%s is asked at %s', (written, url) => {
  expect(ollamaAddress({ OLLAMA_HOST: written })).toMatchObject({ ok: true, url });
});

test.each([
  'example.com',
  'example.com:11434',
  'http://example.com',
  'https://127.0.0.1',
  '192.168.1.5:11434',
  '10.0.0.1',
  '169.254.169.254',
  '[fe80::1]:11434',
  '[::ffff:192.168.1.5]:11434',
  '127.0.0.1:0',
  '127.0.0.1:70000',
  '127.0.0.1@example.com:80',
  'localhost.example.com',
  '2130706433',
  'ftp://127.0.0.1',
])('OLLAMA_HOST=%s is not asked, and says why', (written) => {
  expect(ollamaAddress({ OLLAMA_HOST: written })).toMatchObject({
    ok: false,
    problem: expect.stringContaining('OLLAMA_HOST') as string,
  });
});
