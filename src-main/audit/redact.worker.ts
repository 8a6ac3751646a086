import { parentPort, workerData } from 'node:worker_threads';
import type { JsonValue } from '../../src-preload/contract/json.ts';
import { redactedBytes } from './long-result.ts';
import { createRedactor } from './redaction.ts';

/*
 * The script of the thread that takes the secrets out of a long result: a tenth of a second for each megabyte. One result,
 * one answer.
 */
export interface RedactRequest {
  key: Uint8Array;
  value: JsonValue;
  extraSecrets: readonly string[];
}

const { key, value, extraSecrets } = workerData as RedactRequest;
parentPort?.postMessage(redactedBytes(value, createRedactor({ key: Buffer.from(key) }), extraSecrets));
