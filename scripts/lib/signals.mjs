// @ts-check
import os from 'node:os';

/** Someone asked us to stop. */
export class Stopped extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`Stopped by ${signal}.`);
    this.name = 'Stopped';
    /** What a shell reports for a process that the signal ended. */
    this.exitCode = 128 + (os.constants.signals[signal] ?? 0);
  }
}

/**
 * Runs work that is aborted by Ctrl-C, a TERM or a hang-up, so that it can clean up after itself. A second signal ends
 * the process at once.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function untilSignal(work) {
  const controller = new AbortController();
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    const stopped = new Stopped(signal);
    if (controller.signal.aborted) process.exit(stopped.exitCode);
    controller.abort(stopped);
  };
  const names = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const name of names) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of names) process.off(name, stop);
  }
}
