import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../../src-preload/contract/errors.ts';
import type { PendingApproval } from '../../../src-preload/contract/types.ts';
import { useApprovals } from '../../../src-renderer/panel/state/approvals.ts';
import { callAsking, isAbout } from '../../../src-renderer/panel/state/asking.ts';
import { RESUME } from '../../../src-renderer/panel/state/control.ts';
import { LOADING } from '../../../src-renderer/panel/state/loadable.ts';
import { loosening, useSettings } from '../../../src-renderer/panel/state/settings.ts';
import { turnOn } from '../../../src-renderer/panel/state/tools.ts';
import { openDoor, type TestDoor } from '../../support/door.ts';
import { probe } from '../../support/door-tools.ts';

const { tool } = probe({ risk: 'medium' });

/** The question that main asks about a change, as the panel sees it. */
async function questionOf(change: (door: TestDoor) => Promise<unknown>): Promise<PendingApproval> {
  const door = await openDoor({ tools: [tool] });
  const made = change(door);
  await door.asked();
  const [question] = door.approvals.list();
  await Promise.all([expect(made).rejects.toThrow(), door.deny()]);
  if (question === undefined) throw new Error('Nothing was asked.');
  return question;
}

const steps = (door: TestDoor, caller = 'panel'): Promise<unknown> =>
  door.changes.updateSettings({ max_steps_per_run: 99, max_retries_per_tool: 9 }, caller);

describe('isAbout', () => {
  it('knows main’s question about a setting, each key of it', async () => {
    const question = await questionOf((door) => steps(door));
    expect(isAbout(question, loosening('max_steps_per_run'))).toBe(true);
    expect(isAbout(question, loosening('max_retries_per_tool'))).toBe(true);
    expect(isAbout(question, loosening('approval_mode'))).toBe(false);
    expect(isAbout(question, RESUME)).toBe(false);
  });

  it('knows main’s question about a tool’s switch', async () => {
    const question = await questionOf((door) => {
      door.set({ tool_enabled: { web_scrape: false } });
      return door.changes.updateSettings({ tool_enabled: { web_scrape: true } }, 'panel');
    });
    expect(isAbout(question, turnOn('web_scrape'))).toBe(true);
    expect(isAbout(question, turnOn('git_status'))).toBe(false);
  });

  it('knows main’s question about resuming', async () => {
    const question = await questionOf(async (door) => {
      await door.control.pause('panel', undefined);
      return door.changes.resume('panel');
    });
    expect(isAbout(question, RESUME)).toBe(true);
  });

  it('knows main’s question about a rule', async () => {
    const question = await questionOf((door) =>
      door.changes.addRule(door.rules, tool, {}, undefined, 'panel'),
    );
    expect(isAbout(question, { tool: 'rules.propose', key: `rule for ${tool.name}` })).toBe(true);
    expect(isAbout(question, { tool: 'rules.propose', key: 'rule for other' })).toBe(false);
  });

  it('does not take another caller’s question for the panel’s', async () => {
    expect(isAbout(await questionOf((door) => steps(door, 'tray')), loosening('max_steps_per_run'))).toBe(
      false,
    );
  });
});

const noApprover: Answer<never> = { ok: false, error: { code: 'no_approver', message: 'Nobody answered.' } };
const question: PendingApproval = {
  approvalId: 'apr_1',
  kind: 'change',
  tool: 'settings.update',
  caller: 'panel',
  risk: 'high',
  summary: 'Change approval_mode',
  expiresAt: 0,
};

describe('callAsking', () => {
  afterEach(() => useApprovals.setState({ pending: LOADING }));

  it('takes no answer to a question for a no, not for a missing window', async () => {
    const answer = await callAsking(loosening('approval_mode'), async () => {
      useApprovals.setState({ pending: { state: 'ready', value: [question] } });
      useApprovals.setState({ pending: { state: 'ready', value: [] } });
      return noApprover;
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'denied', message: 'Nobody answered.' } });
  });

  it('leaves the lack of a window as it is, and every other error', async () => {
    const other = { ...question, summary: 'Change theme' };
    expect(
      await callAsking(loosening('approval_mode'), async () => {
        useApprovals.setState({ pending: { state: 'ready', value: [other] } });
        return noApprover;
      }),
    ).toEqual({ ...noApprover, asked: false });
    const bad: Answer<never> = { ok: false, error: { code: 'bad_request', message: 'x' } };
    expect(
      await callAsking(loosening('approval_mode'), async () => {
        useApprovals.setState({ pending: { state: 'ready', value: [question] } });
        return bad;
      }),
    ).toEqual({ ...bad, asked: true });
  });
});

describe('a setting that is being asked about', () => {
  const update = vi.fn();
  beforeEach(() => {
    update.mockReset();
    update.mockReturnValue(new Promise(() => undefined));
    vi.stubGlobal('window', { executionLayer: { settings: { update } } });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    useSettings.setState({ changes: {} });
  });

  it('is asked once, however often it is pressed; another value is sent', async () => {
    void useSettings.getState().update('approval_mode', 'auto');
    expect(await useSettings.getState().update('approval_mode', 'auto')).toBe(false);
    expect(update).toHaveBeenCalledTimes(1);
    void useSettings.getState().update('approval_mode', 'read_only');
    expect(update).toHaveBeenCalledTimes(2);
  });
});
