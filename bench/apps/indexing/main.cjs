'use strict';
const { join } = require('node:path');
const { app } = require('electron');

/*
 * The product, with someone who has its record indexed, looks on for a while, and then types searches into the log page. The
 * times of the panel's frames and of the searches are written to stdout as `measured: {...}`, with whether the index was still
 * being made at their end, and then `ready`.
 */

/** Runs in the page; milliseconds. */
async function watch() {
  const SETTLING_MS = 8_000;
  const LOOKED_ON_MS = 15_000;
  const WATCHED_MS = 45_000;
  /** As somebody types who thinks about it: each letter is a question. */
  const LETTER_MS = 300;
  const WORD = 'quetzalc';
  const SEARCH_LIMIT_MS = 15_000;
  // The newest page is answered without the index: the oldest is asked for, which has it made.
  const ask = () => window.executionLayer.audit.runs({ limit: 1, order: 'asc' });
  const first = ask();
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const nextFrame = () => new Promise(window.requestAnimationFrame);
  await pause(SETTLING_MS);
  [...document.querySelectorAll('nav [role="link"]')].find((item) => item.title === 'Log').click();
  while (!document.querySelector('[data-row]')) await nextFrame();
  const field = document.getElementById('log-search');
  const { set } = Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, 'value');
  const type = (text) => {
    set.call(field, text);
    field.dispatchEvent(new window.Event('input', { bubbles: true }));
  };
  const end = performance.now() + WATCHED_MS;
  const searches = [];
  const search = async () => {
    await pause(LOOKED_ON_MS);
    while (performance.now() < end) {
      for (let length = 1; length <= WORD.length; length++) {
        if (length > 1) await pause(LETTER_MS);
        type(WORD.slice(0, length));
      }
      const from = performance.now();
      const busy = () => document.querySelector('ul[aria-busy="true"]') !== null;
      // The field waits for a further letter before it asks.
      while (!busy() && performance.now() - from < LETTER_MS) await pause(1);
      while (busy() && performance.now() - from < SEARCH_LIMIT_MS) await pause(5);
      if (!busy()) searches.push(performance.now() - from);
      type('');
      await pause(1_000);
    }
  };
  const searched = search();
  const frames = [];
  for (let last = await nextFrame(); last < end;) {
    const now = await nextFrame();
    frames.push(now - last);
    last = now;
  }
  await searched;
  await first;
  const answer = await ask();
  return { frames, searches, indexing: answer.ok ? answer.value.indexing : undefined };
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
