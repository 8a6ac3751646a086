import type { MenuItemConstructorOptions } from 'electron';
import type { Status } from '../../src-preload/contract/types.ts';
import { texts } from '../texts/texts.ts';

const words = texts.menu;

/** What the tray and the menu show. */
export interface QuickState {
  paused: boolean;
  running: number;
  waiting: number;
  dryRunDefault: boolean;
  workspaceRoots: readonly string[];
  /** Newest first. */
  recentRuns: readonly { runId: string; tool: string | null; status: Status | null }[];
}

/** What they do. Each goes through the same door as the panel, as caller `tray`. */
export interface QuickActions {
  pause: () => void;
  resume: () => void;
  review: () => void;
  setDryRunDefault: (on: boolean) => void;
  gitStatus: (root: string) => void;
  openRun: (runId: string) => void;
  open: () => void;
  quit: () => void;
}

/** The state in words: what the tray's tooltip and the first item say. */
export function stateWords({ paused, running, waiting }: QuickState): string {
  if (paused) return words.paused;
  const parts = [
    running > 0 ? words.running(running) : null,
    waiting > 0 ? words.waiting(waiting) : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(', ') : words.ready;
}

/** The one list of items for tray and menu, with the ids by which they are known. */
export function quickItems(state: QuickState, actions: QuickActions): MenuItemConstructorOptions[] {
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    { id: 'state', label: stateWords(state), enabled: false },
    separator,
    {
      id: 'review',
      label: state.waiting > 0 ? words.reviewWaiting(state.waiting) : words.nothingToReview,
      enabled: state.waiting > 0,
      click: actions.review,
    },
    { id: 'pause', label: words.pause, enabled: !state.paused, click: actions.pause },
    { id: 'resume', label: words.resume, enabled: state.paused, click: actions.resume },
    {
      id: 'dry-run-default',
      label: words.dryRun,
      type: 'checkbox',
      checked: state.dryRunDefault,
      click: () => actions.setDryRunDefault(!state.dryRunDefault),
    },
    separator,
    ...state.workspaceRoots.map((root): MenuItemConstructorOptions => ({
      id: `git-status:${root}`,
      label: words.gitStatus(plainLabel(root)),
      enabled: !state.paused,
      click: () => actions.gitStatus(root),
    })),
    ...(state.workspaceRoots.length > 0 ? [separator] : []),
    ...state.recentRuns.map(({ runId, tool, status }): MenuItemConstructorOptions => ({
      id: `run:${runId}`,
      label: plainLabel(
        `${tool ?? words.noTool}: ${status === null ? words.isRunning : texts.statuses[status]}`,
      ),
      click: () => actions.openRun(runId),
    })),
    ...(state.recentRuns.length > 0 ? [separator] : []),
    { id: 'open', label: words.open, click: actions.open },
    { id: 'quit', label: words.quit, click: actions.quit },
  ];
}

const MAX_LABEL = 60;

/** One line, no mnemonics (`&`), no characters that hide or reorder what the menu says. */
function plainLabel(text: string): string {
  const visible = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{FFFD}').replaceAll('&', '&&');
  const characters = Array.from(visible);
  return characters.length <= MAX_LABEL ? visible : `…${characters.slice(-MAX_LABEL + 1).join('')}`;
}
