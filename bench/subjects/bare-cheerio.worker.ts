import { parentPort } from 'node:worker_threads';
import { load, type CheerioAPI } from 'cheerio';

/*
 * What a program would write that wants text, links or tables of a page and has cheerio: parsed by the HTML standard
 * (parse5, cheerio's default), loops instead of `map(...).get()`, which is quadratic.
 */

export interface BareRequest {
  bytes: Uint8Array;
  url: string;
  mode: 'text' | 'links' | 'tables';
}

function words(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function extract($: CheerioAPI, { mode, url }: BareRequest): unknown {
  switch (mode) {
    case 'text':
      $('script, style, noscript, template').remove();
      return words($.root().text());
    case 'links':
      return $('a[href]')
        .toArray()
        .map((link) => ({
          text: words($(link).text()),
          href: new URL($(link).attr('href') ?? '', url).href,
        }));
    case 'tables':
      return $('table')
        .toArray()
        .map((table) =>
          $(table)
            .find('tr')
            .toArray()
            .map((row) =>
              $(row)
                .find('th, td')
                .toArray()
                .map((cell) => words($(cell).text())),
            ),
        );
  }
}

parentPort?.on('message', (request: BareRequest) => {
  const $ = load(new TextDecoder().decode(request.bytes));
  parentPort?.postMessage({ title: $('title').first().text(), result: extract($, request) });
});
