import type { DisplayArea, OwnWindow } from './desk.ts';

/** What only the app itself can tell or do; handed in by the composition root. */
export interface DesktopHost {
  /** Our open windows, by the system's numbers. */
  ownWindows(): ReadonlyMap<number, OwnWindow>;
  /** Hides those of them that can be seen and are not asking anything; returns what shows them again. */
  hide(): () => void;
  /** Numbers of those that are hidden, though the screen may still show them for a moment. */
  hidden(): readonly number[];
  /** The screens in global coordinates, on macOS and Windows; X11 is asked itself. */
  displays(): DisplayArea[];
  /** macOS: what the person has granted this app. Elsewhere all of it. */
  permissions(): { accessibility: boolean; screen: boolean };
  clipboard: { read(): Promise<string>; write(text: string): Promise<void> };
}

/** Where there are no windows of ours: benches and tests. */
export function windowlessHost(): DesktopHost {
  let text = '';
  return {
    ownWindows: () => new Map(),
    hide: () => () => undefined,
    hidden: () => [],
    displays: () => [],
    permissions: () => ({ accessibility: true, screen: true }),
    clipboard: { read: async () => text, write: async (given) => void (text = given) },
  };
}
