import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../../src-preload/contract/json.ts';
import { parsePage } from '../../../../src-main/tools/web-scrape/parse-page.ts';
import { PageTooComplex, parseHtml } from '../../../../src-main/tools/web-scrape/html-tree.ts';
import { ResultTooLarge } from '../../../../src-main/tools/web-scrape/result-budget.ts';
import type { Mode } from '../../../../src-main/tools/web-scrape/parse-request.ts';

const parse = (html: string, mode: Mode = 'text', selector?: string): JsonValue =>
  parsePage({
    bytes: new TextEncoder().encode(html),
    kind: 'html',
    charset: 'utf-8',
    url: 'http://site.test/dir/page.html',
    selector,
    mode,
  }).result;

describe('text', () => {
  test('title included; script, style, noscript and template left out', () => {
    const html =
      '<title>The title</title><style>s{}</style><p>one<script>two()</script><noscript>three <b>four</b></noscript>' +
      '<template>five</template><!-- six -->';
    expect(parse(html)).toBe('The title\none');
  });

  test.each([
    ['H<sub>2</sub>O and <b>bo</b>ld.', 'H2O and bold.'],
    ['<p>a</p><p>b</p>', 'a\nb'],
    ['<div>  a \n\t b<br>c </div>', 'a b\nc'],
    ['<ul><li>x<li>y</ul>', 'x\ny'],
    ['<table><tr><td>1<td>2<tr><td>3<td>4</table>', '1\t2\n3\t4'],
    ['<pre>  a\n   b</pre>', 'a\n   b'],
    ['a &amp; b &lt;i&gt; &#x20AC;', 'a & b <i> €'],
    ['', ''],
    ['<p> </p>', ''],
    ['<textarea>a\n  b</textarea>', 'a\n  b'],
  ])('%j reads %j', (html, text) => expect(parse(html)).toBe(text));
});

describe('links', () => {
  test('every a[href] in order, absolute, none dropped', () => {
    const html =
      '<a href="a">A</a><a>no</a><a href="">self</a><a href="//other.test/x"><b> B </b> c</a><a href="http://[">bad</a>' +
      '<a href="#f">f</a><a href=" mailto:x@y.z "></a><noscript><a href="/n">n</a></noscript><template><a href="/t">t</a></template>';
    expect(parse(html, 'links')).toEqual([
      { text: 'A', href: 'http://site.test/dir/a' },
      { text: 'self', href: 'http://site.test/dir/page.html' },
      { text: 'B c', href: 'http://other.test/x' },
      { text: 'bad', href: 'http://[' },
      { text: 'f', href: 'http://site.test/dir/page.html#f' },
      { text: '', href: 'mailto:x@y.z' },
      { text: 'n', href: 'http://site.test/n' },
      { text: 't', href: 'http://site.test/t' },
    ]);
  });

  test.each([
    ['<base href="/base/">', 'http://site.test/base/a'],
    ['<base href="https://cdn.test/x/"><base href="/second/">', 'https://cdn.test/x/a'],
    ['<base target="_blank"><base href="//b.test">', 'http://b.test/a'],
    ['<base href="data:text/html,x">', 'http://site.test/dir/a'],
    ['<base href="http://[">', 'http://site.test/dir/a'],
  ])('honours %s', (base, href) => {
    expect(parse(`${base}<a href=a>x</a>`, 'links')).toEqual([{ text: 'x', href }]);
  });

  test('a hundred thousand of them', () => {
    const links = parse('<p><a href="/i?a=1&amp;b=2">Item</a></p>'.repeat(100_000), 'links');
    expect(links).toHaveLength(100_000);
    expect((links as JsonValue[])[99_999]).toEqual({ text: 'Item', href: 'http://site.test/i?a=1&b=2' });
  });

  test('a page cannot make little say much: a long base before every link', () => {
    const html = `<base href="http://${'a'.repeat(50)}.test/${'b'.repeat(60_000)}/">${'<a href=x>y</a>'.repeat(20_000)}`;
    expect(() => parse(html, 'links')).toThrow(ResultTooLarge);
  });
});

describe('tables', () => {
  test('nested ones too, each with its own rows', () => {
    const html =
      '<table><thead><tr><th>h1<th>h2</thead><tr><td>a<td>b <table><tr><td>inner</td></tr></table> c</table><table></table>';
    expect(parse(html, 'tables')).toEqual([
      [
        ['h1', 'h2'],
        ['a', 'b inner c'],
      ],
      [['inner']],
      [],
    ]);
  });

  test.each([
    ['unclosed paragraphs and bold in cells', '<table><tr><td><p>a<td><b>b<tr><td><i>c<td>d</table>'],
    ['missing rows', '<table><td>a<td>b<tr><td>c<td>d</table>'],
    [
      'uppercase, sections, comments',
      '<TABLE><!-- x --><TBODY><TR><TD>a</TD><TH>b</TH></TR><TFOOT><TR><TD>c<TD>d</TABLE>',
    ],
  ])('broken markup comes out right: %s', (_name, html) => {
    expect(parse(html, 'tables')).toEqual([
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ]);
  });

  test('white space in cells is one space, scripts are not text', () => {
    expect(parse('<table><td> a\n<br> b <script>x</script><p>c</p></table>', 'tables')).toEqual([
      [['a b c']],
    ]);
  });
});

