// @ts-check

/**
 * Electron's security checklist (https://www.electronjs.org/docs/latest/tutorial/security), as far as source text can show
 * it, as selectors of the lint rule `no-restricted-syntax`. What only the running app can show is tested there.
 * @typedef {{id: string, selector: string, message: string}} Check `id`: the name of its fixture in test/fixtures/lint
 */

/**
 * A member, however its name is spelled, that is given anything but this very literal (`!1`, a variable), or is assigned to.
 * @param {RegExp} key
 * @param {boolean} only
 */
const nothingBut = (key, only) =>
  `Property:matches([key.name=${key}], [key.value=${key}], [key.quasis.0.value.raw=${key}]):not([value.value=${only}]), ` +
  `AssignmentExpression:matches([left.property.name=${key}], [left.property.value=${key}])`;

/**
 * A name, however it is reached: through an object, a namespace, a text in brackets, taken apart.
 * @param {RegExp} name
 */
const named = (name) =>
  `Identifier[name=${name}], Literal[value=${name}], TemplateElement[value.raw=${name}]`;

const WINDOWS = '/^(BrowserWindow|BaseWindow|WebContentsView|BrowserView)$/';
/** What a page must not do, told by events that have one listener, which refuses. */
const LIMITS = '/^(will-(navigate|frame-navigate|redirect|attach-webview)|web-contents-created)$/';

