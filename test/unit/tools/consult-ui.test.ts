import { expect, test } from 'vitest';
import { consultUi } from '../../../src-main/tools/consult-ui/consult-ui.ts';
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

test('always asks, is high risk, and says that it is not there yet', async () => {
  expect(consultUi).toMatchObject({ risk: 'high', askAlways: true, repeatable: false, aliases: [] });
  const never = {} as never;
  expect(await consultUi.availability(never)).toEqual({ ok: false, reason: 'not in this version yet' });
  const refusal = { status: 'unavailable', code: 'not_in_this_version' };
  await expect(consultUi.plan(never, never)).rejects.toMatchObject(refusal);
  await expect(consultUi.run(never, never)).rejects.toMatchObject(refusal);
});

test.each(['complete', 'partial', 'login_required', 'challenge', 'ui_error', 'timeout'])(
  'its result can be %s',
  (state) => {
    const whole = { provider: 'chatgpt', state, answer: '', url: 'https://chat.example/', elapsedMs: 5 };
    expect(consultUi.result.safeParse(whole).success).toBe(true);
    expect(consultUi.result.safeParse({ ...whole, state: 'done' }).success).toBe(false);
  },
);
