'use strict';
const { app } = require('electron');

/*
 * How a measured app tells that its window can be used, without a debugger attached: both the product and the empty
 * window carry the same probe, so that what it costs is in both numbers.
 */

/** Runs in the page: waits for an element that can be seen and clicked, then for the next frame to be done with. */
function usable(selector) {
  return new Promise((resolve) => {
    const look = () => {
      const element = document.querySelector(selector);
      const box = element?.getBoundingClientRect();
      const top = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      if (top && element.contains(top)) window.requestAnimationFrame(() => setTimeout(resolve));
      else window.requestAnimationFrame(look);
    };
    look();
  });
}

/**
 * Writes `ready` to stdout when the first window shows a usable `selector`, and `failed: ...` when it never will. Quits in
 * good order when stdin ends, so that an app never outlives whoever measures it.
 */
exports.probe = (selector) => {
  app.once('web-contents-created', (_event, contents) => {
    contents.once('dom-ready', () => {
      contents
        .executeJavaScript(`(${usable})(${JSON.stringify(selector)})`)
        .then(() => process.stdout.write('ready\n'))
        .catch((error) => process.stdout.write(`failed: ${error.message}\n`));
    });
  });
  process.stdin.on('end', () => app.quit()).resume();
};
