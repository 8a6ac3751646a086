import { html, type Handler } from './http-server.ts';

/** Goes elsewhere, where nobody answers, as soon as the server answers this. */
const AWAY = `<button onclick="fetch('/go').then(() => (location = '/hang'))">Away</button>`;

/** A shop of sorts: forms, frames, shadow roots, new tabs, dialogs, tables, downloads, slow and endless pages. */
export const PAGES: Record<string, Handler | string> = {
  '/': `<title>Home</title>
    <h1>Welcome home</h1>
    <a href="/second">Second page</a> <a href="/popup" target="_blank" id="tab">New tab</a>
    <button id="opener" onclick="window.open('/popup', 'w', 'width=300,height=200')">Open window</button>
    <table><tr><th>Name</th><th>Age</th></tr><tr><td>Anna</td><td>7</td></tr></table>
    <div style="height: 3000px"></div><p id="end">The end</p>`,
  '/second': '<title>Second</title><p>second</p>',
  '/popup': '<title>Popup</title><button onclick="window.close()">Close me</button>',
  // The tall one is scrolled itself, beyond what can be seen of it at once.
  '/scrolls': `<title>Scrolls</title><p>first</p><div style="height: 2000px"></div>
    <div id=tall style="height: 3000px; overflow: auto"><div style="height: 9000px"></div></div>
    <div id=box style="height: 100px; width: 200px; overflow: auto"><div style="height: 2000px"></div></div>
    <b id=said style="position: fixed; top: 0; right: 0"></b><script>
      const tell = () => (said.textContent = [box, tall].map((each) => Math.round(each.scrollTop)).join());
      for (const each of [box, tall]) each.onscroll = tell;
    </script>`,
  '/scrolls-framed':
    '<p>first</p><div style="height: 900px"></div><iframe src="/scrolls" width=600 height=500></iframe>',
  '/freezes': `<title>Freezes</title><button onclick="fetch('/go').then(() => { for (;;) {} })">Freeze</button>`,
  '/slowly': `<title>Slowly</title>${AWAY}`,
  '/slowly-untitled': AWAY,
  '/form': `<title>Form</title>
    <form action="/sent" method="get" onsubmit="return window.holdBack !== true">
      <label>User <input id="user" name="user" value="old"></label>
      <label>Password <input id="pw" name="pw" type="password"></label>
      <label>Country <select name="country"><option value="ch">Switzerland</option><option value="jp">Japan</option></select></label>
      <label><input type="checkbox" name="agree"> Agree</label>
      <label><input type="checkbox" name="news" checked> News</label>
      <label>File <input type="file" name="file" multiple></label>
      <button>Send</button>
    </form>
    <pre id="log"></pre>
    <script>
      const log = (text) => (document.querySelector('#log').textContent += text + '\\n');
      document.querySelector('[type=file]').onchange = async (event) => {
        for (const file of event.target.files) log(file.name + ' ' + file.type + ' ' + (await file.text()));
      };
      for (const kind of ['dblclick', 'contextmenu']) document.addEventListener(kind, () => log(kind));
      document.addEventListener('mouseover', (event) => event.target.tagName === 'BUTTON' && log('over'));
      document.addEventListener('keydown', (event) => log('key ' + event.key));
    </script>`,
  '/sent': (request, response) => html(response, `<title>Sent</title><p id="what">${request.url ?? ''}</p>`),
  '/two-frames': `<title>Two frames</title><iframe id="first" srcdoc="<button>Wrong one</button>"></iframe>
    <iframe id="second" srcdoc="<button>Pay now</button>"></iframe>`,
  '/hidden-first': `<title>Hidden first</title><p hidden>Your order is on its way</p><h1>Orders</h1>
    <script>setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<p>Your order is on its way</p>'), 300)</script>`,
  '/frames': `<title>Frames</title><iframe id="outer" srcdoc="<iframe id='inner' src='/form'></iframe>"></iframe>`,
  '/shadow': `<title>Shadow</title><my-box></my-box><script>
      customElements.define('my-box', class extends HTMLElement {
        connectedCallback() {
          this.attachShadow({ mode: 'open' }).innerHTML = '<button id="deep">Deep</button><p id="said"></p>';
          this.shadowRoot.querySelector('button').onclick = () => (this.shadowRoot.querySelector('p').textContent = 'clicked');
        }
      });
    </script>`,
  '/dialogs': `<title>Dialogs</title><p id="out"></p><button id="ask">Ask</button><button id="name">Name</button><button id="tell">Tell</button><script>
      const out = document.querySelector('#out');
      document.querySelector('#ask').onclick = () => (out.textContent = String(confirm('Sure?')));
      document.querySelector('#name').onclick = () => (out.textContent = String(prompt('Name?')));
      document.querySelector('#tell').onclick = () => (alert('Told'), (out.textContent = 'told'));
    </script>`,
  // A browser lets a page ask only once somebody has done something on it.
  '/unsaved': `<title>Unsaved</title><button>Edit</button><script>
      addEventListener('beforeunload', (event) => { event.preventDefault(); event.returnValue = 'x'; });
    </script>`,
  '/rows': `<title>Rows</title><p id="out"></p><ul>${['one', 'two', 'three'].map((row) => `<li><button data-testid="row" onclick="document.querySelector('#out').textContent += '${row} '">Pick</button></li>`).join('')}</ul>
    <input data-testid="field" value="before"><my-row></my-row><script>
      customElements.define('my-row', class extends HTMLElement {
        connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = '<b data-testid="deep">in the shadow</b>'; }
      });
    </script>`,
  '/later': `<title>Later</title><p id="gone">wait</p><script>
      setTimeout(() => { document.body.insertAdjacentHTML('beforeend', '<p id="ready">Ready now</p>'); document.querySelector('#gone').remove(); }, 300);
      setTimeout(() => history.pushState({}, '', '/later/done?x=1'), 400);
    </script>`,
  '/download': '<title>Download</title><a href="/file" id="get">Get it</a>',
  '/file': (_request, response) => {
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="../re port.bin"',
    });
    response.end('the file');
  },
  '/stuck': '<title>Stuck</title><button onclick="for (;;) {}">Loop</button>',
  '/hang': () => undefined,
  '/never': `<title>Never</title><button disabled>Off</button><input id="off" disabled>
    <select disabled><option>a</option></select>
    <input id="box" type="checkbox" disabled> <input id="ticked" type="checkbox" checked disabled>
    <p id="below">covered</p><div style="position: fixed; inset: 0"></div>`,
  // Whoever presses the button has the time to go on to another step; then the page answers nobody any more.
  '/freeze': `<title>Freeze</title><button onclick="setTimeout(() => { for (;;) {} }, 1000)">Freeze</button>`,
  '/cookie': (request, response) => {
    html(response, `<title>Cookie</title><p>${request.headers.cookie ?? 'none'}</p>`, {
      'set-cookie': 'seen=1',
    });
  },
};
