// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { sha256 } from './hash.mjs';

/** Every picture, what it is drawn from, and its width and height in pixels. */
export const ICONS = [
  { source: 'resources/icon.svg', picture: 'resources/icon.png', size: 512 },
  // What macOS makes all its sizes of.
  { source: 'resources/icon.svg', picture: 'resources/icon-mac.png', size: 1024 },
  // macOS draws those that are called templates in the colours of its menu bar: of them only the alpha counts.
  ...['', 'Template']
    .flatMap((kind) => ['ready', 'waiting', 'paused'].map((name) => `${name}${kind}`))
    .flatMap((name) => [
      { source: `resources/tray/${name}.svg`, picture: `resources/tray/${name}.png`, size: 22 },
      { source: `resources/tray/${name}.svg`, picture: `resources/tray/${name}@2x.png`, size: 44 },
    ]),
];

/**
 * For each picture the hashes of its source and of itself. Pictures are not drawn anew to be compared: every version of a
 * browser draws a little differently.
 * @param {string} root
 * @returns {Record<string, {source: string, picture: string}>}
 */
export function iconsList(root) {
  const hash = (/** @type {string} */ name) => sha256(fs.readFileSync(path.join(root, name)));
  return Object.fromEntries(
    ICONS.map(({ source, picture }) => [picture, { source: hash(source), picture: hash(picture) }]),
  );
}
