'use strict';
const { join } = require('node:path');
const { app } = require('electron');

/*
 * The product, with someone who opens the log page again and again and scrolls through it. What is measured is written to
 * stdout as `measured: {...}`, once the page has been looked at often enough, and then `ready`. The newest page is answered without the index: the oldest is asked for, to have it made and to hear of it.
 */

const LOADS = 7;

/** Runs in the page, freshly loaded: from the click on "Log" until its first row can be clicked; in milliseconds. */
async function openLog() {
  const wait = (look) =>
    new Promise((resolve) => {
      const again = () => {
        const found = look();
        if (found) resolve(found);
        else window.requestAnimationFrame(again);
      };
      again();
    });
  // Without its index the log is read from the file: a passing state, and not the one to measure.
  for (;;) {
    const answer = await window.executionLayer.audit.runs({ limit: 1, order: 'asc' });
    if (answer.ok && answer.value.indexing === undefined) break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const link = await wait(() =>
    [...document.querySelectorAll('nav [role="link"]')].find((item) => item.title === 'Log'),
  );
  await new Promise((resolve) => setTimeout(resolve, 500));
  const from = performance.now();
  link.click();
  await wait(() => {
    const row = document.querySelector('[data-row]');
    const box = row?.getBoundingClientRect();
    const top = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return top && row.contains(top);
  });
  return performance.now() - from;
}

/** Runs in the page, with the log open: scrolls on and on, and back at an end; the time of each frame in milliseconds. */
async function scrollLog() {
  const FRAMES = 600;
  const STEP_PX = 240;
  // The first look over the whole record is over by then.
  await new Promise((resolve) => setTimeout(resolve, 8_000));
  const box = document.querySelector('[data-row]').closest('ul').parentElement;
  const frames = [];
  let step = STEP_PX;
  let last = await new Promise(window.requestAnimationFrame);
  for (let frame = 0; frame < FRAMES; frame++) {
    const before = box.scrollTop;
    box.scrollTop += step;
    if (box.scrollTop === before) step = -step;
    const now = await new Promise(window.requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return frames;
}

app.once('web-contents-created', (_event, contents) => {
  const opens = [];
  const look = async () => {
    opens.push(await contents.executeJavaScript(`(${openLog})()`));
    if (opens.length < LOADS) {
      contents.reload();
      return;
    }
    const frames = await contents.executeJavaScript(`(${scrollLog})()`);
    process.stdout.write(`measured: ${JSON.stringify({ opens, frames })}\nready\n`);
  };
  contents.on('dom-ready', () => {
    look().catch((error) => process.stdout.write(`failed: ${error.message}\n`));
  });
});
process.stdin.on('end', () => app.quit()).resume();

// The product as it was built. Not a literal path: the build's output is nothing for the type checker to read.
require(join(__dirname, '../../../out-bench/main/main.cjs'));
