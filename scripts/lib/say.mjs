// @ts-check
import { SetupError } from './errors.mjs';

/**
 * How set-up talks. `fact` is for the person who asked; `step` announces work that takes a while.
 * Quiet leaves out facts and moves work to stderr, so that stdout stays free for another command's answer.
 * @typedef {{
 *   fact: (text: string) => void,
 *   step: (text: string) => void,
 *   every: (ms: number, text: (seconds: number) => string) => () => void,
 * }} Say
 */

/**
 * @param {{quiet?: boolean, out?: NodeJS.WritableStream, err?: NodeJS.WritableStream}} [options]
 * @returns {Say}
 */
export function createSay({ quiet = false, out = process.stdout, err = process.stderr } = {}) {
  const work = quiet ? err : out;
  /** @param {string} text */
  const step = (text) => void work.write(`${text}\n`);
  return {
    fact: (text) => {
      if (!quiet) out.write(`${text}\n`);
    },
    step,
    every: (ms, text) => {
      const from = Date.now();
      const timer = setInterval(() => step(text(Math.round((Date.now() - from) / 1000))), ms);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}

/**
 * Prints a failure and gives the exit code: calm for what a person can act on, with its stack for a bug.
 * @param {unknown} error
 * @param {NodeJS.WritableStream} [err]
 * @returns {number} the exit code
 */
export function sayError(error, err = process.stderr) {
  if (error instanceof Error && error.name === 'Stopped' && 'exitCode' in error) {
    err.write(`${error.message}\n`);
    return Number(error.exitCode);
  }
  if (error instanceof SetupError) {
    err.write(`\n${error.message}\n${error.fix === undefined ? '' : `${error.fix}\n`}`);
  } else {
    err.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
  return 1;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}
