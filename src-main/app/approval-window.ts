import { BrowserWindow, screen } from 'electron';
import { MIN_SHOWN_MS, type Approvals } from '../execution/approvals.ts';
import { texts } from '../texts/texts.ts';
import { keepWithoutMenu } from './app-menu.ts';
import type { DeskGate } from '../platform/input/gate.ts';
import { pageUrl } from './pages.ts';
import { backgroundColor, preloadPath, webPreferences } from './panel-window.ts';

const WIDTH = 480;
const MIN_HEIGHT = 320;
/** The window is kept this long for the next request, which then is on show at once. */
const KEPT_HIDDEN_MS = 30_000;
/** Of the screen's height, at the most; a longer request scrolls inside. */
const MAX_SHARE = 0.85;
/** Of crashes of its page within `CRASHES_WITHIN_MS` that are answered by loading it anew. */
const MAX_RELOADS = 3;
const CRASHES_WITHIN_MS = 60_000;
/** Chromium's code of a load that another one took the place of: the page was reloaded before it was there. */
const ERR_ABORTED = -3;

/**
 * The window in which requests are answered: there while something waits, on top, and never taking the keyboard by
 * itself. Closing it denies what waits; its page crashing or reloading leaves it waiting.
 */
export class ApprovalWindow {
  readonly #root: string;
  readonly #approvals: Approvals;
  readonly #gaveUp: (why: string) => void;
  /** When its page crashed, on the clock of `performance.now()`; kept from window to window. */
  #crashes: number[] = [];
  readonly #gate: DeskGate;
  #window: BrowserWindow | null = null;
  #disposed = false;
  #quitting = false;
  /** Its page has been drawn, so that it can be shown. */
  #loaded = false;
  #idle: NodeJS.Timeout | undefined;

  /**
   * @param gate it never comes on show in the middle of a run's click or key
   * @param gaveUp hears why the page could not be shown, after all that waited was denied
   */
  constructor(root: string, approvals: Approvals, gate: DeskGate, gaveUp: (why: string) => void) {
    this.#root = root;
    this.#approvals = approvals;
    this.#gate = gate;
    this.#gaveUp = gaveUp;
    approvals.onChanged(() => this.#follow());
  }

  get window(): BrowserWindow | null {
    return this.#window;
  }

  /**
   * Brings it to the front. With the keyboard when a person asked for it (tray, menu, notification); a page may move the
   * keyboard only between our own windows, never take it from another program.
   */
  raise(by: 'person' | 'page'): boolean {
    const window = this.#window;
    if (!window) return false;
    void this.#gate.quiet().then(() => {
      // Answered meanwhile: an empty window has nothing to say.
      if (window.isDestroyed() || this.#approvals.list().length === 0) return;
      if (window.isMinimized()) window.restore();
      if (by === 'page' && !BrowserWindow.getFocusedWindow()) {
        window.showInactive();
        window.moveTop();
        return;
      }
      if (!window.isFocused()) this.#approvals.restartShown();
      window.show();
      window.focus();
    });
    return true;
  }

  /** From now on, what closes it is the app's end, not the person. */
  quitting(): void {
    this.#quitting = true;
  }

