import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { KeyStore } from '../../src-main/audit/signing-key.ts';
import { openLog, tempDir } from './audit.ts';

/** A key store that keeps what it is given to itself: what it hands out means nothing to another one. */
export function memoryKeyStore(): KeyStore & { lock: (locked: boolean) => void } {
  const kept = new Map<string, string>();
  let locked = false;
  return {
    problem: () => (locked ? 'The key store is locked.' : null),
    wrap(secret) {
      const ticket = randomBytes(16);
      kept.set(ticket.toString('hex'), secret);
      return ticket;
    },
    unwrap(wrapped) {
      const secret = kept.get(wrapped.toString('hex'));
      if (locked || secret === undefined) throw new Error('not wrapped here');
      return secret;
    },
    lock: (next) => {
      locked = next;
    },
  };
}

/** A data folder whose log is signed, and how to open it again. */
export function signedFolder(store = memoryKeyStore()) {
  const data = tempDir();
  const dir = join(data, 'logs');
  const keyPath = join(data, 'audit-key.json');
  const artifacts = join(data, 'artifacts');
  const open = (options: Parameters<typeof openLog>[0] = {}) =>
    openLog({ dir, artifacts, signing: { keyPath, store }, ...options });
  return { data, dir, keyPath, artifacts, store, open };
}

/** A size that closes a file after a few records. */
export const SMALL_SEGMENT = 4_000;

/** A signed log of `records` steps in small segments, closed; with its key's fingerprint. */
export async function signedLog(records: number) {
  const folder = signedFolder();
  const { log, signing } = await folder.open({ segmentBytes: () => SMALL_SEGMENT });
  for (let index = 0; index < records; index++) {
    log.append({ event: 'step', detail: `number ${index}` });
    await log.durable();
  }
  await log.close();
  return { ...folder, fingerprint: signing().fingerprint ?? '' };
}
