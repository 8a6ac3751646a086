import { app, session } from 'electron';
import { autoUpdater, CancellationToken } from 'electron-updater';
import { replaceFileSync } from '../platform/replace-file.ts';
import { cannotUpdate, updateConfig } from './update-config.ts';
import type { UpdateEngine } from './updates.ts';

/** Put in by the build, from package.json. */
declare const __WINDOWS_PUBLISHER__: string | null;

/** The session in which electron-updater asks (its `NET_SESSION_NAME`). */
const PARTITION = 'electron-updater';

/**
 * electron-updater, held to the feed: nothing by itself, nothing from another server, nothing older. It checks each file's
 * sha512 against the feed's list; on macOS the system checks on top that it is signed as this app is, and on Windows that it is
 * signed by the publisher that this copy was made with, without which it takes none.
 * @param configPath a file of ours that it reads its folder's name from
 */
export function updateEngine(configPath: string, forTests: boolean): UpdateEngine {
  let origin = '';
  const own = session.fromPartition(PARTITION, { cache: false });
  own.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: new URL(details.url).origin !== origin });
  });
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  autoUpdater.logger = null;
  autoUpdater.autoDownload = false;
  autoUpdater.autoInstallOnAppQuit = false;
  autoUpdater.allowDowngrade = false;
  autoUpdater.allowPrerelease = false;
  autoUpdater.disableWebInstaller = true;
  autoUpdater.disableDifferentialDownload = true;
  // It would send a name of its own for each copy of the app.
  autoUpdater.requestHeaders = { 'x-user-staging-id': '' };
  autoUpdater.isUserWithinRollout = () => true;
  autoUpdater.forceDevUpdateConfig = forTests && !app.isPackaged;
  // What goes wrong is thrown as well; without a listener it would be thrown twice.
  autoUpdater.on('error', () => undefined);
  const cut = (): void => void own.closeAllConnections();
  return {
    async check(feed, signal) {
      const { platform, env } = process;
      const why = cannotUpdate({ platform, env, publisher: __WINDOWS_PUBLISHER__ });
      if (why !== null) throw new Error(why);
      ({ origin } = new URL(feed));
      replaceFileSync(configPath, updateConfig(feed, __WINDOWS_PUBLISHER__));
      autoUpdater.updateConfigPath = configPath;
      autoUpdater.setFeedURL({ provider: 'generic', url: feed, useMultipleRangeRequest: false });
      signal.addEventListener('abort', cut, { once: true });
      try {
        const answer = await autoUpdater.checkForUpdates();
        if (answer === null)
          throw new Error(
            'This copy of the app cannot update itself: it was not installed by a package of ours.',
          );
        if (!answer.isUpdateAvailable) return null;
        const { version, files } = answer.updateInfo;
        return { version, bytes: files[0]?.size ?? null };
      } finally {
        signal.removeEventListener('abort', cut);
      }
    },
    async download(percent, signal) {
      const token = new CancellationToken();
      const stop = (): void => {
        token.cancel();
        cut();
      };
      const tell = (info: { percent: number }): void => percent(info.percent);
      signal.addEventListener('abort', stop, { once: true });
      autoUpdater.on('download-progress', tell);
      try {
        await autoUpdater.downloadUpdate(token);
      } finally {
        autoUpdater.off('download-progress', tell);
        signal.removeEventListener('abort', stop);
      }
    },
    install() {
      const failed: Error[] = [];
      const note = (error: Error): void => void failed.push(error);
      autoUpdater.on('error', note);
      autoUpdater.quitAndInstall();
      autoUpdater.off('error', note);
      if (failed[0]) throw failed[0];
    },
  };
}