/** @type {readonly Check[]} */
export const ELECTRON_SECURITY = [
  {
    id: 'own-pages-only',
    selector: "CallExpression[callee.property.name='loadURL']:not([arguments.0.callee.name='pageUrl'])",
    message: 'A window shows a page of ours: loadURL(pageUrl(...)).',
  },
  {
    id: 'no-file-pages',
    selector: "CallExpression[callee.property.name='loadFile'], Literal[value=/^file:/i]",
    message: 'Pages come from the private scheme: file: reaches every file.',
  },
  {
    id: 'no-node-in-pages',
    selector: nothingBut(/^nodeIntegration/, false),
    message: 'No page has Node.',
  },
  {
    id: 'context-isolation',
    selector: nothingBut(/^contextIsolation$/, true),
    message: 'The preload stays apart from the page.',
  },
  { id: 'sandbox', selector: nothingBut(/^sandbox$/, true), message: 'Every page is in the sandbox.' },
  { id: 'web-security', selector: nothingBut(/^webSecurity$/, true), message: 'The web security stays on.' },
  {
    id: 'windows-as-all-are',
    selector: `NewExpression:matches([callee.name=${WINDOWS}], [callee.property.name=${WINDOWS}]):not(:has(CallExpression[callee.name='webPreferences']))`,
    message: 'A window has the preferences that all have: webPreferences(...) of app/panel-window.ts.',
  },
  {
    id: 'navigation-limits',
    selector:
      `CallExpression[callee.property.name=/^(on|once|addListener|prependListener)$/][arguments.0.value=/^will-(navigate|frame-navigate|redirect|attach-webview)$/]:not([arguments.1.name='refuse']), ` +
      `CallExpression[callee.property.name=/^(off|removeListener|removeAllListeners)$/][arguments.0.value=${LIMITS}], ` +
      "CallExpression[callee.property.name='removeAllListeners'][arguments.length=0]",
    message: 'No page navigates: what app/lockdown.ts refuses, nobody allows.',
  },
  {
    id: 'one-listener',
    selector: `${named(/^ipcMain$/)}, MemberExpression[property.name='ipc']`,
    message: 'Requests of pages are heard in ipc/handle.ts alone.',
  },
  {
    id: 'sender-validation',
    selector:
      "CallExpression[callee.object.name='ipcMain']:not(:has(CallExpression[callee.name='senderPage']))",
    message: 'Nobody is heard before it is known which page asks.',
  },
  {
    id: 'no-insecure-content',
    selector: nothingBut(/^allowRunningInsecureContent$/, false),
    message: 'No http content in a page.',
  },
  {
    id: 'no-experiments',
    selector: `${nothingBut(/^experimentalFeatures$/, false)}, ${named(/^enableBlinkFeatures$/)}`,
    message: 'No experimental features of Chromium.',
  },
  {
    id: 'no-webview',
    selector: `${nothingBut(/^webviewTag$/, false)}, JSXOpeningElement[name.name='webview']`,
    message: 'No page within a page.',
  },
  {
    id: 'no-drop-navigation',
    selector: nothingBut(/^navigateOnDragDrop$/, false),
    message: 'A file or a link that is dropped on a window opens nothing.',
  },
  {
    id: 'no-new-windows',
    selector:
      "CallExpression[callee.property.name='setWindowOpenHandler'] Property[key.name='action'][value.value='allow']",
    message: 'No page opens a window.',
  },
  {
    id: 'no-permission-for-all',
    selector:
      'CallExpression[callee.property.name=/^set(Permission|DevicePermission)/] CallExpression[arguments.0.value=true], ' +
      'CallExpression[callee.property.name=/^set(Permission|DevicePermission)/] > ArrowFunctionExpression[body.value=true], ' +
      'CallExpression[callee.property.name=/^set(Permission|DevicePermission)/][arguments.0.value=null]',
    message: 'A permission is given by what is asked and by whom (app/lockdown.ts).',
  },
  {
    id: 'no-unsafe-policy',
    selector:
      'Literal[value=/unsafe-(eval|inline|hashes)/], TemplateElement[value.raw=/unsafe-(eval|inline|hashes)/]',
    message: "A page's policy has no unsafe source.",
  },
  {
    id: 'no-open-external',
    selector: `${named(/^openExternal$/)}, ImportSpecifier[imported.name='shell']`,
    message: 'Only app/open-link.ts hands an address to the system, after it has asked.',
  },
  {
    id: 'no-open-path',
    selector: named(/^(openPath|showItemInFolder|writeShortcutLink)$/),
    message: 'No file is handed to the system to be opened.',
  },
  {
    id: 'no-electron-in-pages',
    selector:
      "CallExpression[callee.property.name='exposeInMainWorld'] > Identifier.arguments[name=/^(ipcRenderer|electron)$/], " +
      "CallExpression[callee.property.name='exposeInMainWorld'] Property > Identifier.value[name=/^(ipcRenderer|electron)$/]",
    message: 'A bridge has named methods; it never hands on ipc itself.',
  },
  {
    id: 'no-weakening-switches',
    selector:
      "CallExpression[callee.property.name='appendSwitch'][arguments.0.value=/^(no-sandbox|disable-web-security|disable-site-isolation|ignore-certificate-errors|allow-running-insecure-content|remote-debugging|inspect)/], " +
      "CallExpression[callee.property.name=/^append(Switch|Argument)$/]:not([arguments.0.type='Literal']), " +
      "CallExpression[callee.property.name='openDevTools']",
    message: 'The app itself never turns a protection off or a debugger on.',
  },
  {
    id: 'certificates',
    selector: `${nothingBut(/^rejectUnauthorized$/, true)}, MemberExpression[property.name='setCertificateVerifyProc']`,
    message: 'A certificate that does not hold is refused.',
  },
  {
    id: 'no-markup-from-text',
    selector:
      "JSXAttribute[name.name='dangerouslySetInnerHTML'], AssignmentExpression[left.property.name=/^(inner|outer)HTML$/], CallExpression[callee.property.name='insertAdjacentHTML']",
    message: 'Text is shown as text.',
  },
  {
    id: 'no-code-from-text',
    selector:
      "CallExpression[callee.name='eval'], NewExpression[callee.name='Function'], CallExpression[callee.property.name=/^(executeJavaScript|executeJavaScriptInIsolatedWorld)$/]",
    message: 'Nothing is run that was a text.',
  },
];

/** For a rule that keeps something from all but one, the one source file that may do it. */
export const LINT_EXCEPTIONS = {
  'src-main/app/open-link.ts': 'no-open-external',
  'src-main/ipc/handle.ts': 'one-listener',
};

/**
 * As `no-restricted-syntax` takes them.
 * @param {string} [but] the id of one that is left out
 */
export const electronSecuritySelectors = (but) =>
  ELECTRON_SECURITY.filter(({ id }) => id !== but).map(({ selector, message }) => ({ selector, message }));
