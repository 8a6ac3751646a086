import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import fs from 'node:fs';
import { dirname } from 'node:path';
import { replaceFileSync } from '../platform/replace-file.ts';
import { syncFolder } from './audit-fs.ts';
import { fingerprintOf, type Signer } from './chain/statement.mjs';

/** The system's place for secrets, handed in by the composition root. Asking it may wait for the system. */
export interface KeyStore {
  /** Null when it can be used; otherwise why not, in words for people. */
  problem(): string | null;
  /** @throws Error when the system refuses */
  wrap(secret: string): Buffer;
  /** @throws Error when it was wrapped by another user, or the store was made anew */
  unwrap(wrapped: Buffer): string;
}

/** What the key's file says: what is secret, and what nobody else may change, is readable only through the key store. */
interface KeyFile {
  /** 1 has the key alone in `private`, and whether it was used beside it: that was for anybody to change, and is not read. */
  version: 1 | 2;
  /** SPKI, DER, base64. */
  public: string;
  /** A `Secret` as JSON, wrapped; base64. */
  private: string;
}

interface Secret {
  /** PKCS#8, DER, base64. */
  key: string;
  /** Whether a head was signed with it: from then on there is always one. */
  used: boolean;
}

const MAX_FILE_BYTES = 16 * 1024;

/**
 * The key that signs the log's head. What the file says of its public part anybody could have written: it counts only until
 * the key store has handed out the key, from which the public part then follows.
 */
export class SigningKey {
  readonly #path: string;
  readonly #store: KeyStore;
  #file: KeyFile | null = null;
  #secret: Secret | null = null;
  #signer: Signer | null | undefined;
  #problem: string | null = null;
  /** There is a file, and it is no key file. */
  readonly isBroken: boolean = false;

  constructor(path: string, store: KeyStore) {
    this.#path = path;
    this.#store = store;
    try {
      this.#file = readKeyFile(path);
    } catch (error) {
      // It is left where it is: a new key in its place would hide that the old one is gone.
      this.#problem = `${path} cannot be used: ${reason(error)}. Restore it, or move it away to begin with a new key.`;
      this.#signer = null;
      this.isBroken = true;
    }
  }

  /** Of the key that signs, or that has signed before; null when there has been none. */
  get fingerprint(): string | null {
    if (this.#signer) return this.#signer.fingerprint;
    return this.#file ? fingerprintOf(Buffer.from(this.#file.public, 'base64')) : null;
  }

  /** The fingerprint that the head must have; null before this key has signed one. */
  get wanted(): string | null {
    return this.#secret?.used === false ? null : this.fingerprint;
  }

  /** Why nothing is signed; null while nothing is known to be in the way. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Whether a signed head must not make room for one that is not: there is a key, or was one. */
  get exists(): boolean {
    return this.#file !== null || this.isBroken;
  }

  /**
   * Whether a head with this key's signature must be there. Asks the key store; what that does not say counts as yes, for
   * the time between making a key and signing with it is a moment.
   */
  mustHaveSigned(): boolean {
    if (!this.#file) return false;
    this.#unlock(this.#file);
    return this.#secret?.used ?? true;
  }

  /**
   * What signs; null where there is no key store, or no key and none may be made. Asks the store at the first call only.
   * @param made called for a new key; without it none is made
   */
  signer(made?: (fingerprint: string) => void): Signer | null {
    if (this.#file) this.#unlock(this.#file);
    else if (made && this.#signer === undefined) this.#make(made);
    return this.#signer ?? null;
  }

  /** A head is on disk: from now on one must be. @throws the file system's or the key store's error */
  markUsed(): void {
    if (!this.#signer || !this.#secret || this.#secret.used) return;
    const secret = { ...this.#secret, used: true };
    this.#write(this.#signer.publicKey, secret);
    this.#secret = secret;
  }

  #unlock(file: KeyFile): void {
    if (this.#signer !== undefined) return;
    this.#ask(() => {
      this.#secret = readSecret(file, this.#store);
      return signerOf(this.#secret);
    });
  }

  #make(made: (fingerprint: string) => void): void {
    this.#ask(() => {
      const { privateKey } = generateKeyPairSync('ed25519');
      const secret = {
        key: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
        used: false,
      };
      const signer = signerOf(secret);
      this.#write(signer.publicKey, secret);
      this.#secret = secret;
      made(signer.fingerprint);
      return signer;
    });
  }

  /** What the key store is asked for, once: it may ask the person. */
  #ask(open: () => Signer): void {
    try {
      this.#problem = this.#store.problem();
      this.#signer = this.#problem === null ? open() : null;
    } catch (error) {
      this.#problem = `The system's key store did not hand out the key: ${reason(error)}.`;
      this.#signer = null;
    }
  }

  #write(publicKey: Buffer, secret: Secret): void {
    const wrapped = this.#store.wrap(JSON.stringify(secret)).toString('base64');
    const file: KeyFile = { version: 2, public: publicKey.toString('base64'), private: wrapped };
    replaceFileSync(this.#path, `${JSON.stringify(file)}\n`);
    syncFolder(fs, dirname(this.#path));
    this.#file = file;
  }
}

function signerOf(secret: Secret): Signer {
  const key = createPrivateKey({ key: Buffer.from(secret.key, 'base64'), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return { publicKey, fingerprint: fingerprintOf(publicKey), sign: (bytes) => sign(null, bytes, key) };
}

function readSecret(file: KeyFile, store: KeyStore): Secret {
  const text = store.unwrap(Buffer.from(file.private, 'base64'));
  if (file.version === 1) return { key: text, used: true };
  const value = JSON.parse(text) as Partial<Secret> | null;
  if (typeof value?.key !== 'string' || typeof value.used !== 'boolean') throw new Error('it is no key');
  return { key: value.key, used: value.used };
}

function readKeyFile(path: string): KeyFile | null {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return null;
  if (!stat.isFile() || stat.size > MAX_FILE_BYTES) throw new Error('it is no key file');
  const value = JSON.parse(fs.readFileSync(path, 'utf8')) as Partial<KeyFile> | null;
  const { version, public: publicKey, private: wrapped } = value ?? {};
  if ((version !== 1 && version !== 2) || typeof publicKey !== 'string' || typeof wrapped !== 'string')
    throw new Error('it is no key file of this version');
  return { version, public: publicKey, private: wrapped };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
