import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
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

/** What the key's file says: the private key is readable only through the key store. */
interface KeyFile {
  version: 1;
  /** SPKI, DER, base64. */
  public: string;
  /** PKCS#8, DER, base64, wrapped; base64. */
  private: string;
  /** Whether a head was signed with it: from then on there is always one. */
  used: boolean;
}

const MAX_FILE_BYTES = 16 * 1024;

/**
 * The key that signs the log's head. Its public part is known from the file at once; the private one is asked of the key
 * store only when something is to be signed, which is not while the app is starting.
 */
export class SigningKey {
  readonly #path: string;
  readonly #store: KeyStore;
  #file: KeyFile | null = null;
  #signer: Signer | null | undefined;
  #problem: string | null = null;
  #broken = false;

  constructor(path: string, store: KeyStore) {
    this.#path = path;
    this.#store = store;
    try {
      this.#file = readKeyFile(path);
    } catch (error) {
      // It is left where it is: a new key in its place would hide that the old one is gone.
      this.#problem = `${path} cannot be used: ${reason(error)}. Restore it, or move it away to begin with a new key.`;
      this.#signer = null;
      this.#broken = true;
    }
  }

  /** Of the key that signs, or that has signed before; null when there has been none. */
  get fingerprint(): string | null {
    return this.#file ? fingerprintOf(Buffer.from(this.#file.public, 'base64')) : null;
  }

  /** Why nothing is signed; null while nothing is known to be in the way. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Whether a head with this key's signature must be there. */
  get used(): boolean {
    return this.#file?.used ?? false;
  }

  /** Whether a signed head must not make room for one that is not: there is a key, or was one. */
  get mustSign(): boolean {
    return this.used || this.#broken;
  }

  /** What signs; null where there is no key store. Asks it at the first call only. `made` is called for a new key. */
  signer(made: (fingerprint: string) => void): Signer | null {
    if (this.#signer === undefined) {
      try {
        this.#problem = this.#store.problem();
        this.#signer = this.#problem === null ? this.#open(made) : null;
      } catch (error) {
        this.#problem = `The system's key store did not hand out the key: ${reason(error)}.`;
        this.#signer = null;
      }
    }
    return this.#signer;
  }

  /** A head is on disk: from now on one must be. */
  markUsed(): void {
    if (!this.#file || this.#file.used) return;
    const file = { ...this.#file, used: true };
    writeKeyFile(this.#path, file);
    this.#file = file;
  }

  #open(made: (fingerprint: string) => void): Signer {
    const isNew = this.#file === null;
    const file = this.#file ?? this.#make();
    const der = Buffer.from(this.#store.unwrap(Buffer.from(file.private, 'base64')), 'base64');
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const publicKey = Buffer.from(file.public, 'base64');
    const fingerprint = fingerprintOf(publicKey);
    if (isNew) made(fingerprint);
    return { publicKey, fingerprint, sign: (bytes) => sign(null, bytes, key) };
  }

  #make(): KeyFile {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const secret = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
    const file: KeyFile = {
      version: 1,
      public: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
      private: this.#store.wrap(secret).toString('base64'),
      used: false,
    };
    writeKeyFile(this.#path, file);
    this.#file = file;
    return file;
  }
}

function readKeyFile(path: string): KeyFile | null {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return null;
  if (!stat.isFile() || stat.size > MAX_FILE_BYTES) throw new Error('it is no key file');
  const value = JSON.parse(fs.readFileSync(path, 'utf8')) as Partial<KeyFile> | null;
  if (
    value?.version !== 1 ||
    typeof value.public !== 'string' ||
    typeof value.private !== 'string' ||
    typeof value.used !== 'boolean'
  ) {
    throw new Error('it is no key file of this version');
  }
  return { version: 1, public: value.public, private: value.private, used: value.used };
}

function writeKeyFile(path: string, file: KeyFile): void {
  replaceFileSync(path, `${JSON.stringify(file)}\n`);
  syncFolder(fs, dirname(path));
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