describe('selector', () => {
  const html = '<div class=x><a href=1>one</a></div><div class=x><table><td>t</table><a href=2>two</a></div>';
  test('takes the first match, in every mode', () => {
    expect(parse(html, 'text', '.x')).toBe('one');
    expect(parse(html, 'links', '.x + .x')).toEqual([{ text: 'two', href: 'http://site.test/dir/2' }]);
    expect(parse(html, 'links', 'a')).toEqual([{ text: 'one', href: 'http://site.test/dir/1' }]);
    expect(parse(html, 'tables', 'table')).toEqual([[['t']]]);
    expect(parse(html, 'markdown', 'a')).toBe('[one](http://site.test/dir/1)');
  });

  test.each(['text', 'links', 'tables', 'markdown', 'metadata'] as const)(
    'without a match %s is null',
    (mode) => {
      expect(parse(html, mode, '#none')).toBeNull();
    },
  );

  test('inherited members are not taken for attributes', () => {
    expect(parse('<p>x', 'text', '[constructor]')).toBeNull();
    expect(parse('<p __proto__=a constructor=b>x', 'text', '[__proto__=a][constructor=b]')).toBe('x');
  });

  test('a match that is itself a script gives its inside', () => {
    expect(parse('<script id=data>{"a": 1}</script>', 'text', '#data')).toBe('{"a": 1}');
  });
});

test('metadata', () => {
  const html = `<html lang="de"><head><title> A  title </title><meta name=Description content="About">
    <link rel="alternate canonical" href="/c"><meta property="og:title" content="OG"><meta property="og:image" content="1.png">
    <meta property="og:image" content="2.png"><meta name="twitter:card" content="summary"><meta name="og:__proto__" content="x">
    <script type="application/ld+json">{"@type": "Thing", "__proto__": {"x": 1}}</script>
    <script type="application/ld+json">{broken</script>
    <script type="application/ld+json">${'['.repeat(100)}${']'.repeat(100)}</script>
    </head><body><svg><title>not this</title></svg></body></html>`;
  expect(parse(html, 'metadata')).toEqual({
    title: 'A title',
    description: 'About',
    canonical: 'http://site.test/c',
    lang: 'de',
    charset: 'utf-8',
    author: null,
    robots: null,
    openGraph: { title: 'OG', image: ['1.png', '2.png'] },
    twitter: { card: 'summary' },
    jsonLd: [{ '@type': 'Thing' }],
    jsonLdUnreadable: 2,
  });
});

describe('hostile pages end well', () => {
  const deep = 100_000;
  test.each<[string, string, Mode, JsonValue]>([
    ['nested divs', `${'<div>'.repeat(deep)}x`, 'text', 'x'],
    [
      'nested spans',
      `${'<span>'.repeat(deep)}<a href=y>x`,
      'links',
      [{ text: 'x', href: 'http://site.test/dir/y' }],
    ],
    ['nested quotes', `${'<blockquote>'.repeat(deep)}x`, 'markdown', `${'> '.repeat(12)}x`],
    ['nested lists', `${'<ul><li>'.repeat(5000)}x`, 'markdown', `${'- '.repeat(12)}x`],
    ['nested fonts', `${'<font size=1>'.repeat(deep)}x`, 'text', 'x'],
    ['closing tags only', '</div></p></table>'.repeat(deep), 'tables', []],
    ['unclosed comment', `<p>x<!-- ${'<p>'.repeat(deep)}`, 'text', 'x'],
    ['a tag that never ends', `<p>x<a ${'b '.repeat(1000)}`, 'text', 'x'],
    ['NULs', '<p>x\0y', 'text', 'xy'],
    ['plaintext', '<p>a<plaintext></p><b>', 'text', 'a\n</p><b>'],
  ])('%s', (_name, html, mode, result) => {
    const start = performance.now();
    expect(parse(html, mode)).toEqual(result);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('too many pieces are refused, however short the page', () => {
    // A mark left open in one paragraph is opened again in each later one, so that pieces multiply.
    const marks = Array.from({ length: 300 }, (_, i) => `<b a=${i}>`).join('');
    const html = `<p>${marks}${'<p>x'.repeat(300)}`;
    expect(() => parseHtml(html, 50_000)).toThrow(PageTooComplex);
    expect(parseHtml(html, 500_000)).toBeDefined();
  });
});
