import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { chat, listModels, type Reachable } from '../../../src-main/platform/ollama/ollama-api.ts';
import { ollamaAddress } from '../../../src-main/platform/ollama/ollama-url.ts';
import { startOllama, type ChatScript, type FakeOllama } from '../../support/ollama.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const never = new AbortController().signal;

function reach(host: string): Reachable {
  const at = ollamaAddress({ OLLAMA_HOST: host });
  if (!at.ok) throw new Error(at.problem);
  return at;
}

async function ollama(script?: ChatScript): Promise<{ at: Reachable; fake: FakeOllama }> {
  const fake = await startOllama([{ name: 'llama3.2:3b', family: 'llama' }], script);
  open.push(fake);
  return { at: reach(fake.host), fake };
}

async function asking(script: ChatScript, signal = never) {
  const { at, fake } = await ollama(script);
  let text = '';
  const end = await chat(
    at,
    { model: 'llama3.2:3b', question: 'Why?', temperature: 0.5, maxTokens: 9 },
    (piece) => {
      text += piece;
      return true;
    },
    signal,
  );
  return { end, text, fake };
}

/** A server that answers everything with the same bytes. */
async function says(body: string, status = 200): Promise<Reachable> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
  return reach(`127.0.0.1:${(server.address() as AddressInfo).port}`);
}

test('lists the models in their order', async () => {
  const { at } = await ollama();
  expect(await listModels(at, never)).toEqual([
    { model: 'llama3.2:3b', size: 2_000_000_000, family: 'llama' },
  ]);
});

test('an answer is whole only with its last line and the reason stop', async () => {
  const { end, text, fake } = await asking({ pieces: ['Be', 'cause', '.'] });
  expect({ end, text }).toEqual({ end: { how: 'whole' }, text: 'Because.' });
  expect(fake.asked).toEqual([
    {
      model: 'llama3.2:3b',
      messages: [{ role: 'user', content: 'Why?' }],
      stream: true,
      options: { temperature: 0.5, num_predict: 9 },
    },
  ]);
});

test.each([
  ['length', 'cut'],
  ['cut', 'broken'],
  ['error', 'broken'],
] as const)('an answer that ends with %s is %s, with what had come', async (ends, how) => {
  const { end, text } = await asking({ pieces: ['Half'], ends });
  expect(end.how).toBe(how);
  expect(text).toBe('Half');
});

test('an abort ends the connection at once', async () => {
  const stop = new AbortController();
  const { at, fake } = await ollama({ pieces: ['Half'], ends: 'never' });
  const answer = chat(at, { model: 'llama3.2:3b', question: 'Why?' }, () => true, stop.signal);
  await expect.poll(() => fake.open).toBe(1);
  const began = performance.now();
  stop.abort(new Error('stopped'));
  await expect(answer).rejects.toThrow('stopped');
  await expect.poll(() => fake.open).toBe(0);
  expect(performance.now() - began).toBeLessThan(500);
});

test('a model that is not there is refused in the words of Ollama', async () => {
  const { at } = await ollama();
  const asked = chat(at, { model: 'no-such', question: 'Why?' }, () => true, never);
  await expect(asked).rejects.toMatchObject({ status: 404, message: "model 'no-such' not found" });
});

test.each([
  ['no JSON', 'hello'],
  ['another shape', '{"models": 7}'],
  ['a model without a name', '{"models": [{"size": 1}]}'],
])('what answers with %s is not taken for Ollama', async (_name, body) => {
  const at = await says(body);
  await expect(listModels(at, never)).rejects.toThrow('does not speak as Ollama');
  const end = await chat(at, { model: 'm', question: 'q' }, () => true, never);
  expect(end.how).toBe('broken');
});

test('a list or a line without an end is cut off', async () => {
  const at = await says('x'.repeat(9_000_000));
  await expect(listModels(at, never)).rejects.toThrow('longer than');
  expect((await chat(at, { model: 'm', question: 'q' }, () => true, never)).how).toBe('broken');
});

test('a thousand models are listed, not more', async () => {
  const at = await says(
    JSON.stringify({ models: Array.from({ length: 1_500 }, (_, index) => ({ name: `m${index}` })) }),
  );
  expect(await listModels(at, never)).toHaveLength(1_000);
});
