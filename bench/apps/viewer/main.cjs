'use strict';
const { join } = require('node:path');
const { app } = require('electron');

/*
 * The product, with someone who looks on while the record is indexed, opens the log page again and again and scrolls through it. What is measured is written to
 * stdout as `measured: {...}`, once the page has been looked at often enough, and then `ready`.
 */

const LOADS = 7;

/** Runs in the page: the time of each frame while the index is made, and of as many with nothing to do; in milliseconds. */
async function watchIndexing() {
  const IDLE_FRAMES = 600;
  let indexing = true;
  const ask = async () => {
    while (indexing) {
      const answer = await window.executionLayer.audit.runs({ limit: 1 });
      indexing = !answer.ok || answer.value.indexing !== undefined;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  };
  const framesWhile = async (going) => {
    const frames = [];
    let last = await new Promise(window.requestAnimationFrame);
    while (going(frames.length)) {
      const now = await new Promise(window.requestAnimationFrame);
      frames.push(now - last);
      last = now;
    }
    return frames;
  };
  const asking = ask();
  const during = await framesWhile(() => indexing);
  await asking;
  // The first look over the whole record is over by then.
  await new Promise((resolve) => setTimeout(resolve, 8_000));
  return { during, idle: await framesWhile((count) => count < IDLE_FRAMES) };
}

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
    const answer = await window.executionLayer.audit.runs({ limit: 1 });
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
  let indexing;
  const look = async () => {
    indexing ??= await contents.executeJavaScript(`(${watchIndexing})()`);
    opens.push(await contents.executeJavaScript(`(${openLog})()`));
    if (opens.length < LOADS) {
      contents.reload();
      return;
    }
    const frames = await contents.executeJavaScript(`(${scrollLog})()`);
    process.stdout.write(`measured: ${JSON.stringify({ opens, frames, indexing })}\nready\n`);
  };
  contents.on('dom-ready', () => {
    look().catch((error) => process.stdout.write(`failed: ${error.message}\n`));
  });
});
process.stdin.on('end', () => app.quit()).resume();

// The product as it was built. Not a literal path: the build's output is nothing for the type checker to read.
require(join(__dirname, '../../../out-bench/main/main.cjs'));
