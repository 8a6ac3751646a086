import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the system would do for a package, done to `$ROOT`; each call is in `$ROOT/calls`. */
const STUBS: Record<string, string> = {
  'update-alternatives':
    'case "$1" in --install) mkdir -p "$ROOT/usr/bin"; ln -sf "$4" "$2" ;; --remove) rm -f "$ROOT/usr/bin/$2" ;; esac',
  'update-mime-database': ':',
  'update-desktop-database': ':',
  apparmor_status: ':',
  apparmor_parser: ':',
  unshare: ':',
};

/**
 * Runs a package's maintainer script as root would, with a folder for the root of the file system: its absolute paths lead there,
 * and what would change the system itself is a stand-in.
 * @returns what it printed
 */
export function maintainerScript(root: string, script: string, ...args: string[]): string {
  const stubs = join(root, 'stubs');
  mkdirSync(stubs, { recursive: true });
  for (const [name, body] of Object.entries(STUBS)) {
    writeFileSync(join(stubs, name), `#!/bin/bash\necho "${name} $*" >> "$ROOT/calls"\n${body}\n`);
    chmodSync(join(stubs, name), 0o755);
  }
  const within = readFileSync(script, 'utf8').replace(/(['"\s])\/(usr|opt|etc)\b/g, `$1${root}/$2`);
  const file = join(root, 'script');
  writeFileSync(file, within);
  const env = { ROOT: root, PATH: `${stubs}:/usr/bin:/bin` };
  return execFileSync('bash', [file, ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
