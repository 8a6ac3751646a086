import { expect, test } from 'vitest';
import { markdownOf } from '../../../../src-main/tools/web-scrape/extract-markdown.ts';
import { parseHtml } from '../../../../src-main/tools/web-scrape/html-tree.ts';
import { ResultBudget } from '../../../../src-main/tools/web-scrape/result-budget.ts';

const markdown = (html: string): string =>
  markdownOf(parseHtml(html), 'http://site.test/d/', new ResultBudget());

test.each([
  ['<h1>One</h1><h3>Three <b>x</b></h3>text', '# One\n\n### Three **x**\n\ntext'],
  ['<title>left out</title><p>a</p><p>b</p>', 'a\n\nb'],
  ['<p>a <b> bold </b> <i></i>c', 'a **bold** c'],
  [
    '<p><a href="x y">l</a> <a href="b(c)">m</a>',
    '[l](http://site.test/d/x%20y) [m](<http://site.test/d/b(c)>)',
  ],
  ['<a href=x><div>one</div><div>two</div></a>', '[one two](http://site.test/d/x)'],
  ['<ul><li>a<li>b<ul><li>c</ul></ul>', '- a\n- b\n  - c'],
  ['<ol start=3><li>a<li><p>b</p><p>c</p></ol>', '3. a\n4. b\n\n   c'],
  ['<blockquote><p>a</p><p>b</p></blockquote>c', '> a\n>\n> b\n\nc'],
  ['<p>x</p><blockquote>q</blockquote>', 'x\n\n> q'],
  ['<pre><code class="language-js">a\n  b```\n</code></pre>', '````js\na\n  b```\n````'],
  ['use <code>a `b`</code> now', 'use `` a `b` `` now'],
  ['a<br>b<hr>c', 'a  \nb\n\n---\n\nc'],
  ['<img src=i.png alt="a [b]"><img src="data:x" alt=d>', '![a \\[b\\]](http://site.test/d/i.png)![d]()'],
  [
    '<table><caption>C</caption><tr><th>a<th>b|c<tr><td>1</table>after',
    'C\n\n| a | b\\|c |\n| --- | --- |\n| 1 |  |\n\nafter',
  ],
  [
    '<p>1. not a list</p><p># not a heading</p><p>*a* [b] snake_case',
    '1\\. not a list\n\n\\# not a heading\n\n\\*a\\* \\[b\\] snake_case',
  ],
  ['<p><del>x</del><script>y</script>', '~~x~~'],
  ['', ''],
])('%j', (html, expected) => expect(markdown(html)).toBe(expected));
