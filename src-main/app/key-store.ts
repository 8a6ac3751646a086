import type { SafeStorage } from 'electron';
import type { KeyStore } from '../audit/signing-key.ts';

/**
 * The system's key store: Keychain, DPAPI, or on Linux a secret service. What Electron calls `basic_text` there is a fixed
 * password in its own source: whoever reads the file could read the key, so that it does not count.
 */
export function systemKeyStore(
  storage: Pick<
    SafeStorage,
    'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
  >,
  platform: NodeJS.Platform,
): KeyStore {
  return {
    problem() {
      if (platform === 'linux') {
        const backend = storage.getSelectedStorageBackend();
        if (backend === 'basic_text' || backend === 'unknown')
          return 'This session has no key store (gnome-keyring or KWallet) to keep a signing key in.';
      }
      return storage.isEncryptionAvailable() ? null : "The system's key store cannot be used now.";
    },
    wrap: (secret) => storage.encryptString(secret),
    unwrap: (wrapped) => storage.decryptString(wrapped),
  };
}
