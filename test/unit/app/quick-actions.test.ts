import { describe, expect, it, vi } from 'vitest';
import { quickItems, stateWords, type QuickState } from '../../../src-main/app/quick-actions.ts';

const calm: QuickState = {
  paused: false,
  running: 0,
  waiting: 0,
  dryRunDefault: false,
  workspaceRoots: [],
  recentRuns: [],
};
const actions = {
  pause: vi.fn(),
  resume: vi.fn(),
  review: vi.fn(),
  setDryRunDefault: vi.fn(),
  gitStatus: vi.fn(),
  openRun: vi.fn(),
  open: vi.fn(),
  quit: vi.fn(),
};
const ids = (state: QuickState): (string | undefined)[] =>
  quickItems(state, actions)
    .filter((item) => item.type !== 'separator')
    .map((item) => item.id);
const item = (state: QuickState, id: string) => quickItems(state, actions).find((each) => each.id === id);

describe('quick actions', () => {
  it('always has the same items, and one for each workspace and recent run', () => {
    expect(ids(calm)).toEqual(['state', 'review', 'pause', 'resume', 'dry-run-default', 'open', 'quit']);
    const full = {
      ...calm,
      workspaceRoots: ['/home/anna/project'],
      recentRuns: [{ runId: 'r1', tool: 'git_status', status: 'ok' as const }],
    };
    expect(ids(full)).toContain('git-status:/home/anna/project');
    expect(ids(full)).toContain('run:r1');
  });

  it('offers pausing or resuming, never both', () => {
    expect([item(calm, 'pause')?.enabled, item(calm, 'resume')?.enabled]).toEqual([true, false]);
    const paused = { ...calm, paused: true };
    expect([item(paused, 'pause')?.enabled, item(paused, 'resume')?.enabled]).toEqual([false, true]);
  });

  it('says the state in words', () => {
    expect(stateWords(calm)).toBe('Ready');
    expect(stateWords({ ...calm, running: 2, waiting: 1 })).toBe('2 running, 1 waiting for you');
    expect(stateWords({ ...calm, paused: true, running: 2 })).toContain('Paused');
  });

  it('shows folder names so that they cannot play with the menu', () => {
    const root = '/tmp/a & b\u202Egnp.exe\nQuit';
    const label = item({ ...calm, workspaceRoots: [root] }, `git-status:${root}`)?.label;
    expect(label).toBe('Git status of /tmp/a && b\uFFFDgnp.exe\uFFFDQuit');
    const long = `/${'x'.repeat(300)}/end`;
    expect(item({ ...calm, workspaceRoots: [long] }, `git-status:${long}`)?.label).toMatch(/…x+\/end$/);
  });
});
