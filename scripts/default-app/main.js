// Packed as resources/default_app.asar of a runtime that comes without one. It does what Electron's own does:
// finds the app folder on the command line, takes its name, version and path, and loads its main file.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');
const { app } = require('electron');

const modules = [];
let folder;
for (let at = 1; at < process.argv.length; at++) {
  const arg = process.argv[at];
  if (arg === '-r' || arg === '--require') modules.push(process.argv[++at]);
  else if (arg === '-v' || arg === '--version') {
    process.stdout.write(`v${process.versions.electron}\n`);
    process.exit(0);
  } else if (!arg.startsWith('-')) {
    folder = arg;
    break;
  }
}

function load() {
  if (folder === undefined) throw new Error('no app given. Usage: electron [switches] FOLDER [switches]');
  const root = path.resolve(folder);
  const manifestFile = path.join(root, 'package.json');
  if (!fs.existsSync(manifestFile)) throw new Error(`no app in ${root}: it has no package.json`);
  const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'));
  const name = manifest.productName ?? manifest.name;
  if (name) app.setName(name);
  if (manifest.version) app.setVersion(manifest.version);
  if (manifest.desktopName) app.setDesktopName(manifest.desktopName);
  // Also moves userData to the app's name, and honours an absolute --user-data-dir.
  app._setDefaultAppPaths(root);
  const main = path.join(root, manifest.main ?? 'index.js');
  if (!fs.existsSync(main)) throw new Error(`${main} is missing: build the app first (npm run build)`);
  const load = createRequire(manifestFile);
  for (const name of modules) load(path.isAbsolute(name) ? name : path.resolve(name));
  // Synchronous on purpose: an app may register privileged schemes only before `ready`.
  load(main);
}

try {
  load();
} catch (error) {
  process.stderr.write(`Could not start the app: ${error.stack ?? error.message}\n`);
  process.exit(1);
}
