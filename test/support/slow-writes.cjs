// Loaded into the app before its own code: what is written to a file with `.slow.` in its name takes long, as on a slow disk.
'use strict';
const promises = require('node:fs/promises');
const { open } = promises;
promises.open = async (path, ...more) => {
  const file = await open(path, ...more);
  if (!String(path).includes('.slow.')) return file;
  const write = file.writeFile.bind(file);
  file.writeFile = async (...what) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    return write(...what);
  };
  return file;
};
