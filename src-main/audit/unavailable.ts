import { AuditUnavailable } from './audit-log.ts';

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full. Free some space and try again.',
  EDQUOT: 'the disk quota is used up. Free some space and try again.',
  EFBIG: 'the file has reached the largest size allowed here. Raise the limit or move the file away.',
  EACCES: 'access is denied. Give this user read and write access to it.',
  EPERM: 'the system does not permit it. Give this user read and write access to it.',
  EROFS: 'the disk is read-only. Make it writable and try again.',
  EIO: 'the disk reported a fault. Check the disk.',
  ENOENT: 'it is not there. Put it back, or restart the app to begin a new log.',
  ENOTDIR: 'a part of its path is not a folder. Move that file away.',
  EISDIR: 'a folder is in its place. Move that folder away.',
  ELOOP: 'a link is in its place. Move that link away.',
  EMFILE: 'too many files are open. Close other programs and try again.',
  ENFILE: 'too many files are open. Close other programs and try again.',
};

/** Turns a failed file-system call into the error that callers of the log know. */
export function unavailable(path: string, cause: unknown): AuditUnavailable {
  if (cause instanceof AuditUnavailable) return cause;
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? '';
  const reason = REASONS[code] ?? `${cause instanceof Error ? cause.message : String(cause)}.`;
  return new AuditUnavailable(`The audit log ${path} cannot be used: ${reason}`, { cause });
}

/** Somebody else changed the file beneath the app. Nothing is written until it is again what it was, or the app restarts. */
export function tampered(path: string, what: string): AuditUnavailable {
  return new AuditUnavailable(
    `The audit log ${path} ${what} while the app was running. Nothing is recorded, so nothing runs, until it is as the ` +
      'app left it or the app is restarted.',
  );
}

/** A file-system call's failure, as opposed to a bug. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}
