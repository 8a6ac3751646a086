import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { replaceFileSync } from '../../src-main/platform/replace-file.ts';
import type { KeyStore } from '../../src-main/audit/signing-key.ts';

/** A key store that one process after another can use: what it is given lies in a file of its own. */
export function fileKeyStore(path: string): KeyStore {
  const kept = (): Record<string, string> =>
    existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
  return {
    problem: () => null,
    wrap(secret) {
      const ticket = randomUUID();
      replaceFileSync(path, JSON.stringify({ ...kept(), [ticket]: secret }));
      return Buffer.from(ticket);
    },
    unwrap(wrapped) {
      const secret = kept()[wrapped.toString()];
      if (secret === undefined) throw new Error('not wrapped here');
      return secret;
    },
  };
}
