import { join } from 'node:path';
import { Menu, Tray } from 'electron';
import { APP_NAME } from './app-id.ts';
import { setApplicationMenu } from './app-menu.ts';
import { applicationMenu, trayImage } from './application-menu.ts';
import { quickItems, stateWords, type QuickActions, type QuickState } from './quick-actions.ts';

/** Changes that come together are shown together. */
const SETTLE_MS = 100;

/** Keeps the tray and the application menu showing one and the same list. */
export class QuickMenu {
  readonly #images: string;
  readonly #state: () => Promise<QuickState>;
  readonly #actions: QuickActions;
  readonly #report: (error: unknown) => void;
  #tray: Tray | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** @param images the folder of the tray's pictures */
  constructor(
    images: string,
    state: () => Promise<QuickState>,
    actions: QuickActions,
    report: (error: unknown) => void,
  ) {
    this.#report = report;
    this.#images = images;
    this.#state = state;
    this.#actions = actions;
  }

  get hasTray(): boolean {
    return this.#tray !== null;
  }

  /** Puts an icon into the tray; only where something shows it. */
  showTray(): void {
    this.#tray = new Tray(this.#icon('ready'));
    this.#tray.on('click', () => this.#actions.open());
    this.changed();
  }

  /** Shows the state anew, soon. */
  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#render().catch(this.#report);
    }, SETTLE_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#tray?.destroy();
    this.#tray = null;
  }

  #icon(name: 'ready' | 'waiting' | 'paused'): string {
    return join(this.#images, trayImage(name, process.platform));
  }

  async #render(): Promise<void> {
    const state = await this.#state();
    const items = quickItems(state, this.#actions);
    setApplicationMenu(Menu.buildFromTemplate(applicationMenu(items, process.platform)));
    if (!this.#tray) return;
    this.#tray.setContextMenu(Menu.buildFromTemplate(items));
    this.#tray.setToolTip(`${APP_NAME}: ${stateWords(state)}`);
    const icon = state.paused ? 'paused' : state.waiting > 0 ? 'waiting' : 'ready';
    this.#tray.setImage(this.#icon(icon));
  }
}
