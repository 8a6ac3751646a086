import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'winston';

/**
 * The app's own log, for finding out what went wrong with the app. It never gets arguments, results or settings: those are
 * the audit's, which redacts them.
 */
export interface AppLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, error?: unknown): void;
  /** Resolves when what was logged is in the file. */
  close(): Promise<void>;
}

type Level = 'info' | 'warn' | 'error';
const MAX_FILE_BYTES = 2 * 1024 * 1024;
const MAX_FILES = 5;
/** Milliseconds from the first thing to say until the file is opened, unless it is a warning or the end. */
const OPEN_AFTER_MS = 2_000;
/** What was said is in the file within this time; a disk that takes longer keeps nobody from quitting. */
const WRITTEN_MS = 2_000;

/** The open file, and how much of what was said is on its way there. */
interface OpenLog {
  logger: Logger;
  write(line: { level: Level; message: string; timestamp: string }): void;
  /** Resolves when nothing is. */
  written(): Promise<void>;
}

/** Logs to `<dir>/app.log`, rotated. `redact` is applied to every line. */
export function createAppLog(
  dir: string,
  redact: (text: string) => string,
  openAfterMs = OPEN_AFTER_MS,
): AppLog {
  // The first thing said is that the app has started. winston is loaded a while after it, not on the way to the first frame.
  let logger: Promise<OpenLog> | undefined;
  let openNow = (): void => undefined;
  const openLater = async (): Promise<OpenLog> => {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, openAfterMs);
      openNow = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return openLogger(dir);
  };
  const write = (level: Level, message: string): void => {
    const timestamp = new Date().toISOString();
    logger ??= openLater();
    if (level !== 'info') openNow();
    logger.then(
      (open) => open.write({ level, message: redact(message), timestamp }),
      // There is no log: what it would have said goes where a terminal can show it.
      (error: unknown) => process.stderr.write(`${level} ${redact(message)} (no log: ${String(error)})\n`),
    );
  };
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    openNow();
    const open = await logger?.catch(() => undefined);
    if (!open) return;
    // winston loses what waits for the next file when it is ended before it has come to it, and throws where nobody can catch.
    await open.written();
    await new Promise<void>((resolve) => {
      open.logger.on('finish', () => setImmediate(resolve));
      open.logger.end();
    });
  };
  return {
    info: (message) => write('info', message),
    warn: (message) => write('warn', message),
    error: (message, error) =>
      write('error', error === undefined ? message : `${message}: ${traceOf(error)}`),
    close: () => (closed ??= close()),
  };
}

async function openLogger(dir: string): Promise<OpenLog> {
  const { createLogger, format, transports } = await import('winston');
  const file = new transports.File({
    filename: join(dir, 'app.log'),
    maxsize: MAX_FILE_BYTES,
    maxFiles: MAX_FILES,
    tailable: true,
    options: { flags: 'a', mode: 0o600 },
  });
  const logger = createLogger({
    format: format.printf(
      ({ timestamp, level, message }) => `${String(timestamp)} ${level} ${String(message)}`,
    ),
    transports: [file],
    // A log that cannot be written must not take the app down with it.
    exitOnError: false,
  });
  logger.on('error', () => undefined);
  let said = 0;
  let inFile = 0;
  file.on('logged', () => (inFile += 1));
  const written = async (): Promise<void> => {
    const until = performance.now() + WRITTEN_MS;
    while (inFile < said && performance.now() < until) await sleep(5);
  };
  const write: OpenLog['write'] = (line) => {
    said += 1;
    logger.log(line);
  };
  return { logger, write, written };
}

function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
