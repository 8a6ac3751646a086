import { counts } from '../ipc/routes/control.ts';
import type { ControlState } from '../../src-preload/contract/types.ts';
import { AuditUnavailable, type AuditReader } from '../audit/audit-log.ts';
import { PauseShortcut } from './pause-shortcut.ts';
import type { QuickActions, QuickState } from './quick-actions.ts';
import { QuickMenu } from './quick-menu.ts';
import type { Services } from './services.ts';
import { hasTrayHost } from './tray-host.ts';
import { WaitingNotice } from './waiting-notice.ts';

const CALLER = 'tray';
const RECENT_RUNS = 5;

export interface DesktopParts {
  services: Services;
  /** The folder of the tray's pictures. */
  images: string;
  openPanel: () => void;
  /** Opens the panel at a run. */
  openRun: (runId: string) => void;
  raiseApproval: () => void;
  quit: () => void;
  /** What went wrong with an action nobody waits for. */
  report: (action: string, error: unknown) => void;
}

/** What the app has on the desktop beside its windows: tray, menu, pause shortcut, notifications. */
export class Desktop {
  readonly #parts: DesktopParts;
  readonly #menu: QuickMenu;
  readonly #shortcut: PauseShortcut;
  readonly #ended = new AbortController();

  constructor(parts: DesktopParts) {
    this.#parts = parts;
    const { control, settings, runs, approvals } = parts.services;
    this.#menu = new QuickMenu(
      parts.images,
      () => this.#quickState(),
      this.#actions(),
      (error) => parts.report('menu', error),
    );
    this.#shortcut = new PauseShortcut(() => this.#do('pause', () => control.pause('shortcut')));
    const notice = new WaitingNotice(parts.raiseApproval);
    const changed = (): void => this.#menu.changed();
    control.onChanged(changed);
    runs.onChanged(changed);
    settings.onChanged(({ after }) => {
      if (after.pause_shortcut !== this.#shortcut.state.accelerator) this.#shortcut.use(after.pause_shortcut);
      changed();
    });
    approvals.onChanged(() => {
      notice.follow(approvals.list());
      changed();
    });
  }

  /** Registers the shortcut and finds out whether something here shows tray icons. */
  async start(): Promise<void> {
    this.#shortcut.use(this.#parts.services.settings.get().pause_shortcut);
    this.#menu.changed();
    const { signal } = this.#ended;
    if ((await hasTrayHost(process.platform, process.env, signal)) && !signal.aborted) this.#menu.showTray();
  }

  get state(): Pick<ControlState, 'tray' | 'shortcut'> {
    return { tray: this.#menu.hasTray, shortcut: this.#shortcut.state };
  }

  dispose(): void {
    this.#ended.abort();
    this.#shortcut.use('');
    this.#menu.dispose();
  }

  async #quickState(): Promise<QuickState> {
    const { control, runs, approvals, settings, audit } = this.#parts.services;
    const { dry_run_default: dryRunDefault, workspace_roots: workspaceRoots } = settings.get();
    const recentRuns = await recentOf(audit.reader);
    return {
      paused: control.paused,
      ...counts({ runs, approvals }),
      dryRunDefault,
      workspaceRoots,
      recentRuns,
    };
  }

  #actions(): QuickActions {
    const { services, openPanel, openRun, raiseApproval, quit } = this.#parts;
    return {
      pause: () => this.#do('pause', () => services.control.pause(CALLER)),
      resume: () => this.#do('resume', () => services.changes.resume(CALLER)),
      review: raiseApproval,
      setDryRunDefault: (on) =>
        this.#do('dry-run-default', () => services.changes.updateSettings({ dry_run_default: on }, CALLER)),
      gitStatus: (root) =>
        this.#do('git-status', async () => {
          const { runId } = await services.executeTool({ tool: 'git_status', args: { cwd: root } }, CALLER);
          openRun(runId);
        }),
      openRun,
      open: openPanel,
      quit,
    };
  }

  #do(action: string, work: () => Promise<unknown>): void {
    work().catch((error: unknown) => this.#parts.report(action, error));
  }
}

/** Without a readable record there are no recent runs to offer; that it cannot be read is said elsewhere. */
async function recentOf(reader: AuditReader): Promise<QuickState['recentRuns']> {
  try {
    return (await reader.runs({ limit: RECENT_RUNS })).runs;
  } catch (error) {
    if (error instanceof AuditUnavailable) return [];
    throw error;
  }
}
