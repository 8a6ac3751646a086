import { parentPort, Worker, workerData } from 'node:worker_threads';
import { checkParts, servePart, type PartRequest } from './chain/parts.mjs';
import { verifyLog, type VerifyOptions } from './chain/verify-log.mjs';

/*
 * The script of the thread in which the log is checked: it reads gigabytes and hashes every line, and ending the thread
 * ends it. One check, one answer. The threads that help it, which end with it, run this same script.
 */
const options = workerData as VerifyOptions | 'part';
if (options === 'part') {
  parentPort?.on('message', (request: PartRequest) => parentPort?.postMessage(servePart(request)));
} else {
  void checkParts(options.dir, () => new Worker(__filename, { workerData: 'part', env: {} })).then((parts) =>
    parentPort?.postMessage(verifyLog({ ...options, parts })),
  );
}
