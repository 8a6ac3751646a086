import fs from 'node:fs';
import { join, relative, sep } from 'node:path';

/*
 * Which of a data folder's entries are the app's own, by name: a folder that somebody gave with `--user-data-dir` may hold
 * other things, of other names or in folders of the same name.
 */

/** A file that was being written when the app was killed. */
const FRESH = String.raw`(?:\.\d+\.\d+)?(?:\.tmp)?`;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const EVERYTHING = /^/;

/** Ours by the folder they are in ('' is the data folder itself). */
const OURS: Readonly<Record<string, RegExp>> = {
  '': new RegExp(
    `^(?:execution_layer_config(?:\\.(?:bad|edited)-[\\w-]+)?\\.json|(?:settings-at-quit|control|rules|owned|held-input)\\.json|` +
      `(?:audit-key|consult_providers|window-state|update-feed)\\.json|redaction\\.key|first-steps-ended)${FRESH}$`,
  ),
  logs: /^(?:tools_audit\.[\w.-]+|app\d*\.log)$/,
  artifacts: new RegExp(`^[\\da-f]{64}${FRESH}$`),
  imported: /^(?:tools_audit\.[\w.-]+|sources\.json)$/,
  'audit-index': /^index\.db[\w.-]*$/,
  browsers: UUID,
};

/** Chromium's own, with what it puts into those whose name anybody might give to a folder. */
const CHROMIUM: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(
    [
      ...[
        'Cache',
        'Code Cache',
        'GPUCache',
        'DawnCache',
        'DawnGraphiteCache',
        'DawnWebGPUCache',
        'GrShaderCache',
      ],
      ...['ShaderCache', 'Crashpad', 'Local Storage', 'Session Storage', 'IndexedDB', 'Shared Dictionary'],
      ...['SharedStorage', 'Service Worker', 'WebStorage', 'blob_storage', 'VideoDecodeStats', 'Local State'],
      ...['Preferences', 'Cookies', 'Cookies-journal', 'Trust Tokens', 'Trust Tokens-journal', 'DIPS'],
      ...['DIPS-journal', 'DIPS-wal', 'TransportSecurity', 'Network Persistent State', 'DevToolsActivePort'],
      ...['SingletonLock', 'SingletonCookie', 'SingletonSocket', 'lockfile', 'SharedStorage-wal'],
    ].map((name) => [name, EVERYTHING]),
  ),
  Dictionaries: /\.bdic$/,
  Network:
    /^(?:Cookies|Trust Tokens|Network Persistent State|TransportSecurity|NetworkDataMigrated|SCT Auditing.*|Reporting.*|DIPS)(?:-journal)?$/,
  Partitions: /^electron-updater$/,
  databases: /^Databases\.db/,
};

/**
 * Removes from a data folder what the app and the Chromium in it have written, and the folder itself when nothing else is in it.
 * A link is removed, never followed. Chromium holds its own files open, which Windows does not let go of: those that stay have
 * nothing of the person's in them.
 * @returns how many entries were removed, and what is left of the app's own, or could not be looked into, with why
 */
export function removeKept(dir: string): { removed: number; left: string[] } {
  const left: string[] = [];
  let removed = 0;
  const attempt = (path: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      const [top = ''] = relative(dir, path).split(sep);
      if (!(top in CHROMIUM)) left.push(`${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
    }
  };
  const remove = (path: string): void =>
    attempt(path, () => {
      if (!fs.lstatSync(path, { throwIfNoEntry: false })) return;
      fs.rmSync(path, { recursive: true, force: true });
      removed += 1;
    });
  const within = (folder: string, ours: (name: string) => boolean): void => {
    const whole = join(dir, folder);
    attempt(whole, () => {
      for (const name of entriesOf(whole)) if (ours(name)) remove(join(whole, name));
    });
    if (folder !== '') removeEmpty(whole);
  };
  for (const [folder, names] of Object.entries({ ...CHROMIUM, ...OURS })) {
    if (names === EVERYTHING) remove(join(dir, folder));
    else if (folder !== '') within(folder, (name) => names.test(name));
  }
  within('profiles', (name) => isProfile(join(dir, 'profiles', name)));
  within('', (name) => (OURS['']?.test(name) ?? false) || name.startsWith('.org.chromium.Chromium.'));
  removeEmpty(dir);
  return { removed, left };
}

/** A Chromium's own profile, as the browsers of assistants have one each. */
const isProfile = (folder: string): boolean =>
  ['Default', 'Local State'].some((name) => fs.existsSync(join(folder, name)));

/** Of a folder itself, not of one that a link leads to. */
function entriesOf(folder: string): string[] {
  return fs.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ? fs.readdirSync(folder) : [];
}

function removeEmpty(folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch {
    // Somebody else's things are in it, or it is not there.
  }
}
