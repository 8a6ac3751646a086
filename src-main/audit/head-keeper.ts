import { join } from 'node:path';
import { replaceFile, replaceFileSync } from '../platform/replace-file.ts';
import { nodeFs, syncFolder } from './audit-fs.ts';
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
  /** The newest record that is on disk; number 0 while none of this start is. */
  head: () => ChainHead;
  /** Epoch seconds. */
  clock: () => number;
  /** What signs: the key there is, or else a new one, if one may be made. */
  signer: (mayMake: boolean) => Signer | null;
  /** Whether a signed head of an earlier time must not make room for one that is not signed. */
  mustSign: () => boolean;
  /** A signed head is on disk. */
  onSigned: () => void;
}

/**
 * Writes `tools_audit.head.json`: how many records there are, the newest one's hash, when, and whether that is the end;
 * signed where there is a key. It trails the log by up to a second while the app runs, and then says so: more records than
 * it says are the usual state after a crash. It is exact when the app has ended in order. Fewer records than it says is a
 * cut-off log, always.
 */
export class HeadKeeper {
  private readonly parts: HeadKeeperParts;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> | null = null;
  private closed = false;
  /** How many records the head counts that was written last; 0 while there is none of this start. */
  count = 0;
  /** Why the newest head could not be written. */
  problem: string | null = null;
  /** Whether the newest head that was written is signed. */
  signed = false;

  constructor(parts: HeadKeeperParts) {
    this.parts = parts;
  }

  /**
   * Takes back that the log has ended, before anything is added to it: a crash right then must not look as if somebody
   * else had added it. `head` is what the head there is says of the log, which has been compared with it.
   * @throws the file system's error
   */
  reopen(head: ChainHead): void {
    const text = this.statement(head, false, false);
    if (text === null) return;
    replaceFileSync(join(this.parts.dir, HEAD), text.content);
    syncFolder(nodeFs, this.parts.dir);
    this.signed = text.isSigned;
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
  flush(): Promise<void> {
    return this.bring(false);
  }

  /** Writes the last one. @param inOrder whether nothing follows the newest record on disk: the head then says so */
  async close(inOrder: boolean): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    await this.bring(inOrder);
  }

  private async bring(ended: boolean): Promise<void> {
    while (this.writing) await this.writing;
    const { seq, hash } = this.parts.head();
    if (seq === 0 || (seq === this.count && !ended)) return;
    this.writing = this.write({ seq, hash }, ended);
    try {
      await this.writing;
      this.problem = null;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.writing = null;
    }
  }

  private async write(head: ChainHead, ended: boolean): Promise<void> {
    const text = this.statement(head, ended, true);
    if (text === null) return;
    const path = join(this.parts.dir, HEAD);
    await replaceFile(path, text.content, `${path}.tmp`);
    this.count = head.seq;
    this.signed = text.isSigned;
    if (text.isSigned) this.parts.onSigned();
  }

  /** Null where it would have to be signed and cannot be: whoever cannot sign leaves what was signed, for unsigned it could be anybody's. */
  private statement(
    { seq, hash }: ChainHead,
    ended: boolean,
    mayMakeKey: boolean,
  ): { content: string; isSigned: boolean } | null {
    const signer = this.parts.signer(mayMakeKey);
    if (!signer && this.parts.mustSign()) return null;
    const body = { type: HEAD_TYPE, version: 1, count: seq, hash, ts: this.parts.clock(), closed: ended };
    return { content: writeStatement(body, signer), isSigned: signer !== null };
  }
}
