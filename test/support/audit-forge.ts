import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { fingerprintOf, type Signer } from '../../src-main/audit/chain/statement.mjs';

/*
 * What somebody can make who knows the format and has no key: records that are chained as they should be, and a key of
 * their own.
 */

export const NO_RECORD = '0'.repeat(64);

/** One forged record: what it says, besides what every record has. */
export type Forged = Record<string, unknown> & { event: string };

/** A chain of `count` records from number `from` on, behind the record with the hash `prev`. */
export function forgeChain(
  from: number,
  count: number,
  prev: string,
  make: (seq: number) => Forged = (seq) => ({ event: 'step', detail: `forged ${seq}` }),
): { text: string; hash: string } {
  let text = '';
  let hash = prev;
  for (let seq = from; seq < from + count; seq++) {
    const { event, ...more } = make(seq);
    const body = JSON.stringify({
      seq,
      ts: 1_000_000_000 + seq,
      audit_id: randomUUID(),
      event,
      ...more,
      prev_hash: hash,
    });
    hash = createHash('sha256').update(body).digest('hex');
    text += `${body.slice(0, -1)},"hash":"${hash}"}\n`;
  }
  return { text, hash };
}

/** A key that belongs to nobody's app. */
export function forgedSigner(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const der = publicKey.export({ format: 'der', type: 'spki' });
  return {
    publicKey: der,
    fingerprint: fingerprintOf(der),
    sign: (bytes) => sign(null, bytes, privateKey),
  };
}
