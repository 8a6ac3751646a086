import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen, type WebPreferences } from 'electron';
import { pageUrl, type PageHost } from './pages.ts';
import { placeOn, readWindowState, writeWindowState } from './window-state.ts';

/** What every window of ours has: no node, own world, sandbox; written out, so that no default has to be trusted. */
export function webPreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    spellcheck: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
  };
}

/** The background while the page loads, in the page's own colours, so that nothing flashes. */
export function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff';
}

export function preloadPath(root: string, host: PageHost): string {
  return join(root, 'preload', `${host}-bridge.cjs`);
}

/** Opens the panel where it was, or centred at its first start. */
export function openPanel(options: {
  root: string;
  statePath: string;
  title: string;
  report: (error: unknown) => void;
}): BrowserWindow {
  const state = readWindowState(options.statePath);
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow({
    width: 1180,
    height: 780,
    ...(state ? placeOn(state, screens) : {}),
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: options.title,
    backgroundColor: backgroundColor(),
    autoHideMenuBar: true,
    webPreferences: webPreferences(preloadPath(options.root, 'panel')),
  });
  if (state?.maximized) window.maximize();
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    try {
      writeWindowState(options.statePath, { ...window.getNormalBounds(), maximized: window.isMaximized() });
    } catch (error) {
      // Where the window was is a convenience; closing it must not fail for it.
      options.report(error);
    }
  });
  void window.loadURL(pageUrl('panel'));
  return window;
}
