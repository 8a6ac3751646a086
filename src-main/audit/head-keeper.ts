import { join } from 'node:path';
import { replaceFile } from '../platform/replace-file.ts';
import { HEAD, HEAD_TYPE } from './chain/files.mjs';
import { writeStatement, type Signer } from './chain/statement.mjs';
import type { ChainHead } from './record.ts';

/**
 * The head follows the log at this distance. A record of its own sync for every head would halve the log's rate; a head
 * that is a second behind leaves open only what was written in that second.
 */
const EVERY_MS = 1_000;

export interface HeadKeeperParts {
  dir: string;
  /** The newest record that is on disk. */
  head: () => ChainHead;
  /** Epoch seconds. */
  clock: () => number;
  signer: () => Signer | null;
  /** Whether a signed head of an earlier time must not make room for one that is not signed. */
  mustSign: () => boolean;
  /** A signed head is on disk. */
  onSigned: () => void;
}

/**
 * Writes `tools_audit.head.json`: how many records there are, the newest one's hash, and when; signed where there is a
 * key. It trails the log by up to a second while the app runs and is exact when the app has ended in order: fewer records
 * than it says is a cut-off log, more is the usual state after a crash.
 */
export class HeadKeeper {
  private readonly parts: HeadKeeperParts;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> | null = null;
  private written = -1;
  private closed = false;
  /** Why the newest head could not be written. */
  problem: string | null = null;
  /** Whether the newest head that was written is signed. */
  signed = false;

  constructor(parts: HeadKeeperParts) {
    this.parts = parts;
  }

  /** The log has grown. */
  touch(): void {
    if (this.timer || this.closed) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, EVERY_MS);
    this.timer.unref();
  }

  /** Brings the head up to the log. Never fails: what went wrong is in `problem`, and the next record tries again. */
  async flush(): Promise<void> {
    while (this.writing) await this.writing;
    const { seq, hash } = this.parts.head();
    if (seq === this.written || seq === 0) return;
    this.writing = this.write({ seq, hash });
    try {
      await this.writing;
      this.written = seq;
      this.problem = null;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.writing = null;
    }
  }

  /** Writes the last one. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    await this.flush();
  }

  private async write({ seq, hash }: ChainHead): Promise<void> {
    const { dir, clock } = this.parts;
    const signer = this.parts.signer();
    // Whoever cannot sign leaves what was signed: unsigned, it could be anybody's.
    if (!signer && this.parts.mustSign()) return;
    const text = writeStatement({ type: HEAD_TYPE, version: 1, count: seq, hash, ts: clock() }, signer);
    const path = join(dir, HEAD);
    await replaceFile(path, text, `${path}.tmp`);
    this.signed = signer !== null;
    if (signer) this.parts.onSigned();
  }
}
