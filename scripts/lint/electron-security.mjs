// @ts-check

/**
 * Electron's security checklist (https://www.electronjs.org/docs/latest/tutorial/security), as far as source text can show
 * it, as selectors of the lint rule `no-restricted-syntax`. What only the running app can show is tested there.
 * @typedef {{id: string, selector: string, message: string}} Check `id`: the name of its fixture in test/fixtures/lint
 */

/**
 * @param {string} key
 * @param {string} value
 */
const property = (key, value) => `Property[key.name=${key}][value.value=${value}]`;

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
    selector: property('/^nodeIntegration/', 'true'),
    message: 'No page has Node.',
  },
  {
    id: 'context-isolation',
    selector: property("'contextIsolation'", 'false'),
    message: 'The preload stays apart from the page.',
  },
  { id: 'sandbox', selector: property("'sandbox'", 'false'), message: 'Every page is in the sandbox.' },
  { id: 'web-security', selector: property("'webSecurity'", 'false'), message: 'The web security stays on.' },
  {
    id: 'no-insecure-content',
    selector: property("'allowRunningInsecureContent'", 'true'),
    message: 'No http content in a page.',
  },
  {
    id: 'no-experiments',
    selector: `${property("'experimentalFeatures'", 'true')}, Property[key.name='enableBlinkFeatures']`,
    message: 'No experimental features of Chromium.',
  },
  {
    id: 'no-webview',
    selector: `${property("'webviewTag'", 'true')}, JSXOpeningElement[name.name='webview']`,
    message: 'No page within a page.',
  },
  {
    id: 'no-drop-navigation',
    selector: property("'navigateOnDragDrop'", 'true'),
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
    selector:
      "MemberExpression[object.name='shell'][property.name='openExternal'], ImportSpecifier[imported.name='shell']",
    message: 'Only app/open-link.ts hands an address to the system, after it has asked.',
  },
  {
    id: 'no-open-path',
    selector:
      "MemberExpression[object.name='shell'][property.name=/^(openPath|showItemInFolder|writeShortcutLink)$/]",
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
      "CallExpression[callee.property.name='appendSwitch'][arguments.0.value=/^(no-sandbox|disable-web-security|disable-site-isolation|ignore-certificate-errors|allow-running-insecure-content|remote-debugging|inspect)/]",
    message: 'The app itself never turns a protection off or a debugger on.',
  },
  {
    id: 'certificates',
    selector: `${property("'rejectUnauthorized'", 'false')}, MemberExpression[property.name='setCertificateVerifyProc']`,
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

/** The one source file that may do what a rule keeps from all others. */
export const LINT_EXCEPTIONS = { 'src-main/app/open-link.ts': 'no-open-external' };

/**
 * As `no-restricted-syntax` takes them.
 * @param {string} [but] the id of one that is left out
 */
export const electronSecuritySelectors = (but) =>
  ELECTRON_SECURITY.filter(({ id }) => id !== but).map(({ selector, message }) => ({ selector, message }));
