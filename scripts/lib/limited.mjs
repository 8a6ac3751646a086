// @ts-check

/**
 * Aborts with one of the others, or after so long with a TimeoutError. Not by `AbortSignal.timeout`: what follows such a signal by
 * `AbortSignal.any` does not hold it, so that it can be collected and never come (nodejs/node#57736).
 * @param {number} ms
 * @param {...AbortSignal} others
 * @returns {AbortSignal}
 */
export function limited(ms, ...others) {
  const over = new AbortController();
  const late = Object.assign(new Error(`Not done within ${ms / 1000} s.`), { name: 'TimeoutError' });
  setTimeout(() => over.abort(late), ms).unref();
  return AbortSignal.any([over.signal, ...others]);
}
