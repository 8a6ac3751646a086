import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IncomingMessage } from 'node:http';
import { html, startServer, type TestServer } from './http-server.ts';

/** How a fixture page behaves after it has loaded. */
export const BEHAVIOURS = [
  'streams',
  'stalls',
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
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

export interface AssistantSite extends TestServer {
  /** Questions that pages have sent, in order. */
  questions: string[];
  /** Cookie headers of the pages that were asked for. */
  cookies: (string | undefined)[];
}

export const SELECTORS = {
  input: '#question',
  send: '#send',
  answer: '.answer',
  busy: '#stop',
  login: '#login',
  challenge: '#challenge',
  error: '.banner',
};

/** A site on loopback with one page for each behaviour. */
export async function startAssistant(): Promise<AssistantSite> {
  const questions: string[] = [];
  const cookies: (string | undefined)[] = [];
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
    '/ask': (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        questions.push(Buffer.concat(parts).toString('utf8'));
        response.end('ok');
      });
    },
  });
  return Object.assign(site, { questions, cookies });
}

/** Writes the person's own list of providers: one for each behaviour, its id the behaviour's name. */
export function writeProviders(userData: string, site: TestServer, more: object[] = []): void {
  const providers = BEHAVIOURS.map((behaviour) => ({
    id: behaviour,
    title: `Fixture ${behaviour}`,
    url: `${site.origin}/${behaviour}`,
    selectors: SELECTORS,
    settleMs: 600,
  }));
  writeFileSync(
    join(userData, 'consult_providers.json'),
    JSON.stringify({ providers: [...providers, ...more] }),
  );
}

/** The answer that every page gives in the end. */
export const ANSWER_HTML =
  '<p>First, <strong>measure</strong>.</p><ul><li>one</li><li>two</li></ul><pre><code class="language-js">let a = 1;\n</code></pre>';

function pageOf(behaviour: Behaviour): string {
  return `<!doctype html><meta charset=utf-8><title>${behaviour}</title><link rel=icon href="data:,">
<body><div id=thread><div class=answer><p>An earlier answer, which is none to this question.</p></div></div>
${behaviour === 'banner-first' ? '<div class=banner>Something is down</div>' : ''}
${behaviour === 'login' ? '<form id=login><input name=email><button id=in>Log in</button></form>' : ''}
${behaviour === 'challenge' ? '<div id=challenge>Prove it<button id=prove>I am a person</button></div>' : ''}
${
  behaviour === 'login' || behaviour === 'challenge' || behaviour === 'changed'
    ? ''
    : behaviour === 'hidden-input'
      ? '<textarea id=question style="display:none"></textarea><div contenteditable=true id=question style="border:1px solid">\u200B</div><button id=send>Send</button>'
      : '<textarea id=question></textarea><button id=send>Send</button>'
}
<script>
const behaviour = ${JSON.stringify(behaviour)};
const whole = ${JSON.stringify(ANSWER_HTML)};
window.clicks = [];
addEventListener('click', (event) => clicks.push(event.target.id), true);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const put = (markup) => document.body.insertAdjacentHTML('beforeend', markup);
document.querySelector('#send')?.addEventListener('click', async () => {
  const field = [...document.querySelectorAll('#question')].find((each) => each.checkVisibility());
  const question = field.value ?? field.innerText;
  await fetch('/ask', { method: 'POST', body: question });
  if (behaviour === 'banner') return put('<div class=banner>Too many requests</div>');
  if (behaviour === 'challenge-late') return put('<div id=challenge>Prove it</div>');
  if (behaviour === 'login-late') { field.remove(); return put('<div id=login>Log in to go on</div>'); }
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
  }
  answer.innerHTML = whole + '<button>Copy</button>';
  await wait(100);
  document.querySelector('#stop')?.remove();
});
</script>`;
}