  /** Makes it as tall as its page needs, within the screen; returns the height it has then. */
  fit(height: number): number {
    if (!this.#window) return height;
    const { workArea } = screen.getDisplayMatching(this.#window.getBounds());
    const most = Math.floor(workArea.height * MAX_SHARE);
    const fitting = Math.min(most, Math.max(MIN_HEIGHT, Math.ceil(height)));
    this.#window.setContentSize(WIDTH, fitting);
    return fitting;
  }

  /** Lets a hidden one go: an app that keeps an unseen window would not end with its last seen one. */
  release(): void {
    if (this.#window?.isVisible() === false) this.#window.destroy();
  }

  /** Closes it without that counting as an answer. */
  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#idle);
    this.#window?.destroy();
  }

  #follow(): void {
    clearTimeout(this.#idle);
    if (this.#approvals.list().length === 0) {
      // Hidden first: the page still has to hear that its answer was taken.
      this.#window?.hide();
      this.#idle = setTimeout(() => this.#window?.destroy(), KEPT_HIDDEN_MS);
    } else if (!this.#window && !this.#disposed) this.#open();
    else if (this.#window?.isVisible() === false && this.#loaded) void this.#show(this.#window);
  }

  /** Without the keyboard: a window that took it would catch what somebody is typing elsewhere. */
  async #show(window: BrowserWindow): Promise<void> {
    await this.#gate.quiet();
    // Answered from elsewhere (a pause) meanwhile: there is nothing to show.
    if (!window.isDestroyed() && this.#approvals.list().length > 0) window.showInactive();
  }

  /**
   * Keys that come right after the window got the keyboard, from whomever, were meant for where it was before. A click is
   * aimed at what is seen, and counts.
   */
  #dropEarlyKeys(window: BrowserWindow): void {
    let focusedMs = -Infinity;
    window.on('focus', () => (focusedMs = performance.now()));
    window.webContents.on('before-input-event', (event) => {
      if (performance.now() - focusedMs < MIN_SHOWN_MS) event.preventDefault();
    });
  }

  #open(): void {
    const window = new BrowserWindow({
      width: WIDTH,
      height: MIN_HEIGHT,
      useContentSize: true,
      show: false,
      alwaysOnTop: true,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: false,
      title: texts.approvalTitle,
      backgroundColor: backgroundColor(),
      autoHideMenuBar: true,
      webPreferences: {
        ...webPreferences(preloadPath(this.#root, 'approval')),
        // The countdown must go on while another window covers this one.
        backgroundThrottling: false,
      },
    });
    this.#window = window;
    keepWithoutMenu(window);
    window.setVisibleOnAllWorkspaces(true);
    window.on('page-title-updated', (event) => event.preventDefault());
    this.#watch(window);
    this.#load(window);
  }

  #load(window: BrowserWindow): void {
    // What comes of it is told by `did-fail-load`, which also tells of a load that the page began itself.
    window.loadURL(pageUrl('approval')).catch(() => undefined);
  }

  /** The page is gone or did not come: once more, but not for ever. */
  #broken(window: BrowserWindow, what: string): void {
    this.#approvals.forgetShown();
    if (window.isDestroyed()) return;
    const now = performance.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < CRASHES_WITHIN_MS), now];
    if (this.#crashes.length <= MAX_RELOADS) {
      this.#load(window);
      return;
    }
    const why = `The approval window's page failed ${this.#crashes.length} times (${what}), so nobody could be asked.`;
    this.#crashes = [];
    this.#approvals.denyAll(why, 'no_approver');
    window.destroy();
    this.#gaveUp(why);
  }

  #watch(window: BrowserWindow): void {
    const visible = (): void => this.#approvals.setWindowVisible(window.isVisible() && !window.isMinimized());
    window.on('show', visible);
    window.on('hide', visible);
    window.on('minimize', visible);
    window.on('restore', visible);
    window.once('ready-to-show', () => {
      this.#loaded = true;
      place(window);
      void this.#show(window);
    });
    window.webContents.on('did-start-navigation', (details) => {
      // A page that loads anew has not shown anything yet.
      if (details.isMainFrame) this.#approvals.forgetShown();
    });
    window.webContents.on('did-finish-load', visible);
    window.webContents.on('did-fail-load', (_event, code, what, _url, isMainFrame) => {
      if (!isMainFrame || code === ERR_ABORTED) return;
      // Not inside of the event: a load that begins there can end the whole app.
      setImmediate(() => {
        // A crash while it loads is counted as that.
        if (!window.isDestroyed() && !window.webContents.isCrashed()) this.#broken(window, what);
      });
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => this.#broken(window, reason));
    this.#dropEarlyKeys(window);
    window.on('close', () => {
      if (this.#quitting) this.#approvals.denyAll('The app was closed.', 'no_approver');
      else this.#approvals.denyAll('The approval window was closed.', 'person');
    });
    window.on('closed', () => {
      this.#approvals.setWindowVisible(false);
      this.#window = null;
      this.#loaded = false;
      // What was asked in the meantime gets a window of its own.
      this.#follow();
    });
  }
}

/** In the upper middle of the screen on which the person is. */
function place(window: BrowserWindow): void {
  const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
  const x = workArea.x + Math.round((workArea.width - WIDTH) / 2);
  window.setPosition(x, workArea.y + Math.round(workArea.height / 10));
}
