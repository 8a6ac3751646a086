import { afterEach, describe, expect, test } from 'vitest';
import type { Effect, Plan } from '../../../src-preload/contract/types.ts';
import { createOllamaClient } from '../../../src-main/platform/ollama/ollama-client.ts';
import { ollamaAddress } from '../../../src-main/platform/ollama/ollama-url.ts';
import type { PlanPlatform, RunPlatform } from '../../../src-main/platform/platform.ts';
import { DEFAULT_SETTINGS } from '../../../src-main/settings/defaults.ts';
import { consultUi } from '../../../src-main/tools/consult-ui/consult-ui.ts';
import type { ConsultResult } from '../../../src-main/tools/consult-ui/schema.ts';
import { startOllama, type ChatScript } from '../../support/ollama.ts';
import { argsSchema, describedProperties, refusals } from './schema-support.ts';

test.each([
  { provider: 'chatgpt', question: 'Why?' },
  { provider: 'my_own-1', question: 'Why?', timeoutSec: 60 },
  { provider: 'ollama', question: 'Why?', model: 'llama3.2:3b', temperature: 0.2, maxTokens: 500 },
])('takes %j', (args) => {
  expect(refusals(consultUi, args)).toEqual([]);
});

test.each([
  [{ provider: 'chatgpt' }, 'question'],
  [{ provider: 'chatgpt', question: '' }, 'question'],
  [{ provider: '../x', question: 'Why?' }, 'id of a provider'],
  [{ provider: 'chatgpt', question: 'Why?', surprise: 1 }, 'surprise'],
  [{ provider: 'chatgpt', question: 'Why?', timeoutSec: 601 }, 'timeoutSec'],
  [{ provider: 'ollama', question: 'Why?', temperature: 3 }, 'temperature'],
  [{ provider: 'ollama', question: 'Why?', maxTokens: 0 }, 'maxTokens'],
  [{ provider: 'claude', question: 'Why?', model: 'x' }, 'only for the provider ollama'],
  [{ provider: 'claude', question: 'Why?', maxTokens: 5 }, 'only for the provider ollama'],
])('%j is refused, with the reason', (args, message) => {
  expect(refusals(consultUi, args).join()).toContain(message);
});

test('its schema can be given to forms, and every property says what it is', () => {
  const properties = describedProperties(argsSchema(consultUi));
  expect(properties.map(([path]) => path)).toEqual([
    '.provider',
    '.question',
    '.timeoutSec',
    '.model',
    '.temperature',
    '.maxTokens',
  ]);
  expect(
    properties.filter(([, description]) => typeof description !== 'string' || description === ''),
  ).toEqual([]);
});

test('is listed as high risk that asks each time; a local model alone is medium', async () => {
  expect(consultUi).toMatchObject({
    risk: 'medium',
    upTo: { risk: 'high', askAlways: true },
    repeatable: false,
    aliases: [],
  });
  expect(await consultUi.availability({} as never)).toEqual({ ok: true });
});

test.each(['complete', 'partial', 'login_required', 'challenge', 'ui_error', 'timeout'])(
  'its result can be %s',
  (state) => {
    const url = 'https://chat.example/';
    const whole = { provider: 'chatgpt', state, answer: '', url, elapsedMs: 5, untrusted: true };
    expect(consultUi.result.safeParse(whole).success).toBe(true);
    expect(consultUi.result.safeParse({ ...whole, state: 'done' }).success).toBe(false);
  },
);

