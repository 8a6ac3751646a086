import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { SimpleGit, SimpleGitOptions } from 'simple-git';
import type { ChildOwner } from './children.ts';
import { ToolError } from './tool-error.ts';

export interface GitCommand {
  binary: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment of the child. */
  env: Record<string, string>;
  /** Bytes of stdout and stderr together; more ends the command. */
  maxBytes: number;
  signal: AbortSignal;
  input?: Buffer;
}

export interface GitAnswer {
  stdout: Buffer;
  stderr: string;
  exitCode: number;
}

/**
 * simple-git checks arguments and variables that may have come from users. Here all of them are ours, and they are the
 * very settings that it refuses: those that switch off what a repository would run.
 */
const ALLOWED: Required<NonNullable<SimpleGitOptions['unsafe']>> = {
  allowAbbreviatedOptions: false,
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeCustomBinary: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeExec: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
};

type Result = { stdOut: Buffer[]; stdErr: Buffer[]; exitCode: number | null };

function notStarted(why: string, cause?: unknown): ToolError {
  const message = `git did not start, or was ended from outside. ${why}`;
  return new ToolError('error', 'git_not_started', message, { transient: true, cause });
}

function tooLarge(command: GitCommand): ToolError {
  const message =
    `git printed more than ${Math.floor(command.maxBytes / 1024)} KB about ${command.cwd}; nothing of it is used. ` +
    'Let .gitignore cover generated files, or look at a smaller repository.';
  return new ToolError('error', 'git_output_too_large', message);
}

/**
 * Hands the next child that simple-git starts to `children`. simple-git keeps it to itself, but Node announces each child as
 * it is made, and its stdout tells which one is ours.
 */
function ownNext(
  git: SimpleGit,
  own: (child: ChildProcess) => void,
  unowned: () => void,
): { stop: () => void } {
  let newest: ChildProcess | undefined;
  const note = (message: unknown): void => {
    newest = (message as { process: ChildProcess }).process;
  };
  const stop = (): void => {
    unsubscribe('child_process', note);
  };
  git.outputHandler((_binary, stdout) => {
    stop();
    if (newest?.stdout === stdout) own(newest);
    else unowned();
  });
  subscribe('child_process', note);
  return { stop };
}

/**
 * Runs one git through simple-git, owned by `children`. A non-zero exit code is an answer.
 * @throws the signal's reason when aborted; ToolError `error` (`git_output_too_large`, `git_not_started`).
 */
export async function spawnGit(command: GitCommand, children: ChildOwner): Promise<GitAnswer> {
  const { signal, maxBytes } = command;
  // Loaded by the first git that is run, not on the app's way to its window.
  const { simpleGit } = await import('simple-git');
  signal.throwIfAborted();
  let result: Result | undefined;
  let bytes = 0;
  const unowned = new AbortController();
  const finish = { stop: (): void => undefined };

  try {
    const git = simpleGit({
      baseDir: command.cwd,
      binary: command.binary,
      unsafe: ALLOWED,
      allowEnvironment: Object.keys(command.env),
      // All output has arrived only when the pipes are closed; a time-out after the exit would cut long answers.
      completion: { onClose: true, onExit: false },
      abort: unowned.signal,
      errors: (_error, answer) => {
        result = answer;
        return undefined;
      },
      ...(command.input === undefined ? {} : { input: () => command.input }),
    }).env(command.env);
    const own = (child: ChildProcess): void => {
      const owned = children.own(child, { signal });
      const count = (chunk: Buffer): void => {
        bytes += chunk.length;
        if (bytes > maxBytes) owned.kill();
      };
      child.stdout?.on('data', count);
      child.stderr?.on('data', count);
      void owned.ended.then(() => {
        // Whoever still holds the pipes must not hold up a cancel.
        if (!signal.aborted && bytes <= maxBytes) return;
        child.stdout?.destroy();
        child.stderr?.destroy();
      });
    };
    // Only simple-git can end it, once it has hooked it up.
    finish.stop = ownNext(git, own, () => setImmediate(() => unowned.abort())).stop;
    await git.raw([...command.args]);
  } catch (error) {
    signal.throwIfAborted();
    throw notStarted(error instanceof Error ? error.message : String(error), error);
  } finally {
    finish.stop();
  }

  signal.throwIfAborted();
  if (unowned.signal.aborted) throw new Error('A git was started that has no owner; it was ended.');
  if (bytes > maxBytes) throw tooLarge(command);
  if (result === undefined) throw new Error('simple-git answered without a result.');
  const { stdOut, stdErr, exitCode } = result;
  const stderr = Buffer.concat(stdErr).toString('utf8');
  // Node says -2 (ENOENT) and the like where no process came to be; a process ended by a signal has no code.
  if (exitCode === null || exitCode < 0) throw notStarted(stderr.split('\n')[0] ?? '');
  return { stdout: Buffer.concat(stdOut), stderr, exitCode };
}
