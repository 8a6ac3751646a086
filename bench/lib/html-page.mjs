// @ts-check

const WORDS =
  'every way of making this computer act goes through one door which shows what will happen'.split(' ');

/**
 * A page of about 1.2 MB as real ones are: navigation, articles with paragraphs and links, tables, lists, scripts and
 * styles, entities, and the unclosed tags that people write. The same text each time.
 * @returns {string}
 */
export function makePage() {
  const words = (/** @type {number} */ from, /** @type {number} */ count) =>
    Array.from({ length: count }, (_, at) => WORDS[(from * 7 + at * 3) % WORDS.length]).join(' ');
  const article = (/** @type {number} */ at) => `
<article id="a${at}" class="post post-${at % 7}" data-at="${at}">
  <h2><a href="/posts/${at}?from=list&amp;page=${at % 9}">${words(at, 6)}</a></h2>
  <p class="by">By <a href="../people/${at % 50}.html" rel="author"><b>${words(at, 2)}</b></a> &mdash; <time>day ${at}</time>
  <p>${words(at, 60)} <em>${words(at + 1, 4)}</em> &amp; <a href="https://example.com/${at}/${at % 3}">${words(at, 3)}</a>.
  <ul><li>${words(at, 8)}<li>${words(at + 2, 8)} <a href="#a${at}">here</a><li>${words(at + 3, 8)}</ul>
  <script>window.data = window.data || []; data.push({at: ${at}, text: "${words(at, 12)}"});</script>
</article>`;
  const table = (/** @type {number} */ at) => `
<table class="figures"><thead><tr><th>Name<th>First<th>Second<th>Link</thead><tbody>
${Array.from({ length: 40 }, (_, row) => `<tr><td>${words(row + at, 2)}<td>${row * at}</td><td class="n">${row + at}.5<td><a href="/t/${at}/${row}">${words(row, 2)}</a>`).join('\n')}
</tbody></table>`;
  const parts = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><style>p{margin:0}</style></head><body>',
  ];
  let size = 0;
  for (let at = 1; size < 1_200_000; at++) {
    const part = at % 5 === 0 ? table(at) : article(at);
    size += part.length;
    parts.push(part);
  }
  return `${parts.join('\n')}\n</body></html>`;
}
