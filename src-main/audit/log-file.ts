import { constants, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { AuditUnavailable } from './audit-log.ts';
import { syncFolder, syncFolderAside, type AuditFs } from './audit-fs.ts';
import type { SyncThread } from './sync-thread.ts';
import { tampered, unavailable } from './unavailable.ts';

const { O_APPEND, O_CREAT, O_RDWR, O_TRUNC } = constants;
// Windows has neither of these, whatever the types say.
const onPosix: Partial<Record<'O_NOFOLLOW' | 'O_NONBLOCK', number>> = constants;
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = onPosix;

/** In milliseconds: while records come right one after another, the look after one is the look before the next. */
const FRESH_LOOK_MS = 1;

/**
 * The log's file, held open, and what is known to be on disk of it. Every write goes to the end (`O_APPEND`), so that not
 * even a mistake can overwrite a record. Writing goes to the page cache and is a matter of microseconds, so it is a
 * plain call; only the sync, which waits for the disk, leaves the main thread (a hop to the thread pool for each of
 * them costs a lone record a fifth of its rate).
 */
export class LogFile {
  readonly path: string;
  private readonly io: AuditFs;
  private readonly syncThread: SyncThread | null;
  private fd: number | null = null;
  private identity: { dev: number; ino: number } = { dev: 0, ino: 0 };
  /** Bytes that are on disk and chained. */
  private durable = 0;
  /** Bytes written after `durable` by a batch that has not been confirmed. */
  private pending = 0;
  /** The whole text of that batch. */
  private unconfirmed = '';
  /** When the file was last seen to have the size that it should, by `performance.now()`. */
  private lookedAt = -Infinity;
  /** See `isNamed`. */
  private named = true;

  constructor(path: string, io: AuditFs, syncThread: SyncThread | null = null) {
    this.path = path;
    this.io = io;
    this.syncThread = syncThread;
  }

  get size(): number {
    return this.durable;
  }

  /** With what has been written and not yet confirmed. */
  get writtenSize(): number {
    return this.durable + this.pending;
  }

  /** Whether a batch that failed, or a part of it, still stands at its end, and nothing else. */
  get holdsUnconfirmed(): boolean {
    const size = this.pending > 0 ? (this.look()?.size ?? 0) : 0;
    return size > this.durable && size <= this.writtenSize;
  }

  get isOpen(): boolean {
    return this.fd !== null;
  }

  /**
   * Opens the file, making it (and its folder) when it is not there. Gives the descriptor and size for recovery to look at.
   * @throws AuditUnavailable
   */
  open(): { fd: number; size: number } {
    const dir = dirname(this.path);
    try {
      this.io.mkdirSync(dir, { recursive: true, mode: 0o700 });
      const before = this.look();
      if (before && !before.isFile()) throw this.notAFile(before);
      // NOFOLLOW and NONBLOCK: neither a link nor a pipe put in the file's place may lead elsewhere or hang the app.
      const fd = this.io.openSync(this.path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
      try {
        const stat = this.io.fstatSync(fd);
        if (!stat.isFile()) throw this.notAFile(stat);
        if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) this.io.fchmodSync(fd, 0o600);
        // Without this a power cut could take away the file's name, and all its records with it.
        if (!before) syncFolder(this.io, dir);
        this.adopt(fd, stat);
        return { fd, size: stat.size };
      } catch (error) {
        this.io.closeSync(fd);
        throw error;
      }
    } catch (error) {
      throw unavailable(this.path, error);
    }
  }

  /**
   * Closes this segment under the name `to` and goes on with an empty file, whose name is to be made safe before anything is
   * written to it. When that cannot be done the segment stays the current one, as it was.
   * @throws AuditUnavailable
   */
  rotate(to: string): void {
    this.check(this.durable);
    const next = `${this.path}.next`;
    let fd: number | null = null;
    try {
      fd = this.io.openSync(next, O_RDWR | O_APPEND | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
      // Never over an earlier segment.
      if (this.io.lstatSync(to, { throwIfNoEntry: false })) throw new Error(`${to} is already there`);
      // The new file is there before the old one is moved: a full disk is noticed while nothing has changed.
      this.io.renameSync(this.path, to);
      try {
        this.io.renameSync(next, this.path);
      } catch (error) {
        this.io.renameSync(to, this.path);
        throw error;
      }
    } catch (error) {
      if (fd !== null) this.io.closeSync(fd);
      throw unavailable(this.path, error);
    }
    const before = this.fd;
    this.adopt(fd, this.io.fstatSync(fd));
    this.named = false;
    if (before !== null) this.io.closeSync(before);
  }

  /** False after a rotation: a power cut could take the file's name away, and with it every record in it. */
  get isNamed(): boolean {
    return this.named;
  }

  /** Makes its name safe. @throws the file system's error */
  async makeNamed(): Promise<void> {
    await syncFolderAside(dirname(this.path));
    this.named = true;
  }

  /** Cuts the file to `size`; for recovery, after what is cut has been put aside. */
  cutTo(size: number): void {
    if (this.fd === null) throw new Error('The log file is not open.');
    this.cut(this.fd, size);
    this.io.fsyncSync(this.fd);
    this.durable = size;
  }

  /**
   * Writes one batch at the end, `bytes` long as UTF-8. It is not on disk before `sync` and `confirm`. What others do to the
   * file between the look before and the write is seen by `confirm`: the batch does not count, and `repair` takes it back.
   */
  append(text: string, bytes: number): void {
    if (this.fd === null) throw new Error('The log file is not open.');
    if (performance.now() - this.lookedAt > FRESH_LOOK_MS) this.check(this.durable);
    this.unconfirmed = text;
    this.pending = this.io.writeSync(this.fd, text);
    if (this.pending === bytes) return;
    // A full disk may take a part and fail only on the rest.
    const whole = Buffer.from(text);
    while (this.pending < bytes) {
      this.pending += this.io.writeSync(this.fd, whole, this.pending, bytes - this.pending);
    }
  }

  /** @param done called when what was written is on disk, or cannot be; it may be called at once */
  sync(done: (error: Error | null) => void): void {
    if (this.fd === null) throw new Error('The log file is not open.');
    if (this.syncThread) this.syncThread.sync(this.fd, done);
    else this.io.fdatasync(this.fd, done);
  }

  /** After the sync: what was synced must still be the file that others find under its name, and nothing more in it. */
  confirm(): void {
    const size = this.durable + this.pending;
    const now = performance.now();
    this.check(size);
    this.lookedAt = now;
    this.durable = size;
    this.forgetUnconfirmed();
  }

  /**
   * Makes the file what it was after the last durable batch: reopened (a failed sync may leave the old descriptor
   * claiming success for pages that were never written), with the leftovers of a failed batch cut off. What others did to
   * it stays as they left it.
   * @throws AuditUnavailable when that cannot be done now; the leftovers stay known and the next call tries again.
   */
  repair(): void {
    this.takeBack();
    this.close();
    let fd: number;
    try {
      this.checkRest(this.look());
      fd = this.io.openSync(this.path, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK);
    } catch (error) {
      throw unavailable(this.path, error);
    }
    try {
      const { size } = this.checkRest(this.io.fstatSync(fd));
      if (!this.isOurs(fd, this.durable, size, { orZeros: true }))
        throw tampered(this.path, 'was written to by another program');
      if (size > this.durable) this.cut(fd, this.durable);
    } catch (error) {
      this.io.closeSync(fd);
      throw unavailable(this.path, error);
    }
    this.fd = fd;
    this.lookedAt = -Infinity;
    this.forgetUnconfirmed();
  }

  /**
   * Takes out what was written last and is not confirmed, when others have done something to the file: nothing of ours stays
   * behind what is theirs.
   */
  private takeBack(): void {
    if (this.fd === null || this.pending === 0) return;
    try {
      const named = this.look();
      const isNamed = named !== undefined && sameFile(named, this.identity);
      const { size } = this.io.fstatSync(this.fd);
      if (isNamed && size === this.writtenSize) return;
      const from = size - this.pending;
      if (from < 0 || !this.isOurs(this.fd, from, size)) return;
      if (isNamed) {
        this.cut(this.fd, from);
        this.forgetUnconfirmed();
      } else {
        // It stays known: it may have been copied to what is there now.
        this.io.ftruncateSync(this.fd, from);
      }
    } catch {
      // What stands there is looked at next, and that says what is wrong.
    }
  }

  /**
   * Whether what stands from `from` to `to` is what was written last, or the beginning of it.
   * @param orZeros where the disk has failed there may be zeros in its place, which no record has
   */
  private isOurs(fd: number, from: number, to: number, { orZeros } = { orZeros: false }): boolean {
    const length = to - from;
    if (length === 0) return true;
    const ours = Buffer.from(this.unconfirmed).subarray(0, length);
    if (length > ours.length) return false;
    const there = Buffer.alloc(length);
    if (this.io.readSync(fd, there, 0, length, from) !== length) return false;
    return there.every((byte, at) => byte === ours[at] || (orZeros && byte === 0));
  }

  private cut(fd: number, size: number): void {
    if (process.platform !== 'win32') {
      this.io.ftruncateSync(fd, size);
      return;
    }
    // Windows cuts no file by a descriptor that was opened to append.
    const own = this.io.openSync(this.path, O_RDWR);
    try {
      if (!sameFile(this.io.fstatSync(own), this.identity)) throw tampered(this.path, 'was replaced');
      this.io.ftruncateSync(own, size);
    } finally {
      this.io.closeSync(own);
    }
  }

  private forgetUnconfirmed(): void {
    this.pending = 0;
    this.unconfirmed = '';
  }

  close(): void {
    if (this.fd === null) return;
    const { fd } = this;
    this.fd = null;
    this.io.closeSync(fd);
  }

  private adopt(fd: number, stat: Stats): void {
    this.fd = fd;
    this.identity = { dev: stat.dev, ino: stat.ino };
    this.durable = stat.size;
    this.lookedAt = -Infinity;
    this.forgetUnconfirmed();
  }

  private look(): Stats | undefined {
    return this.io.lstatSync(this.path, { throwIfNoEntry: false });
  }

  /** By name, not by descriptor: a deleted file can still be written to, and the records would be lost with it. */
  private check(size: number): void {
    const stat = this.checkRest(this.look(), size);
    if (stat.size > size) throw tampered(this.path, 'was written to by another program');
  }

  /** All but whether there is more in it. */
  private checkRest(stat: Stats | undefined, size = this.durable): Stats {
    if (!stat) throw tampered(this.path, 'was deleted');
    if (!sameFile(stat, this.identity)) throw tampered(this.path, 'was replaced');
    if (stat.size < size) throw tampered(this.path, 'was cut short');
    return stat;
  }

  private notAFile(stat: Stats): AuditUnavailable {
    const what = stat.isDirectory()
      ? 'a folder'
      : stat.isSymbolicLink()
        ? 'a link'
        : 'something that is not a file';
    return new AuditUnavailable(
      `The audit log ${this.path} cannot be used: ${what} is in its place. Move it away.`,
    );
  }
}

function sameFile(stat: Stats, identity: { dev: number; ino: number }): boolean {
  return stat.isFile() && stat.dev === identity.dev && stat.ino === identity.ino;
}
