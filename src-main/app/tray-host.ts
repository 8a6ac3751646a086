import { execFile } from 'node:child_process';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const LIMIT_MS = 2_000;

/** Programs that can ask the session bus who owns a name, with how each is asked. One of them is on most desktops. */
const ASKERS: readonly [program: string, ...args: string[]][] = [
  [
    'gdbus',
    ...['call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus'],
    ...['--method', 'org.freedesktop.DBus.NameHasOwner', WATCHER],
  ],
  [
    'busctl',
    ...['--user', 'call', 'org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus'],
    ...['NameHasOwner', 's', WATCHER],
  ],
  [
    'dbus-send',
    ...['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'],
    ...['org.freedesktop.DBus.NameHasOwner', `string:${WATCHER}`],
  ],
];

/**
 * Whether something shows tray icons. Electron makes a tray without complaint where nothing does, and the app would be
 * unreachable behind it. On Linux that is whoever owns the StatusNotifierWatcher's name on the session bus; the other
 * systems always have one.
 * @param signal ends the program that is being asked, and the asking
 */
export async function hasTrayHost(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<boolean> {
  if (platform !== 'linux') return true;
  const bus = env['DBUS_SESSION_BUS_ADDRESS'];
  if (bus === undefined || bus === '' || bus.startsWith('disabled:')) return false;
  for (const [program, ...args] of ASKERS) {
    if (signal.aborted) return false;
    const answer = await ask(program, args, env, signal);
    if (answer !== null) return /\btrue\b/.test(answer);
  }
  return false;
}

/** The program's answer, or null where it is missing or fails. */
function ask(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { env, signal, timeout: LIMIT_MS, killSignal: 'SIGKILL' } as const;
    execFile(program, [...args], options, (error, stdout) => {
      resolve(error === null ? stdout : null);
    });
  });
}
