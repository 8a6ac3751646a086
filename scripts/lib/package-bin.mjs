// @ts-check
import path from 'node:path';
import { SetupError } from './errors.mjs';
import { isRecord, readJson } from './files.mjs';

/**
 * The script behind a package's command, to be run with this Node: no shell, no `.cmd` files.
 * @param {string} root
 * @param {string} name of the package
 * @param {string} [command] defaults to the package's name
 * @returns {string}
 */
export function packageBin(root, name, command = name) {
  const folder = path.join(root, 'node_modules', name);
  const manifest = readJson(path.join(folder, 'package.json'));
  const bin = isRecord(manifest) ? manifest['bin'] : undefined;
  const file = typeof bin === 'string' ? bin : isRecord(bin) ? bin[command] : undefined;
  if (typeof file !== 'string')
    throw new SetupError(`The package ${name} is not installed.`, 'Run: npm run setup');
  return path.join(folder, file);
}
