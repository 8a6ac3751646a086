import { randomBytes } from 'node:crypto';
import fs, { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AuditEntry } from '../../src-preload/contract/types.ts';
import { nodeFs, type AuditFs } from '../../src-main/audit/audit-fs.ts';
import {
  LOG_FILE_NAME,
  openAuditLog,
  type OpenAuditLogOptions,
} from '../../src-main/audit/open-audit-log.ts';
import { createRedactor } from '../../src-main/audit/redaction.ts';

export const testRedactor = createRedactor({ key: randomBytes(32) });

/** A real folder of its own, removed when the test ends. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'execution-layer-audit-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Opens a log, in a new folder unless told; it is closed when the test ends. */
export async function openLog(options: Partial<OpenAuditLogOptions> = {}) {
  const dir = options.dir ?? join(tempDir(), 'logs');
  const opened = await openAuditLog({ redactor: testRedactor, ...options, dir });
  onTestFinished(() => opened.log.close());
  return { ...opened, dir, path: join(dir, LOG_FILE_NAME) };
}

export function readLines(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1);
}

export function readRecords(path: string): AuditEntry[] {
  return readLines(path).map((line) => JSON.parse(line) as AuditEntry);
}

/** The real file system, with a count of the syncs and a switch that makes the next calls fail as a disk would. */
export function watchedFs(): {
  io: AuditFs;
  syncs: () => number;
  /** Syncs that have failed because they were told to. */
  failed: () => number;
  failSync: (code: string | null) => void;
} {
  let count = 0;
  let failures = 0;
  let code: string | null = null;
  const fdatasync = ((fd: number, done: fs.NoParamCallback) => {
    count++;
    fs.fdatasync(fd, (error) => {
      if (code !== null) failures++;
      done(code === null ? error : Object.assign(new Error(code), { code }));
    });
  }) as typeof fs.fdatasync;
  return {
    io: { ...nodeFs, fdatasync },
    syncs: () => count,
    failed: () => failures,
    failSync: (next) => {
      code = next;
    },
  };
}
