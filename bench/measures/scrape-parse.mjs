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
  /** @type {{tool: number[], bare: number[], sizes: {tool: number[], bare: number[]}, bytes: number}} */
  const { tool, bare, sizes, bytes } = await runSubject('scrape-parse', { pageFile, scriptDir }, context);
  // Speed counts only between two that find the same: every link and table.
  if (sizes.tool[1] !== sizes.bare[1] || sizes.tool[2] !== sizes.bare[2]) {
    throw new Error(`The two do not find the same: ${JSON.stringify(sizes)}`);
  }
  return {
    measured: { what: 'text, links and tables by the tool', value: median(tool), unit: 'ms' },
    baseline: { what: 'the same by bare cheerio', value: median(bare), unit: 'ms' },
    details: { pageBytes: bytes, links: sizes.tool[1] ?? 0, tables: sizes.tool[2] ?? 0 },
  };
}
