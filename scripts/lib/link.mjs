// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { executableIn } from './paths.mjs';

/**
 * Lets the `electron` package find the runtime (`npx electron DIR`, Playwright, electron-builder): its `dist` becomes a
 * link to the cached folder, and `path.txt` names the executable in it, as its own installer would. A real `dist`,
 * which that installer made, is left alone.
 * @param {string} electronPackage
 * @param {string} dist the runtime's folder
 * @param {NodeJS.Platform} platform
 */
export function linkRuntime(electronPackage, dist, platform) {
  const link = path.join(electronPackage, 'dist');
  const stat = fs.lstatSync(link, { throwIfNoEntry: false });
  if (stat && !stat.isSymbolicLink()) return;
  if (!stat || path.resolve(electronPackage, fs.readlinkSync(link)) !== dist) {
    const temp = `${link}.${process.pid}.tmp`;
    fs.rmSync(temp, { force: true });
    fs.symlinkSync(dist, temp, platform === 'win32' ? 'junction' : 'dir');
    if (platform === 'win32' && stat) fs.rmSync(link); // Windows does not rename over a junction.
    fs.renameSync(temp, link);
  }
  const file = path.join(electronPackage, 'path.txt');
  const wanted = executableIn(platform);
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== wanted) fs.writeFileSync(file, wanted);
}
