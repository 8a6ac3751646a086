import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactRef, Effect, Plan, Settings } from '../../src-preload/contract/types.ts';
import { KeptBrowsers } from '../../src-main/platform/browser/kept-browsers.ts';
import {
  createBrowserSessions,
  type BrowserSessions,
  type OpenOptions,
} from '../../src-main/platform/browser/sessions.ts';
import type { BrowserSession } from '../../src-main/platform/browser/session.ts';
import { createChildOwner, type ChildOwner } from '../../src-main/platform/children.ts';
import { checkPath } from '../../src-main/platform/guarded-path.ts';
import { createOwnedProcesses } from '../../src-main/platform/owned-processes.ts';
import type { RunPlatform } from '../../src-main/platform/platform.ts';
import { DEFAULT_SETTINGS } from '../../src-main/settings/defaults.ts';
import { replaceFileSync } from '../../src-main/platform/replace-file.ts';
import { readTextUpTo } from '../../src-main/settings/settings-file.ts';
import type { BrowserArgs } from '../../src-main/tools/browser-automation/args.ts';
import { browserAutomation } from '../../src-main/tools/browser-automation/browser-automation.ts';
import { browserResult, type BrowserResult } from '../../src-main/tools/browser-automation/result.ts';
import { noConsult } from './no-consult.ts';
import { noDesktop } from './no-desktop.ts';

export interface StepSeen {
  index: number;
  words: string;
  /** `ok` or the error's code, once it has ended. */
  outcome?: string;
}

/** What a run did, whether or not it went well. */
export interface Seen {
  effects: Effect[];
  live: StepSeen[];
  artifacts: (ArtifactRef & { content: Buffer })[];
  plan: Plan;
}

/** The tool on the real platform, with a real browser; only the door around it is left out. */
export interface BrowserBench {
  children: ChildOwner;
  sessions: BrowserSessions;
  /** Where its browsers keep their files. */
  folder: string;
  kept: KeptBrowsers;
  plan(args: Partial<BrowserArgs>): Promise<Plan>;
  /** @throws what the tool throws, with `seen` filled until then */
  run(
    args: Partial<BrowserArgs>,
    options?: { signal?: AbortSignal; seen?: Seen; opened?: (session: BrowserSession) => void },
  ): Promise<BrowserResult & Seen>;
  close(): Promise<void>;
  /** Pids in `owned.json`. */
  owned(): number[];
}

export function newSeen(): Seen {
  return {
    effects: [],
    live: [],
    artifacts: [],
    plan: { summary: '', risk: 'high', steps: 0, effects: [], facts: {} },
  };
}

/** @param more replaces what the tool asks of a browser, such as its largest download */
export function openBrowserBench(given: Partial<Settings>, more: Partial<OpenOptions> = {}): BrowserBench {
  const dir = mkdtempSync(join(tmpdir(), 'execution-layer-browser-'));
  const ownedPath = join(dir, 'owned.json');
  const owned = createOwnedProcesses(
    { read: () => readTextUpTo(ownedPath, 65_536), write: (text) => replaceFileSync(ownedPath, text) },
    () => undefined,
  );
  const children = createChildOwner(owned);
  const kept = new KeptBrowsers();
  const folder = join(dir, 'browsers');
  const sessions = createBrowserSessions({ children, dir: folder, kept });
  const settings: Settings = { ...DEFAULT_SETTINGS, ...given };
  const parse = (args: Partial<BrowserArgs>): unknown => browserAutomation.args.parse({ steps: [], ...args });
  const planned = (args: Partial<BrowserArgs>): Promise<Plan> =>
    browserAutomation.plan(parse(args), {
      settings,
      signal: new AbortController().signal,
      platform: {
        checkPath,
        consult: noConsult,
        desktop: noDesktop,
      },
    });
  return {
    children,
    sessions,
    folder,
    kept,
    plan: planned,
    async close() {
      await children.dispose();
      await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
    owned: () =>
      (JSON.parse(readTextUpTo(ownedPath, 65_536) ?? '[]') as { pid: number }[]).map(({ pid }) => pid),
    async run(
      args,
      { signal = new AbortController().signal, seen = newSeen(), opened = () => undefined } = {},
    ) {
      seen.plan = await planned(args);
      const scope = {
        signal,
        deadline: performance.now() + 60_000,
        report: (effect: Effect) => void seen.effects.push(effect),
      };
      const platform = {
        checkPath,
        browser: {
          open: async (options: OpenOptions) => {
            const session = await sessions.open(scope, { ...options, ...more });
            opened(session);
            return session;
          },
        },
      } as unknown as RunPlatform;
      const result = await browserAutomation.run(
        { plan: seen.plan, args: parse(args) },
        {
          settings,
          signal,
          deadline: scope.deadline,
          platform,
          onlyHosts: null,
          attempt: 1,
          step(index, _of, words) {
            signal.throwIfAborted();
            const step: StepSeen = { index, words };
            seen.live.push(step);
            return { done: (outcome) => void (step.outcome = outcome.ok ? 'ok' : outcome.error.code) };
          },
          evidence: () => Promise.reject(new Error('not for this tool')),
          artifact: async ({ name, mime, bytes }) => {
            const sha256 = createHash('sha256').update(bytes).digest('hex');
            const ref = { sha256, mime, bytes: bytes.byteLength, name };
            seen.artifacts.push({ ...ref, content: Buffer.from(bytes) });
            return ref;
          },
        },
      );
      return { ...browserResult.parse(result), ...seen };
    },
  };
}

/** The values that the steps gave, those that gave none left out. */
export function valuesOf({ steps }: Pick<BrowserResult, 'steps'>): unknown[] {
  return steps.flatMap(({ value }) => (value === undefined ? [] : [value]));
}

/** How a run fails, and what it did until then. @throws Error where it goes well */
export async function failureOf(
  bench: BrowserBench,
  args: Partial<BrowserArgs>,
): Promise<{ error: Record<string, never>; seen: Seen }> {
  const seen = newSeen();
  const error: unknown = await bench.run(args, { seen }).then(
    () => {
      throw new Error('It went well.');
    },
    (thrown: unknown) => thrown,
  );
  return { error: error as Record<string, never>, seen };
}
