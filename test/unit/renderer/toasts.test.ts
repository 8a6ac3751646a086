import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Rule, Status } from '../../../src-preload/contract/types.ts';
import { LOADING } from '../../../src-renderer/panel/state/loadable.ts';
import { tellNewAnswers } from '../../../src-renderer/panel/state/new-answers.ts';
import { useSessions } from '../../../src-renderer/panel/state/sessions.ts';
import { useSettings } from '../../../src-renderer/panel/state/settings.ts';
import { tell, useToasts, type Toast } from '../../../src-renderer/panel/state/toasts.ts';
import { useTools } from '../../../src-renderer/panel/state/tools.ts';
import { useView } from '../../../src-renderer/panel/state/view.ts';
import { useApprovals } from '../../../src-renderer/panel/state/approvals.ts';

const shown = (): Toast[] => useToasts.getState().toasts;
const titles = (): string[] => shown().map(({ title }) => title);
const ok = (value: unknown) => Promise.resolve({ ok: true, value });
const serve = (api: object): void => {
  vi.stubGlobal('window', { executionLayer: api });
};

beforeEach(() => {
  useToasts.setState({ toasts: [] });
  useApprovals.setState({ pending: { state: 'ready', value: [] } });
});
afterEach(() => vi.unstubAllGlobals());

describe('messages', () => {
  it('the newest three are shown, the same one once', () => {
    for (const title of ['a', 'b', 'a', 'c', 'd']) tell({ tone: 'info', title });
    expect(titles()).toEqual(['a', 'c', 'd']);
  });

  it('what stays until it is dismissed does not give way to what goes by itself', () => {
    tell({ tone: 'warn', title: 'warned' });
    tell({ tone: 'bad', title: 'failed' });
    for (const title of ['a', 'b', 'c']) tell({ tone: 'info', title });
    expect(titles()).toEqual(['warned', 'failed', 'c']);
    for (const title of ['more', 'still more']) tell({ tone: 'bad', title });
    expect(titles()).toEqual(['warned', 'failed', 'more', 'still more']);
    tell({ tone: 'info', title: 'd' });
    expect(titles()).toEqual(['warned', 'failed', 'more', 'still more', 'd']);
  });
});

describe('a run that ends where nobody is looking', () => {
  const end = async (answer: object): Promise<Toast | undefined> => {
    useToasts.setState({ toasts: [] });
    serve({ runs: { start: () => Promise.resolve(answer) } });
    useView.getState().go({ type: 'select-tool', tool: 'web_scrape' });
    const run = useSessions.getState().start('web_scrape', {}, { dryRun: false, reason: '' });
    useView.getState().go({ type: 'open', name: 'rules' });
    await run;
    return shown()[0];
  };
  const ended = (status: Status, error?: object) =>
    end({ ok: true, value: { tool: 'web_scrape', runId: 'r1', status, error } });

  it('stays to be read where it did not go well', async () => {
    expect(await ended('ok')).toMatchObject({ tone: 'info' });
    expect(await ended('dry_run')).toMatchObject({ tone: 'info' });
    expect(await ended('timed_out', { code: 'timed_out', message: 'Too slow.' })).toMatchObject({
      tone: 'warn',
    });
    for (const status of ['error', 'denied', 'policy_blocked'] as const)
      expect(await ended(status, { code: status, message: 'No.' })).toMatchObject({ tone: 'bad' });
  });

  it('says that it did not begin', async () => {
    const error = { code: 'audit_unavailable', message: 'The record cannot be written.' };
    expect(await end({ ok: false, error })).toMatchObject({
      tone: 'bad',
      title: 'web_scrape was not run',
      text: error.message,
    });
  });

  it('is not told where its tool is on show', async () => {
    serve({ runs: { start: () => ok({ tool: 'web_scrape', runId: 'r1', status: 'error' }) } });
    useView.getState().go({ type: 'select-tool', tool: 'web_scrape' });
    await useSessions.getState().start('web_scrape', {}, { dryRun: false, reason: '' });
    expect(shown()).toEqual([]);
  });
});

describe('a way back is offered only from what allowed more', () => {
  it('a tool: off again after on, nothing after off', async () => {
    const asked: unknown[] = [];
    serve({
      tools: {
        setEnabled: (request: { tool: string; enabled: boolean }) => {
          asked.push(request);
          return ok({ name: request.tool, enabled: request.enabled });
        },
      },
    });
    await useTools.getState().setEnabled('web_scrape', false);
    expect(shown().map(({ undo }) => undo)).toEqual([undefined]);
    await useTools.getState().setEnabled('web_scrape', true);
    shown().at(-1)?.undo?.run();
    expect(asked.at(-1)).toEqual({ tool: 'web_scrape', enabled: false });
  });

  it('a setting: back to what it was after a question, nothing where none was asked', async () => {
    const before = { approval_mode: 'read_only' };
    useSettings.setState({ settings: { state: 'ready', value: before as never }, changes: {} });
    const asked: unknown[] = [];
    const question = { kind: 'change', caller: 'panel', tool: 'settings.update' };
    serve({
      settings: {
        update: (patch: { approval_mode: string }) => {
          asked.push(patch);
          if (patch.approval_mode === 'auto') {
            const value = [{ ...question, summary: 'Change approval_mode' }] as never;
            useApprovals.setState({ pending: { state: 'ready', value } });
          }
          return ok(patch);
        },
      },
    });
    await useSettings.getState().update('approval_mode', 'auto');
    const [toast] = shown();
    expect(toast?.undo?.name).toBe('Undo: Approval mode as it was');
    useApprovals.setState({ pending: { state: 'ready', value: [] } });
    toast?.undo?.run();
    await vi.waitFor(() => expect(asked).toEqual([{ approval_mode: 'auto' }, before]));
    await vi.waitFor(() => expect(useSettings.getState().changes.approval_mode?.state).toBe('saved'));
    expect(titles()).toEqual(['Changed: Approval mode']);
    useSettings.setState({ settings: LOADING });
  });

  it('a rule that has just come, told once; an older one is not news', async () => {
    const now = Date.now() / 1000;
    const rule = (ruleId: string, createdAt: number) =>
      ({ ruleId, words: `words ${ruleId}`, createdAt }) as Rule;
    const removed: unknown[] = [];
    serve({
      rules: {
        list: () => ok([rule('old', now - 3600), rule('new', now)]),
        sessions: () => ok([]),
        remove: (request: unknown) => {
          removed.push(request);
          return ok({ removed: true });
        },
      },
    });
    await tellNewAnswers();
    await tellNewAnswers();
    expect(shown().map(({ text }) => text)).toEqual(['words new']);
    shown()[0]?.undo?.run();
    expect(removed).toEqual([{ ruleId: 'new' }]);
  });
});
