// @ts-check
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from './errors.mjs';
import { isRecord, readJson, writeFileAtomic } from './files.mjs';
import { withLock } from './lock.mjs';
import { stateDir } from './paths.mjs';
import { run } from './proc.mjs';
import {
  DISPLAY_PROGRAMS,
  LONG_TEST_PROGRAMS,
  OPENED_LATER,
  TEST_PROGRAMS,
  TOOL_PROGRAMS,
  installCommands,
  missingLibraries,
  notInCache,
  packagesFor,
  parseOsRelease,
} from './system-needs.mjs';
import { which } from './which.mjs';

/**
 * @typedef {{
 *   root: string, cache: string, executable: string, display: boolean, forTest: boolean, forLong?: boolean, browser: boolean,
 *   say: import('./say.mjs').Say, signal?: AbortSignal,
 * }} SystemContext `display`: there is one; `browser`: one was found
 */

/**
 * Libraries that are missing for an executable. `ldd` is run only where the good answer for this very file is not
 * remembered.
 * @param {string} root
 * @param {string} executable
 * @returns {string[]}
 */
function librariesMissing(root, executable) {
  const known = path.join(stateDir(root), 'libraries.json');
  const key = `${executable} ${fs.statSync(executable).mtimeMs}`;
  const remembered = readJson(known);
  if (isRecord(remembered) && remembered['ok'] === key) return [];
  const env = { ...process.env, LC_ALL: 'C', PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
  const ask = (/** @type {string} */ command, /** @type {string[]} */ args) =>
    execFileSync(command, args, {
      encoding: 'utf8',
      env,
      timeout: 20_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  let missing;
  try {
    missing = [
      ...missingLibraries(ask('ldd', [executable])),
      ...notInCache(ask('ldconfig', ['-p']), OPENED_LATER),
    ];
  } catch (error) {
    throw new SetupError(
      `Could not check the libraries of ${executable}: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
      'Electron needs a Linux with glibc (not Alpine) and its tools `ldd` and `ldconfig`.',
      { cause: error },
    );
  }
  if (missing.length === 0) writeFileAtomic(known, JSON.stringify({ ok: key }));
  return missing;
}

/** @param {SystemContext} context */
function look({ root, executable, display, forTest, forLong = false, browser }) {
  const wanted = {
    ...(display ? {} : DISPLAY_PROGRAMS),
    ...(forTest ? TEST_PROGRAMS : {}),
    ...(forLong ? LONG_TEST_PROGRAMS : {}),
  };
  const programs = Object.entries(wanted).filter(([name]) => which(name) === undefined);
  return {
    libraries: librariesMissing(root, executable),
    programs: programs.map(([name]) => name),
    packages: [...new Set(programs.map(([, name]) => name))],
    // Their absence stops nothing, unless it is tests that are to come.
    useful: Object.entries(forTest ? {} : TOOL_PROGRAMS).filter(([name]) => which(name) === undefined),
    browser: forTest && !browser,
  };
}

function manager() {
  if (which('apt-get')) return /** @type {const} */ ('apt');
  if (which('dnf')) return /** @type {const} */ ('dnf');
  return which('pacman') ? /** @type {const} */ ('pacman') : undefined;
}

function aptKnowsT64() {
  try {
    return (
      execFileSync('apt-cache', ['search', '--names-only', '^libgtk-3-0t64$'], {
        encoding: 'utf8',
        timeout: 20_000,
      }) !== ''
    );
  } catch {
    return false; // No apt lists yet: the older names are the better guess, and apt will say so if they are not.
  }
}

/**
 * Makes sure of the libraries and programs that Linux needs, installing them where that is possible.
 * @param {SystemContext} context
 * @returns {Promise<'present' | 'installed'>}
 * @throws {SetupError} with the exact command, where it cannot install
 */
export async function ensureSystem(context) {
  const { cache, say, signal } = context;
  const enough = (/** @type {ReturnType<typeof look>} */ seen) =>
    seen.libraries.length + seen.programs.length === 0;
  const first = look(context);
  const tool = manager();
  const root = process.getuid?.() === 0;
  const os = parseOsRelease(
    fs.existsSync('/etc/os-release') ? fs.readFileSync('/etc/os-release', 'utf8') : '',
  );
  // A browser is worth installing only where that is one package; its absence stops nothing.
  const wantsBrowser = first.browser && root && tool === 'apt' && os.id === 'debian';
  const extras = [
    ...(root && tool === 'apt' ? first.useful.map(([name]) => name) : []),
    ...(wantsBrowser ? ['browser'] : []),
  ];
  if (enough(first) && extras.length === 0) return 'present';
  const missing = [...first.libraries, ...first.programs].join(', ');
  if (tool === undefined) {
    throw new SetupError(
      `Missing on this system: ${missing}.`,
      "Install them with your system's package manager.",
    );
  }
  const needs = {
    libraries: first.libraries.length > 0,
    programs: [...first.packages, ...first.useful.map(([, name]) => name)],
    browser: wantsBrowser,
  };
  const commands = installCommands(packagesFor(needs, os, tool, aptKnowsT64), tool);
  if (!root || tool !== 'apt') {
    const prefix = root ? '' : 'sudo ';
    const line = commands.map((command) => prefix + command.join(' ')).join(' && ');
    throw new SetupError(
      `Missing on this system: ${missing}.`,
      `Install with:\n  ${line}\nand run this again.`,
    );
  }
  return withLock(path.join(cache, 'locks', 'system.lock'), { ...(signal && { signal }) }, async () => {
    const again = look(context);
    if (enough(again) && !again.browser && again.useful.length === 0) return 'present';
    say.step(`Installing system packages: ${packagesFor(needs, os, tool, aptKnowsT64).join(' ')}...`);
    try {
      await install(commands, say, signal);
    } catch (error) {
      if (!enough(again) || !(error instanceof SetupError)) throw error;
      say.step(`  not installed: ${extras.join(', ')}; ${error.message}`);
      return 'present';
    }
    const after = look(context);
    if (enough(after)) return 'installed';
    throw new SetupError(
      `Still missing after installing: ${[...after.libraries, ...after.programs].join(', ')}.`,
    );
  });
}

/**
 * @param {string[][]} commands
 * @param {import('./say.mjs').Say} say
 * @param {AbortSignal} [signal]
 */
async function install(commands, say, signal) {
  const done = say.every(10_000, (seconds) => `  still installing (${seconds} s)`);
  try {
    for (const [command = '', ...args] of commands) {
      const result = await run(command, args, {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
        limitMs: 15 * 60_000,
        ...(signal && { signal }),
      });
      if (result.code === 0) continue;
      const tail = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-12).join('\n');
      throw new SetupError(
        `${[command, ...args].join(' ')} failed (${result.timedOut ? 'time limit' : `exit code ${result.code}`}):\n${tail}`,
        'Check the network and the apt sources, then run it again.',
      );
    }
  } finally {
    done();
  }
}
