'use strict';
const { join } = require('node:path');
const { app } = require('electron');

/*
 * The product, with someone who opens the log page again and again, scrolls through it, and jumps about in it. What is measured is written to
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

/**
 * Runs in the page, with the log open: scrolls on and on, and back at an end, and then jumps to places all over the list.
 * Milliseconds from each frame with rows to the next one with rows, how many had none, and from each jump to rows.
 */
async function scrollLog() {
  const FRAMES = 600;
  const STEP_PX = 240;
  const JUMPS = 20;
  const JUMP_LIMIT_MS = 30_000;
  // The first look over the whole record is over by then.
  await new Promise((resolve) => setTimeout(resolve, 8_000));
  const box = document.querySelector('[data-row]').closest('ul').parentElement;
  const nextFrame = () => new Promise(window.requestAnimationFrame);
  const { x, y, width, height } = box.getBoundingClientRect();
  /** Whether a row is drawn in the middle of the list. */
  const hasRows = () =>
    document
      .elementFromPoint(x + width / 2, y + height / 2)
      ?.closest('li')
      ?.querySelector('[data-row]') != null;
  const frames = [];
  let blanks = 0;
  let step = STEP_PX;
  let last = await nextFrame();
  for (let frame = 0; frame < FRAMES; frame++) {
    const before = box.scrollTop;
    box.scrollTop += step;
    if (box.scrollTop === before) step = -step;
    const now = await nextFrame();
    if (!hasRows()) {
      blanks++;
      continue;
    }
    frames.push(now - last);
    last = now;
  }
  const jumps = [];
  for (let jump = 0; jump < JUMPS; jump++) {
    const from = performance.now();
    // Far from one to the next, and never the same: the golden ratio's multiples.
    box.scrollTop = ((jump * 0.618034) % 1) * (box.scrollHeight - height);
    do await nextFrame();
    while (!hasRows() && performance.now() - from < JUMP_LIMIT_MS);
    jumps.push(performance.now() - from);
    // Whatever is loaded around it, too.
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return { frames, blanks, jumps };
}

app.once('web-contents-created', (_event, contents) => {
  const opens = [];
  const look = async () => {
    opens.push(await contents.executeJavaScript(`(${openLog})()`));
    if (opens.length < LOADS) {
      contents.reload();
      return;
    }
    const scrolled = await contents.executeJavaScript(`(${scrollLog})()`);
    process.stdout.write(`measured: ${JSON.stringify({ opens, ...scrolled })}\nready\n`);
  };
  contents.on('dom-ready', () => {
    look().catch((error) => process.stdout.write(`failed: ${error.message}\n`));
  });
});
process.stdin.on('end', () => app.quit()).resume();

// The product as it was built. Not a literal path: the build's output is nothing for the type checker to read.
require(join(__dirname, '../../../out-bench/main/main.cjs'));
