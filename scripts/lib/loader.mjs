// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from './hash.mjs';

const SOURCE = fileURLToPath(new URL('../default-app', import.meta.url));

/** sha256 of the loader's source: a cached runtime with another one gets the new one. */
export function loaderHash() {
  const names = fs.readdirSync(SOURCE).sort();
  return sha256(
    names.map((name) => `${name}\n${fs.readFileSync(path.join(SOURCE, name), 'utf8')}`).join('\n'),
  );
}

/**
 * Writes `default_app.asar` into a runtime's resources folder, whole or not at all. A real asar file: a folder of
 * that name breaks electron-builder.
 * @param {string} resources
 */
export async function writeLoader(resources) {
  const { createPackage } = await import('@electron/asar');
  fs.mkdirSync(resources, { recursive: true });
  const temp = path.join(resources, `.default_app.${process.pid}.tmp`);
  try {
    await createPackage(SOURCE, temp);
    fs.renameSync(temp, path.join(resources, 'default_app.asar'));
  } finally {
    fs.rmSync(temp, { force: true });
  }
}