describe('a local model', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });

  const unused = (): never => {
    throw new Error('Not for a local model.');
  };
  const never = new AbortController().signal;

  async function ollama(script?: ChatScript, models = [{ name: 'llama3.2:3b' }, { name: 'qwen2:7b' }]) {
    const fake = await startOllama(models, script);
    open.push(fake);
    return fake;
  }

  const planOf = (host: string, args: unknown): Promise<Plan> => {
    const consult = { ollamaAddress: () => ollamaAddress({ OLLAMA_HOST: host }) };
    const platform = { consult } as unknown as PlanPlatform;
    return consultUi.plan(args, { settings: DEFAULT_SETTINGS, signal: never, platform: platform });
  };

  async function consult(
    host: string,
    more: object = {},
    { signal = never, forMs = 60_000 } = {},
  ): Promise<{ result: ConsultResult; effects: Effect[]; plan: Plan }> {
    const args = consultUi.args.parse({ provider: 'ollama', question: 'Why?', ...more });
    const plan = await planOf(host, args);
    const effects: Effect[] = [];
    const deadline = performance.now() + forMs;
    const scope = { signal, deadline, report: (effect: Effect) => effects.push(effect) };
    const platform = {
      consult: { ollama: (at: never) => createOllamaClient(scope, at) },
    } as unknown as RunPlatform;
    const result = await consultUi.run(
      { plan, args },
      {
        settings: DEFAULT_SETTINGS,
        signal,
        deadline,
        platform,
        onlyHosts: null,
        attempt: 1,
        step: () => ({ done: () => undefined }),
        artifact: unused,
        evidence: unused,
      },
    );
    return { result: consultUi.result.parse(result) as ConsultResult, effects, plan };
  }

  test('its plan says who is asked, where and what, and asks nothing', async () => {
    const fake = await ollama();
    const plan = await planOf(fake.host, { provider: 'ollama', question: 'Why?', model: 'm' });
    expect(plan).toMatchObject({ risk: 'medium', steps: 1 });
    expect(plan.askAlways).toBeUndefined();
    expect(plan.summary).toContain('local model m');
    expect(plan.effects).toEqual([
      { kind: 'network', target: fake.url, detail: 'to the local model m: Why?' },
    ]);
    expect(fake.connections).toBe(0);
  });

  test('one on another computer is not planned', async () => {
    await expect(planOf('192.0.2.1', { provider: 'ollama', question: 'q' })).rejects.toMatchObject({
      status: 'unavailable',
      code: 'ollama_not_local',
    });
  });

  test('answers whole', async () => {
    const fake = await ollama({ pieces: ['Be', 'cause.'], everyMs: 20 });
    const { result, effects } = await consult(fake.host, { model: 'qwen2:7b', temperature: 0, maxTokens: 5 });
    expect(result).toMatchObject({
      provider: 'ollama',
      state: 'complete',
      answer: 'Because.',
      url: fake.url,
      model: 'qwen2:7b',
      untrusted: true,
    });
    expect(fake.asked[0]?.options).toEqual({ temperature: 0, num_predict: 5 });
    expect(effects).toEqual([
      { kind: 'network', target: fake.url, detail: 'POST /api/chat, model qwen2:7b' },
    ]);
  });

  test('takes the model that Ollama lists first when none is named', async () => {
    const fake = await ollama();
    expect((await consult(fake.host)).result.model).toBe('llama3.2:3b');
  });

  test.each(['length', 'cut', 'error'] as const)('an answer that ends with %s is partial', async (ends) => {
    const fake = await ollama({ pieces: ['Half'], ends });
    const { result } = await consult(fake.host);
    expect(result).toMatchObject({ state: 'partial', answer: 'Half' });
    expect(result.note).toBeTruthy();
  });

  test.each([
    ['error', 'ui_error', 'out of memory'],
    ['cut', 'ui_error', 'There was no answer'],
    ['stop', 'partial', 'no text'],
    ['length', 'partial', 'cut at its cap'],
  ] as const)('one without a word that ends with %s is %s', async (ends, state, note) => {
    const fake = await ollama({ pieces: [' '], ends });
    const { result } = await consult(fake.host);
    expect(result).toMatchObject({ state, note: expect.stringContaining(note) as string });
  });

  test('a list of models that does not come counts against the time as well', async () => {
    const silent = await ollama({ pieces: [], silentTags: 'always' });
    const { result } = await consult(silent.host, {}, { forMs: 600 });
    expect(result).toMatchObject({ state: 'timeout', answer: '' });
    expect(result.model).toBeUndefined();
    // What is wrong is known by then: only what there is instead is not.
    const later = await ollama({ pieces: [], silentTags: 'later' });
    await expect(consult(later.host, { model: 'gemma' }, { forMs: 600 })).rejects.toMatchObject({
      code: 'model_missing',
      message: expect.stringContaining('could not be found out') as string,
    });
  });

  test('one without a word in time is a timeout, one with some is partial', async () => {
    const silent = await ollama({ pieces: [], ends: 'never' });
    expect((await consult(silent.host, {}, { forMs: 600 })).result).toMatchObject({
      state: 'timeout',
      answer: '',
    });
    const slow = await ollama({ pieces: ['Half'], ends: 'never' });
    expect((await consult(slow.host, {}, { forMs: 600 })).result).toMatchObject({
      state: 'partial',
      answer: 'Half',
    });
    await expect.poll(() => silent.open + slow.open).toBe(0);
  });

  test('a stop ends it and its connection within half a second', async () => {
    const fake = await ollama({ pieces: ['Half'], ends: 'never' });
    const stop = new AbortController();
    const asked = consult(fake.host, {}, { signal: stop.signal });
    await expect.poll(() => fake.open).toBe(1);
    const began = performance.now();
    stop.abort(new Error('stopped'));
    await expect(asked).rejects.toThrow('stopped');
    await expect.poll(() => fake.open).toBe(0);
    expect(performance.now() - began).toBeLessThan(500);
  });

  test('nobody there, no model, another model: each is said with what to do', async () => {
    await expect(consult('127.0.0.1:9')).rejects.toMatchObject({
      status: 'unavailable',
      code: 'ollama_not_running',
      message: expect.stringContaining('ollama serve') as string,
    });
    await expect(consult('127.0.0.1:9', { model: 'm' })).rejects.toMatchObject({
      code: 'ollama_not_running',
    });
    const empty = await ollama(undefined, []);
    await expect(consult(empty.host)).rejects.toMatchObject({ status: 'unavailable', code: 'no_model' });
    const fake = await ollama();
    await expect(consult(fake.host, { model: 'gemma' })).rejects.toMatchObject({
      status: 'error',
      code: 'model_missing',
      message: expect.stringContaining('llama3.2:3b, qwen2:7b') as string,
    });
  });
});
