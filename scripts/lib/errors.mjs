// @ts-check

/** A failure that the person can act on: shown as its message and `fix`, without a stack. */
export class SetupError extends Error {
  /**
   * @param {string} message what went wrong and where
   * @param {string} [fix] what to do about it
   * @param {ErrorOptions} [options]
   */
  constructor(message, fix, options) {
    super(message, options);
    this.name = 'SetupError';
    this.fix = fix;
  }
}

/**
 * The code of a Node system error, looking through wrapped causes (`fetch failed` hides the real one).
 * @param {unknown} error
 * @returns {string | undefined} such as `ENOSPC`
 */
export function errorCode(error) {
  let at = error;
  for (let depth = 0; at instanceof Error && depth < 6; depth++) {
    const code = /** @type {NodeJS.ErrnoException} */ (at).code;
    if (typeof code === 'string') return code;
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
  }
  return undefined;
}

/**
 * One line for a person: the innermost cause says more than `fetch failed`.
 * @param {unknown} error
 */
export function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  const code = errorCode(error);
  const line = (error.message || error.name).split('\n')[0] ?? '';
  return code !== undefined && !line.includes(code) ? `${line} (${code})` : line;
}

/**
 * Adds what to do to the failures that storage brings; anything else comes back unchanged.
 * @param {unknown} error
 * @param {string} folder where it happened
 */
export function explainStorage(error, folder) {
  if (error instanceof SetupError) return error;
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new SetupError(
      `The disk is full: could not write to ${folder}.`,
      'Free about 1 GB there and run it again.',
      {
        cause: error,
      },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new SetupError(
      `Not allowed to write to ${folder} (${code}).`,
      'Set XDG_CACHE_HOME to a folder that you may write to, or correct the permissions.',
      { cause: error },
    );
  }
  return error;
}
