import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { AuditUnavailable } from '../../../src-main/audit/audit-log.ts';
import { InvalidCursor } from '../../../src-main/audit/cursor.ts';
import { Refusal } from '../../../src-main/execution/refusal.ts';
import { createDispatch } from '../../../src-main/ipc/dispatch.ts';
import { PANEL_CHANNELS } from '../../../src-preload/contract/channels.ts';
import { PANEL_SCHEMAS } from '../../../src-preload/contract/schemas/index.ts';

interface Channels {
  'a.echo': { request: { text: string }; response: { text: string } };
}
const schemas = {
  'a.echo': {
    request: z.strictObject({ text: z.string() }),
    response: z.strictObject({ text: z.string() }),
  },
};

function dispatchTo(handler: (request: { text: string }) => Promise<{ text: string }>) {
  const onBug = vi.fn<(channel: string, error: unknown) => void>();
  return { dispatch: createDispatch<Channels>(schemas, { 'a.echo': handler }, onBug), onBug };
}
const echo = async (request: { text: string }): Promise<{ text: string }> => request;

describe('dispatch', () => {
  it('parses what comes in and hands on what goes out', async () => {
    const { dispatch } = dispatchTo(echo);
    expect(await dispatch('a.echo', { text: 'hello' })).toEqual({ ok: true, value: { text: 'hello' } });
  });

  it.each([[{}], [{ text: 1 }], [{ text: 'x', extra: true }], [undefined], ['text'], [[1]], [new Map()]])(
    'refuses %j before any handler sees it',
    async (request) => {
      const handler = vi.fn(echo);
      const answer = await dispatchTo(handler).dispatch('a.echo', request);
      expect(answer).toMatchObject({ ok: false, error: { code: 'bad_request' } });
      expect(handler).not.toHaveBeenCalled();
    },
  );

  it.each([['no.such'], ['__proto__'], ['constructor'], [undefined], [7], [{}]])(
    'does not know a method %j',
    async (name) => {
      expect(await dispatchTo(echo).dispatch(name, { text: '' })).toMatchObject({
        ok: false,
        error: { code: 'not_found' },
      });
    },
  );

  it.each<[Error, string]>([
    [new Refusal('denied', 'no'), 'denied'],
    [new AuditUnavailable('full'), 'audit_unavailable'],
    [new InvalidCursor('bad cursor'), 'bad_request'],
  ])('passes an expected failure on with its code', async (error, code) => {
    const { dispatch, onBug } = dispatchTo(() => Promise.reject(error));
    expect(await dispatch('a.echo', { text: '' })).toMatchObject({ ok: false, error: { code } });
    expect(onBug).not.toHaveBeenCalled();
  });

  it('tells a bug to the log and nothing of it to the page', async () => {
    const { dispatch, onBug } = dispatchTo(() => Promise.reject(new Error('the inner workings')));
    const answer = await dispatch('a.echo', { text: '' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('inner workings');
    expect(onBug).toHaveBeenCalledOnce();
  });

  it('does not let out an answer that its own schema refuses', async () => {
    const { dispatch, onBug } = dispatchTo(async () => ({ text: 'x', secret: 'y' }));
    expect(await dispatch('a.echo', { text: '' })).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(onBug).toHaveBeenCalledOnce();
  });

  it('has a schema for every method of the panel', () => {
    expect(Object.keys(PANEL_SCHEMAS).sort()).toEqual([...PANEL_CHANNELS].sort());
  });
});
