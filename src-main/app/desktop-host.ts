import { BrowserWindow, clipboard, screen, systemPreferences } from 'electron';
import type { DesktopHost } from '../platform/input/desktop-host.ts';
import type { OwnWindow } from '../platform/input/desk.ts';
import { displayAreas } from '../platform/input/display-areas.ts';

export interface HostParts {
  panel: () => BrowserWindow | null;
  approval: () => BrowserWindow | null;
  /** A question to the person is up. */
  asking: () => boolean;
}

/** What of the desktop only Electron tells: our own windows, the screens, the clipboard, what macOS has granted. */
export function desktopHost({ panel, approval, asking }: HostParts): DesktopHost {
  const kindOf = (window: BrowserWindow): OwnWindow =>
    // Without a question it is on its way out of sight, like the panel before a run.
    window === approval() ? (asking() ? 'approval' : 'panel') : window === panel() ? 'panel' : 'other';
  return {
    ownWindows: () =>
      new Map(BrowserWindow.getAllWindows().map((window) => [systemNumber(window), kindOf(window)])),
    hide() {
      // The approval window comes and goes with what is asked.
      const seen = BrowserWindow.getAllWindows().filter(
        (window) => window !== approval() && window.isVisible() && !window.isMinimized(),
      );
      for (const window of seen) window.hide();
      return () => {
        // Without the keyboard: it stays where the run, or the person, has put it.
        for (const window of seen) if (!window.isDestroyed() && !window.isVisible()) window.showInactive();
      };
    },
    hidden: () =>
      BrowserWindow.getAllWindows()
        .filter((window) => !window.isVisible())
        .map(systemNumber),
    displays: () =>
      displayAreas(process.platform, screen.getAllDisplays(), (area) => screen.dipToScreenRect(null, area)),
    permissions: () =>
      process.platform === 'darwin'
        ? {
            accessibility: systemPreferences.isTrustedAccessibilityClient(false),
            screen: systemPreferences.getMediaAccessStatus('screen') === 'granted',
          }
        : { accessibility: true, screen: true },
    // Newer versions of Electron answer with a promise.
    clipboard: {
      read: async () => clipboard.readText(),
      write: async (text) => clipboard.writeText(text),
    },
  };
}

/** A window's number as the system's window list has it. */
function systemNumber(window: BrowserWindow): number {
  // macOS's handle is a pointer; the number of the window stands in "window:<number>:<index>".
  if (process.platform === 'darwin') return Number(window.getMediaSourceId().split(':')[1]);
  return window.getNativeWindowHandle().readUInt32LE(0);
}
