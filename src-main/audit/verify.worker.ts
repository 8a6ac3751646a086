import { parentPort, workerData } from 'node:worker_threads';
import { verifyLog, type VerifyOptions } from './chain/verify-log.mjs';

/*
 * The script of the thread in which the log is checked: it reads gigabytes and hashes every line, and ending the thread
 * ends it. One check, one answer.
 */
parentPort?.postMessage(verifyLog(workerData as VerifyOptions));
