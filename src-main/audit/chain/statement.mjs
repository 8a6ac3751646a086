// @ts-check
import { createHash, createPublicKey, verify } from 'node:crypto';

/*
 * A signed statement: one JSON object on one line, beside the log. As with a record, its own bytes are what is signed:
 * `sig` is the last member, Ed25519 over the bytes without `,"sig":"..."`; `key` before it is the public key (SPKI, DER,
 * base64). Without a key store both are left out.
 */

/** @typedef {{publicKey: Buffer, fingerprint: string, sign: (bytes: Buffer) => Buffer}} Signer `publicKey`: SPKI, DER */
/** @typedef {Record<string, unknown>} Body */
/**
 * @typedef {{body: Body, fingerprint: string | null, valid: boolean}} Statement `fingerprint`: of the key that it names,
 *   null when it is unsigned; `valid`: whether that key has signed it
 */

const SIGNED_END = /,"sig":"([A-Za-z0-9+/=]{1,200})"\}$/;

/**
 * How a person recognises a key: the hex sha256 of the public key (SPKI, DER).
 * @param {Buffer} publicKey
 */
export function fingerprintOf(publicKey) {
  return createHash('sha256').update(publicKey).digest('hex');
}

/**
 * @param {Body} body
 * @param {Signer | null} signer
 * @returns {string} the file's text
 */
export function writeStatement(body, signer) {
  if (!signer) return `${JSON.stringify(body)}\n`;
  const text = JSON.stringify({ ...body, key: signer.publicKey.toString('base64') });
  const sig = signer.sign(Buffer.from(text)).toString('base64');
  return `${text.slice(0, -1)},"sig":"${sig}"}\n`;
}

/**
 * @param {string} text
 * @param {string} type what its member `type` must be: one kind must never pass for another
 * @returns {Statement | null} null when it is no such statement at all
 */
export function readStatement(text, type) {
  const line = text.endsWith('\n') ? text.slice(0, -1) : text;
  const body = parseObject(line);
  if (body?.['type'] !== type) return null;
  const { key } = body;
  if (key === undefined && body['sig'] === undefined) return { body, fingerprint: null, valid: false };
  const match = SIGNED_END.exec(line);
  if (!match || typeof key !== 'string') return { body, fingerprint: null, valid: false };
  const publicKey = Buffer.from(key, 'base64');
  const signed = Buffer.from(`${line.slice(0, match.index)}}`);
  return {
    body,
    fingerprint: fingerprintOf(publicKey),
    valid: isSignedBy(publicKey, signed, Buffer.from(match[1] ?? '', 'base64')),
  };
}

/**
 * Whether it has anything of a signature: then it must have all of it.
 * @param {Statement} statement
 */
export function claimsSignature({ fingerprint, body }) {
  return fingerprint !== null || body['key'] !== undefined || body['sig'] !== undefined;
}

/**
 * @param {Buffer} publicKey
 * @param {Buffer} bytes
 * @param {Buffer} signature
 */
function isSignedBy(publicKey, bytes, signature) {
  try {
    const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' && verify(null, bytes, key, signature);
  } catch {
    // What is no key at all has signed nothing.
    return false;
  }
}

/**
 * @param {string} text
 * @returns {Body | null}
 */
function parseObject(text) {
  try {
    const value = /** @type {unknown} */ (JSON.parse(text));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? /** @type {Body} */ (value)
      : null;
  } catch {
    return null;
  }
}
