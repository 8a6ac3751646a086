import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { html, startServer, type TestServer } from './http-server.ts';

/** How a fixture page behaves after it has loaded. */
export const BEHAVIOURS = [
  'streams',
  'stalls',
  'freezes',
  'silent',
  'unmarked',
  'login',
  'login-late',
  'challenge',
  'challenge-late',
  'banner',
  'banner-first',
  'changed',
  'hidden-input',
  'wanders',
  'pauses',
  'blocks',
  'endless',
  'wordless',
  'continues',
  // With a way to log in that stands beside a working input, or there before it.
  'login-link',
  'login-first',
  // Over an input and a send button that work.
  'login-modal',
  'login-modal-late',
  'challenge-above',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

export interface AssistantSite extends TestServer {
  /** Questions that pages have sent, in order. */
  questions: string[];
  /** Cookie headers of the pages that were asked for. */
  cookies: (string | undefined)[];
  /** What was done to pages: `behaviour event id`, in order. */
  touched: string[];
}

export const SELECTORS = {
  input: '#question',
  send: '#send',
  answer: '.answer',
  busy: '#stop',
  login: '#login',
  challenge: '#challenge',
  error: '.banner',
  more: 'button',
};
const MORE_WORDS = ['Continue generating'];

/** A provider whose page behaves so; `origin` is the site's. */
export const providerOf = (behaviour: Behaviour, origin: string) => ({
  id: behaviour,
  title: `Fixture ${behaviour}`,
  url: `${origin}/${behaviour}`,
  selectors: SELECTORS,
  moreWords: MORE_WORDS,
  settleMs: 600,
});

/** A site on loopback with one page for each behaviour. */
export async function startAssistant(): Promise<AssistantSite> {
  const questions: string[] = [];
  const cookies: (string | undefined)[] = [];
  const touched: string[] = [];
  const take =
    (list: string[]) =>
    (request: IncomingMessage, response: ServerResponse): void => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        list.push(Buffer.concat(parts).toString('utf8'));
        response.end('ok');
      });
    };
  const routes = Object.fromEntries(
    BEHAVIOURS.map((behaviour) => [
      `/${behaviour}`,
      (request: IncomingMessage, response: Parameters<typeof html>[0]) => {
        cookies.push(request.headers.cookie);
        html(response, pageOf(behaviour), { 'set-cookie': 'seen=1; Max-Age=99999; Path=/' });
      },
    ]),
  );
  const site = await startServer({
    ...routes,
    '/ask': take(questions),
    '/touched': take(touched),
  });
  return Object.assign(site, { questions, cookies, touched });
}

/** Writes the person's own list of providers: one for each behaviour, its id the behaviour's name. */
export function writeProviders(userData: string, site: TestServer, more: object[] = []): void {
  const providers = BEHAVIOURS.map((behaviour) => providerOf(behaviour, site.origin));
  writeFileSync(
    join(userData, 'consult_providers.json'),
    JSON.stringify({ providers: [...providers, ...more] }),
  );
}

/** The answer that every page gives in the end. */
export const ANSWER_HTML =
  '<p>First, <strong>measure</strong>.</p><ul><li>one</li><li>two</li></ul><pre><code class="language-js">let a = 1;\n</code></pre>';

const LOGIN = '<form id=login><input name=email id=email><button id=in>Log in</button></form>';
const CHALLENGE = '<div id=challenge>Prove it<button id=prove>I am a person</button></div>';
const INPUT = '<textarea id=question></textarea><button id=send>Send</button>';
const over = (what: string): string =>
  `<div style="position: fixed; inset: 0; background: #eee">${what}</div>`;

/** What a page is made of, where that is not just an input. */
const BODIES: Partial<Record<Behaviour, string>> = {
  login: LOGIN,
  challenge: CHALLENGE,
  changed: '',
  'banner-first': `<div class=banner>Something is down</div>${INPUT}`,
  'hidden-input':
    '<textarea id=question style="display:none"></textarea><div contenteditable=true id=question style="border:1px solid">\u200B</div><button id=send>Send</button>',
  'login-link': `${INPUT}<a id=login href="/login">Log in</a>`,
  'login-first': '<a id=login href="/login">Log in</a>',
  'login-modal': INPUT + over(LOGIN),
  'challenge-above': INPUT + over(CHALLENGE),
};

function pageOf(behaviour: Behaviour): string {
  return `<!doctype html><meta charset=utf-8><title>${behaviour}</title><link rel=icon href="data:,">
<body><div id=thread><div class=answer><p>An earlier answer, which is none to this question.</p></div></div>
${BODIES[behaviour] ?? INPUT}
<script>
const behaviour = ${JSON.stringify(behaviour)};
const whole = ${JSON.stringify(ANSWER_HTML)};
for (const kind of ['pointerdown', 'click', 'keydown', 'input', 'submit', 'focusin'])
  addEventListener(kind, ({ target }) => void navigator.sendBeacon('/touched', behaviour + ' ' + kind + ' ' + target.id), true);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const put = (markup) => document.body.insertAdjacentHTML('beforeend', markup);
if (behaviour === 'login-first') setTimeout(() => { put(${JSON.stringify(INPUT)}); work(); }, 300);
else work();
function work() { document.querySelector('#send')?.addEventListener('click', async () => {
  const field = [...document.querySelectorAll('#question')].find((each) => each.checkVisibility());
  const question = field.value ?? field.innerText;
  await fetch('/ask', { method: 'POST', body: question });
  if (behaviour === 'banner') return put('<div class=banner>Too many requests</div>');
  if (behaviour === 'challenge-late') return put(${JSON.stringify(CHALLENGE)});
  if (behaviour === 'login-late') { field.remove(); return put(${JSON.stringify(LOGIN)}); }
  if (behaviour === 'login-modal-late') return put(${JSON.stringify(over(LOGIN))});
  if (behaviour === 'silent') return put('<button id=stop>Stop</button>');
  if (behaviour !== 'unmarked') put('<button id=stop>Stop</button>');
  const answer = document.createElement('div');
  answer.className = 'answer';
  document.querySelector('#thread').append(answer);
  if (behaviour === 'blocks') {
    answer.innerHTML = '<p>Of two parts the first.</p>';
    await wait(300);
    answer.insertAdjacentHTML('afterend', '<div class=answer><div class=answer><p>And the second.</p></div></div>');
    await wait(300);
    return document.querySelector('#stop').remove();
  }
  if (behaviour === 'endless' || behaviour === 'wordless') {
    answer.innerHTML =
      behaviour === 'endless' ? '<p>' + 'word '.repeat(450_000) + '</p>' : '<button>Copy</button>';
    await wait(300);
    return document.querySelector('#stop').remove();
  }
  for (let end = 12; end < whole.length; end += 12) {
    answer.innerHTML = whole.slice(0, end) + '<button>Copy</button>';
    await wait(behaviour === 'pauses' && end === 36 ? 2500 : 40);
    if (behaviour === 'wanders' && end > 30) { await wait(1000); location.href = '/changed'; return; }
    if (behaviour === 'stalls' && end > 60) return;
    // Once what is there has been read.
    if (behaviour === 'freezes' && end > 60) { await wait(1500); for (;;); }
  }
  answer.innerHTML = whole + '<button>Copy</button>';
  await wait(100);
  if (behaviour === 'continues') put('<button>Continue generating</button>');
  document.querySelector('#stop')?.remove();
}); }
</script>`;
}
