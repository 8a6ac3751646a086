// @ts-check
import fs from 'node:fs';
import path from 'node:path';

/** @param {string} file */
export function isExecutableFile(file) {
  try {
    if (!fs.statSync(file).isFile()) return false;
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false; // Not there, or not ours to run: either way it is not a program that we can use.
  }
}

/**
 * The first program of that name on the PATH.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function which(name, env = process.env) {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return folders.map((folder) => path.join(folder, name)).find(isExecutableFile);
}
