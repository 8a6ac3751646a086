/** The copy of the app that would be updated. */
export interface UpdatedCopy {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  /** Whose signature an update for Windows must have, as the certificate's subject names it. */
  publisher: string | null;
}

/** Why a copy cannot update itself although electron-updater would try, in words for the person; null: it can. */
export function cannotUpdate({ platform, env, publisher }: UpdatedCopy): string | null {
  if (platform !== 'win32') return null;
  // The updater knows one kind of package for Windows: it would run the installer, and leave this file as it is.
  if (env['PORTABLE_EXECUTABLE_FILE'] !== undefined)
    return 'The portable app cannot update itself. Download the new one and put it in the place of this one.';
  // Without a name the updater checks no signature at all.
  if (publisher === null)
    return "This copy does not know its publisher's name, so that no signature could be checked. Download the new one yourself.";
  return null;
}

/** The updater's own folder in the system's one for caches. */
export const UPDATER_CACHE = 'execution-layer-updater';

/** What electron-updater reads about a feed: a file of JSON, which is YAML too. */
export function updateConfig(feed: string, publisher: string | null): string {
  return JSON.stringify({
    provider: 'generic',
    url: feed,
    updaterCacheDirName: UPDATER_CACHE,
    ...(publisher !== null && { publisherName: [publisher] }),
  });
}
