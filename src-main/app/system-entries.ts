import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'electron';
import { LINK_SCHEME } from './deep-link.ts';
import { APPIMAGE_ENTRY, openLinks } from './link-scheme.ts';
import { startAtLogin } from './login-item.ts';
import type { UserData } from './user-data.ts';

/*
 * What the system knows of an installed app: that it starts at login, and that it opens our links.
 */

export interface SystemEntries {
  /** Brings them up to date at a start: the app may have moved since, or the settings have been changed without it. */
  atStart(startsAtLogin: boolean): void;
  /** @throws the file system's error */
  startAtLogin(open: boolean): void;
  /** What takes away what there is of them, each by itself. Each throws the file system's error. */
  removals(): readonly (() => void)[];
}

interface Parts {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  userData: Pick<UserData, 'dir' | 'usual'>;
  app: Pick<
    App,
    'getPath' | 'setLoginItemSettings' | 'setAsDefaultProtocolClient' | 'removeAsDefaultProtocolClient'
  >;
  report: (what: string, error: unknown) => void;
}

/** An app on another data folder than the usual one is beside the installed one, and leaves alone what it is not told to change. */
export function systemEntries({ platform, env, userData, app, report }: Parts): SystemEntries {
  const appImage = platform === 'linux' ? env['APPIMAGE'] : undefined;
  const portable = platform === 'win32' ? env['PORTABLE_EXECUTABLE_FILE'] : undefined;
  // The executable of these two lies in a folder that is gone when they end.
  const executable = appImage ?? portable ?? app.getPath('exe');
  const login = (open: boolean): void =>
    startAtLogin(open, {
      platform,
      executable,
      dataDir: userData.usual ? null : userData.dir,
      config: app.getPath('appData'),
      set: (item) => app.setLoginItemSettings(item),
    });
  const links = (open: boolean): void =>
    openLinks(open, {
      platform,
      executable,
      appImage,
      data: env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'),
      set: (client, path) =>
        client
          ? app.setAsDefaultProtocolClient(LINK_SCHEME, path)
          : app.removeAsDefaultProtocolClient(LINK_SCHEME, path),
      entriesChanged: (folder) => entriesChanged(folder, env, report),
    });
  return {
    atStart(startsAtLogin) {
      if (startsAtLogin || userData.usual) login(startsAtLogin);
      if (userData.usual) links(true);
    },
    startAtLogin: login,
    removals: () => [() => login(false), ...(userData.usual ? [() => links(false)] : [])],
  };
}

/** By the tool that is there for it; where that is missing, by making the entry the default for what it opens. */
function entriesChanged(folder: string, env: NodeJS.ProcessEnv, report: Parts['report']): void {
  const options = { env, timeout: 10_000 };
  const told = (error: Error | null): void => {
    if (error) report('The desktop was not told of our links', error);
  };
  execFile('update-desktop-database', [folder], options, (error) => {
    if ((error as NodeJS.ErrnoException | null)?.code !== 'ENOENT') {
      told(error);
      return;
    }
    const type = `x-scheme-handler/${LINK_SCHEME}`;
    execFile('xdg-mime', ['default', APPIMAGE_ENTRY, type], options, told);
  });
}
