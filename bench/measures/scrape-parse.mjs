// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { CHECKOUT } from '../../scripts/lib/paths.mjs';
import { makePage } from '../lib/html-page.mjs';
import { median } from '../lib/stats.mjs';
import { runSubject } from '../lib/subject.mjs';

/**
 * Text, links and tables of a 1.2 MB page, one after the other, through the tool's built worker, against bare cheerio in the
 * same kind of thread.
 * @type {import('../measures.mjs').Measure}
 */
export async function scrapeParse(context) {
  const pageFile = path.join(context.folder('page'), 'page.html');
  fs.writeFileSync(pageFile, makePage());
  const scriptDir = path.join(CHECKOUT, 'out-bench', 'main');
  /** @type {{found: {mode: string, tool: number[], bare: number[], sizes: number[]}[], bytes: number}} */
  const { found, bytes } = await runSubject('scrape-parse', { pageFile, scriptDir }, context);
  for (const { mode, sizes } of found) {
    // Speed counts only between two that find the same: every link and every table. Of text, each has its own idea of lines.
    if (mode !== 'text' && sizes[0] !== sizes[1]) {
      throw new Error(`The tool finds ${sizes[0]} ${mode}, bare cheerio ${sizes[1]}.`);
    }
  }
  const sum = (/** @type {'tool' | 'bare'} */ who) => found.reduce((all, each) => all + median(each[who]), 0);
  const ratios = found.map(({ mode, tool, bare }) => [`${mode}Ratio`, median(tool) / median(bare)]);
  return {
    measured: { what: 'text, links and tables by the tool', value: sum('tool'), unit: 'ms' },
    baseline: { what: 'the same by bare cheerio', value: sum('bare'), unit: 'ms' },
    details: { pageBytes: bytes, ...Object.fromEntries(ratios) },
  };
}
