'use strict';
const { join } = require('node:path');
const { app } = require('electron');

/*
 * The product, with someone who has its record indexed and looks on. The times of the panel's frames are written to stdout as
 * `measured: {...}`, with whether the index was still being made at their end, and then `ready`.
 */

/** Runs in the page; milliseconds of each frame. */
async function watch() {
  const SETTLING_MS = 8_000;
  const WATCHED_MS = 60_000;
  // The newest page is answered without the index: the oldest is asked for, which has it made.
  const ask = () => window.executionLayer.audit.runs({ limit: 1, order: 'asc' });
  const first = ask();
  await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
  const frames = [];
  let last = await new Promise(window.requestAnimationFrame);
  for (const until = last + WATCHED_MS; last < until;) {
    const now = await new Promise(window.requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  await first;
  const answer = await ask();
  return { frames, indexing: answer.ok ? answer.value.indexing : undefined };
}

app.once('web-contents-created', (_event, contents) => {
  contents.once('dom-ready', () => {
    contents.executeJavaScript(`(${watch})()`).then(
      (seen) => process.stdout.write(`measured: ${JSON.stringify(seen)}\nready\n`),
      (error) => process.stdout.write(`failed: ${error.message}\n`),
    );
  });
});
process.stdin.on('end', () => app.quit()).resume();

// The product as it was built. Not a literal path: the build's output is nothing for the type checker to read.
require(join(__dirname, '../../../out-bench/main/main.cjs'));
