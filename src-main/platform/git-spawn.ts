import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { simpleGit, type SimpleGitOptions } from 'simple-git';
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

/**
 * Runs one git through simple-git, owned by `children`. A non-zero exit code is an answer.
 * @throws the signal's reason when aborted; ToolError `error` (`git_output_too_large`, `git_not_started`).
 */
export async function spawnGit(command: GitCommand, children: ChildOwner): Promise<GitAnswer> {
  const { signal, maxBytes } = command;
  signal.throwIfAborted();
  let result: { stdOut: Buffer[]; stdErr: Buffer[]; exitCode: number } | undefined;
  let tooLarge = false;
  const unowned = new AbortController();

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

  // simple-git keeps the child to itself; Node announces each one as it is made, and its stdout tells which is ours.
  let newest: ChildProcess | undefined;
  const note = (message: unknown): void => {
    newest = (message as { process: ChildProcess }).process;
  };
  git.outputHandler((_binary, stdout, stderr) => {
    unsubscribe('child_process', note);
    if (newest === undefined || newest.stdout !== stdout) {
      // Only simple-git can end it, once it has hooked it up.
      setImmediate(() => unowned.abort());
      return;
    }
    const child = children.own(newest, { signal });
    let bytes = 0;
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes <= maxBytes || tooLarge) return;
      tooLarge = true;
      child.kill();
    };
    stdout.on('data', count);
    stderr.on('data', count);
  });

  subscribe('child_process', note);
  try {
    await git.raw([...command.args]);
  } finally {
    unsubscribe('child_process', note);
  }
  signal.throwIfAborted();
  if (unowned.signal.aborted) throw new Error('A git was started that has no owner; it was ended.');
  if (tooLarge) {
    const limit = `${Math.floor(maxBytes / 1024)} KB`;
    const message = `git printed more than ${limit} about ${command.cwd}; nothing of it is used. Look at a smaller repository, or ignore generated files.`;
    throw new ToolError('error', 'git_output_too_large', message);
  }
  if (result === undefined) throw new Error('simple-git answered without a result.');
  const stderr = Buffer.concat(result.stdErr).toString('utf8');
  // Node says -2 (ENOENT) and the like where no process came to be; a process ended by a signal has no code.
  if (typeof result.exitCode !== 'number' || result.exitCode < 0) {
    const message = `git did not start, or was ended from outside (${stderr.split('\n')[0] ?? ''}).`;
    throw new ToolError('error', 'git_not_started', message, { transient: true });
  }
  return { stdout: Buffer.concat(result.stdOut), stderr, exitCode: result.exitCode };
}
