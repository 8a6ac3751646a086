// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { browserCandidates } from './lib/browsers.mjs';
import { ICONS, iconsList } from './lib/icons.mjs';
import { CHECKOUT, thisHost } from './lib/paths.mjs';

/*
 * Draws every icon from its source, with an installed Chromium: `node scripts/icons.mjs`. A test checks that the pictures are
 * those of their sources (resources/icons.json).
 */

const found = browserCandidates(thisHost()).find(({ path: file }) => fs.existsSync(file));
if (!found) throw new Error('No Chrome, Edge or Chromium is installed here: it draws the icons.');
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({ executablePath: found.path, args });
try {
  for (const { source, picture, size } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const svg = fs.readFileSync(path.join(CHECKOUT, source)).toString('base64');
    await page.setContent(
      `<style>body{margin:0}img{display:block;width:${size}px;height:${size}px}</style><img src="data:image/svg+xml;base64,${svg}">`,
    );
    await page.screenshot({ path: path.join(CHECKOUT, picture), omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
fs.writeFileSync(
  path.join(CHECKOUT, 'resources/icons.json'),
  `${JSON.stringify(iconsList(CHECKOUT), null, 2)}\n`,
);
