import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AssistantBrowser, Reachable } from '../../src-main/platform/assistants/assistant-browser.ts';
import { Assistants, type AssistantPage } from '../../src-main/platform/assistants/assistants.ts';
import { LeftWindows } from '../../src-main/platform/assistants/left-windows.ts';
import { findBrowser } from '../../src-main/platform/browser/find-browser.ts';
import { createChildOwner, type ChildOwner } from '../../src-main/platform/children.ts';
import { createOwnedProcesses } from '../../src-main/platform/owned-processes.ts';
import type { Effect } from '../../src-preload/contract/types.ts';

export interface UseOptions {
  signal?: AbortSignal;
  limit?: AbortSignal;
  /** One provider, `mine`, unless told. */
  provider?: string;
}

/** The assistants with real browsers on profiles of a test's own; only run and tool around them are left out. */
export interface AssistantsBench {
  left: LeftWindows<AssistantBrowser>;
  children: ChildOwner;
  /** Pids in what `owned.json` would say, now and the most at a time. */
  pids(): number[];
  most(): number;
  effects: Effect[];
  use<T>(work: (at: AssistantPage) => Promise<T>, options?: UseOptions): Promise<T>;
  close(): Promise<void>;
}

export function openAssistants(reach: Reachable): AssistantsBench {
  const found = findBrowser(null);
  if (!found.ok) throw new Error(found.reason);
  const { path } = found.browser;
  const dir = mkdtempSync(join(tmpdir(), 'execution-layer-assistants-'));
  let [owned, most] = ['[]', 0];
  const pids = (): number[] => (JSON.parse(owned) as { pid: number }[]).map(({ pid }) => pid);
  const write = (text: string): void => {
    owned = text;
    most = Math.max(most, pids().length);
  };
  const children = createChildOwner(createOwnedProcesses({ read: () => owned, write }, () => undefined));
  const left = new LeftWindows<AssistantBrowser>();
  const assistants = new Assistants({ children, profiles: dir, left });
  const effects: Effect[] = [];
  return {
    left,
    children,
    pids,
    most: () => most,
    effects,
    use(work, { signal = new AbortController().signal, limit, provider = 'mine' } = {}) {
      const scope = { signal, deadline: Infinity, report: (effect: Effect) => void effects.push(effect) };
      return assistants.withPage(
        scope,
        {
          provider: { id: provider, title: 'Mine' },
          browser: path,
          reach,
          limit: limit ?? new AbortController().signal,
        },
        work,
      );
    },
    async close() {
      await left.endAll('quit');
      await children.dispose();
      await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}
