// Packed as resources/default_app.asar of a runtime that comes without one. It does what Electron's own does:
// finds the app folder on the command line, takes its name, version and path, and loads its main file.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');
const { app } = require('electron');

function fail(message) {
  process.stderr.write(`electron: ${message}\n`);
  process.exit(1);
}

const modules = [];
let folder;
for (let at = 1; at < process.argv.length; at++) {
  const arg = process.argv[at];
  if (arg === '-v' || arg === '--version') {
    process.stdout.write(`v${process.versions.electron}\n`);
    process.exit(0);
  } else if (arg === '-r' || arg === '--require') {
    modules.push(process.argv[++at] ?? fail(`${arg} needs a module`));
  } else if (!arg.startsWith('-')) {
    folder = arg;
    break;
  }
}
if (folder === undefined) fail('no app given. Usage: electron [switches] FOLDER [switches]');

const root = path.resolve(folder);
const manifestFile = path.join(root, 'package.json');
if (!fs.existsSync(manifestFile)) fail(`no app in ${root}: it has no package.json`);
let manifest;
try {
  manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'));
} catch (error) {
  fail(`cannot read ${manifestFile}: ${error.message}`);
}
const main = path.join(root, manifest.main ?? 'index.js');
if (!fs.existsSync(main)) fail(`${main} is missing: build the app first (npm run build)`);

Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
const name = manifest.productName ?? manifest.name ?? path.basename(root);
app.setName(name);
app.setDesktopName(manifest.desktopName ?? `${name}.desktop`);
if (manifest.version) app.setVersion(manifest.version);
app.setAppPath(root);

try {
  const load = createRequire(manifestFile);
  for (const module of modules) load(path.isAbsolute(module) ? module : path.resolve(module));
  // Synchronous on purpose: an app may register privileged schemes only before `ready`.
  load(main);
} catch (error) {
  fail(`the app threw an error while loading: ${error.stack ?? error}`);
}
