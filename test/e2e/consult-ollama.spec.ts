import { expect } from '@playwright/test';
import type { Settings } from '../../src-preload/contract/types.ts';
import { ENDED_MS, endedAfter } from '../support/ended-after.ts';
import { test } from '../support/app.ts';
import { pressAllow } from '../support/approval.ts';
import { startOllama, type ChatScript } from '../support/ollama.ts';
import { toolsOn } from '../support/tools-on.ts';

const ON: Pick<Settings, 'tool_enabled'> = {
  tool_enabled: toolsOn('consult_ui'),
};
const ARGS = { provider: 'ollama', question: 'Why?', model: 'llama3.2:3b' };

for (const [ends, state] of [
  ['stop', 'complete'],
  ['cut', 'partial'],
] as const) {
  test(`a local model answers without a question to the person; ${ends}: ${state}`, async ({
    start,
    configure,
  }) => {
    const script: ChatScript = { pieces: ['Be', 'cause.'], everyMs: 50, ends };
    const fake = await startOllama([{ name: 'llama3.2:3b' }], script);
    try {
      configure(ON);
      const app = await start({ env: { OLLAMA_HOST: fake.host } });
      const dry = await app.get('runs.start', { tool: 'consult_ui', args: ARGS, dryRun: true });
      expect(dry).toMatchObject({
        status: 'dry_run',
        plan: { risk: 'medium' },
        decision: { verdict: 'allow' },
      });
      expect(fake.connections).toBe(0);
      const run = await app.get('runs.start', { tool: 'consult_ui', args: ARGS });
      expect(run).toMatchObject({ status: 'ok', decision: { decidedBy: 'mode' } });
      expect(run.result).toMatchObject({ state, answer: 'Because.', model: 'llama3.2:3b', url: fake.url });
      const tools = await app.get('tools.list');
      expect(tools.find(({ name }) => name === 'consult_ui')).toMatchObject({
        risk: 'high',
        askAlways: true,
        availability: { ok: true },
      });
    } finally {
      await fake.close();
    }
  });
}

test('a cancel and a pause stop a local model at once; where none runs, that is said', async ({
  start,
  configure,
}) => {
  const fake = await startOllama([{ name: 'llama3.2:3b' }], { pieces: ['Half'], ends: 'never' });
  configure(ON);
  const app = await start({ env: { OLLAMA_HOST: fake.host } });
  const run = app.get('runs.start', { tool: 'consult_ui', args: ARGS });
  await expect.poll(() => fake.open).toBe(1);
  const [active] = await app.get('runs.active');
  await app.get('runs.cancel', { runId: active?.runId });
  expect((await run).status).toBe('cancelled');
  await expect.poll(() => fake.open).toBe(0);
  const second = app.get('runs.start', { tool: 'consult_ui', args: ARGS });
  await expect.poll(() => fake.open).toBe(1);
  const [paused] = await app.get('runs.active');
  const asked = Date.now();
  await app.get('control.pause');
  expect(await second).toMatchObject({ status: 'cancelled', error: { code: 'paused' } });
  expect(await endedAfter(app, paused?.runId, asked)).toBeLessThan(ENDED_MS);
  await expect.poll(() => fake.open).toBe(0);
  const resuming = app.get('control.resume');
  await pressAllow(app);
  await resuming;
  await fake.close();
  expect(await app.get('runs.start', { tool: 'consult_ui', args: ARGS })).toMatchObject({
    status: 'unavailable',
    error: { code: 'ollama_not_running' },
  });
});
