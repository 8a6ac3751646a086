// @ts-check

/**
 * The middle of some numbers: on a busy machine a mean is mostly about the machine.
 * @param {readonly number[]} values at least one
 */
export function median(values) {
  if (values.length === 0) throw new Error('The median of nothing was asked for.');
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? Number(sorted[half])
    : (Number(sorted[half - 1]) + Number(sorted[half])) / 2;
}

/**
 * The value that `percent` of the others are at or below (nearest rank).
 * @param {readonly number[]} values at least one
 * @param {number} percent
 */
export function percentile(values, percent) {
  if (values.length === 0) throw new Error('A percentile of nothing was asked for.');
  const sorted = [...values].sort((a, b) => a - b);
  return Number(sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]);
}

/**
 * How steeply a row of points rises: the median of the slopes between any two of them (Theil and Sen), which a few points that
 * stand out do not move.
 * @param {readonly (readonly [x: number, y: number])[]} points at least two with different x
 */
export function slopeOf(points) {
  const slopes = points.flatMap(([x, y], at) =>
    points.slice(at + 1).flatMap(([x1, y1]) => (x1 === x ? [] : [(y1 - y) / (x1 - x)])),
  );
  if (slopes.length === 0) throw new Error('A slope needs points at different places.');
  return median(slopes);
}

/**
 * Rounds for people and for JSON; four digits say all that a benchmark can.
 * @param {number} value
 */
export function rounded(value) {
  return Number(value.toPrecision(4));
}
