// @ts-check
import fs from 'node:fs';
import path from 'node:path';

/** @typedef {{part: string, bytes: number}} Size */

/**
 * What a packed app's folder is made of, largest first: the app's own archive, what lies beside it unpacked, the languages,
 * and the runtime.
 * @param {string} folder
 * @returns {Size[]}
 */
export function sizesOf(folder) {
  const parts = new Map([
    ['the app (app.asar)', 0],
    ['native modules (app.asar.unpacked)', 0],
    ["Chromium's languages", 0],
    ['Electron', 0],
  ]);
  const partOf = (/** @type {string} */ file) => {
    const steps = file.split(path.sep);
    if (steps.includes('app.asar.unpacked')) return 'native modules (app.asar.unpacked)';
    if (steps.includes('app.asar')) return 'the app (app.asar)';
    if (steps.includes('locales') || file.endsWith('.lproj')) return "Chromium's languages";
    return 'Electron';
  };
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const part = partOf(path.relative(folder, file));
    parts.set(part, (parts.get(part) ?? 0) + fs.statSync(file).size);
  }
  return [...parts].map(([part, bytes]) => ({ part, bytes })).sort((a, b) => b.bytes - a.bytes);
}

/** @param {readonly Size[]} sizes */
export function sizeTable(sizes) {
  const total = { part: 'in all', bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0) };
  return [...sizes, total]
    .map(({ part, bytes }) => `${(bytes / 1e6).toFixed(1).padStart(8)} MB  ${part}`)
    .join('\n');
}
