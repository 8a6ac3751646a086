// @ts-check

/**
 * How many records the long logs of the measures have. Fewer, by EXECUTION_LAYER_BENCH_RECORDS, only to see whether a measure
 * can be taken at all: its figures mean nothing then.
 */
export const MANY = Number(process.env['EXECUTION_LAYER_BENCH_RECORDS'] ?? 1_000_000);
export const FEW = 1_000;

if (!Number.isSafeInteger(MANY) || MANY < FEW) {
  throw new Error('EXECUTION_LAYER_BENCH_RECORDS is no number of records that would do.');
}
