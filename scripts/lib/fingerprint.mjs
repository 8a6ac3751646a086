// @ts-check
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** What the build reads, of either kind. What is measured with is not part of the app. */
export const BUILD_INPUTS = Object.freeze([
  'src-main',
  'src-preload',
  'src-renderer',
  'config',
  'resources',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]);

/**
 * One hash over the names and contents of files, so that a checkout of older files counts as a change too.
 * @param {string} root
 * @param {readonly string[]} inputs files and folders below it; missing ones are passed over
 * @returns {string} hex sha256
 */
export function fingerprint(root, inputs) {
  const hash = createHash('sha256');
  /** @param {string} name */
  const add = (name) => {
    const file = path.join(root, name);
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat?.isDirectory()) for (const entry of fs.readdirSync(file).sort()) add(`${name}/${entry}`);
    else if (stat?.isFile()) hash.update(`${name}\0${stat.size}\0`).update(fs.readFileSync(file));
  };
  for (const input of inputs) add(input);
  return hash.digest('hex');
}
