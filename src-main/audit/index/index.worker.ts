import { parentPort, workerData } from 'node:worker_threads';
import { AuditUnavailable } from '../audit-log.ts';
import { InvalidCursor } from '../cursor.ts';
import { isSystemError } from '../unavailable.ts';
import { IndexEngine } from './engine.ts';
import { PartMoved } from './log-parts.ts';
import type { Failure, FromIndex, ToIndex } from './messages.ts';

/*
 * The script of the thread that keeps the search index and answers from it. Ending the thread ends its work: the index is
 * then as after a crash, and goes on from where it is.
 */
const { path } = workerData as { path: string };
const send = (message: FromIndex): void => parentPort?.postMessage(message);
const engine = new IndexEngine(path, (report) => send({ report }));

/** Ends what is read for a question. */
class Cancelled extends Error {
  override name = 'Cancelled';
}
const underWay = new Map<number, AbortController>();

function failureOf(error: unknown): Failure | null {
  if (error instanceof Cancelled) return 'cancelled';
  if (error instanceof InvalidCursor) return 'cursor';
  if (error instanceof PartMoved) return 'moved';
  return error instanceof AuditUnavailable || isSystemError(error) ? 'unavailable' : null;
}

parentPort?.on('message', (message: ToIndex) => {
  if ('cancel' in message) {
    underWay.get(message.cancel)?.abort(new Cancelled());
    return;
  }
  if (!('question' in message)) {
    void engine.follow(message.parts).then(() => send({ idle: true }));
    return;
  }
  const { id, question, parts } = message;
  const stop = new AbortController();
  underWay.set(id, stop);
  const over = (): void => {
    underWay.delete(id);
    void engine.settled().then(() => send({ idle: true }));
  };
  engine.answer(question, parts, stop.signal).then(
    (value) => {
      send({ id, ok: true, value });
      over();
    },
    (error: unknown) => {
      over();
      const failure = failureOf(error);
      // A bug ends the thread, and whoever asked is answered from the log.
      if (failure === null) throw error;
      send({ id, ok: false, failure, message: error instanceof Error ? error.message : String(error) });
    },
  );
});
