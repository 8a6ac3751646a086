import { expect, test } from 'vitest';
import { browserAutomation } from '../../../src-main/tools/browser-automation/browser-automation.ts';
import { browserStep } from '../../../src-main/tools/browser-automation/steps.ts';
import { argsSchema, describedProperties, refusals } from './schema-support.ts';

const URL = 'https://shop.example.com/login';
const withStep = (step: unknown) => refusals(browserAutomation, { url: URL, steps: [step] });

const EVERY_ACTION = [
  { action: 'goto', url: 'http://127.0.0.1:8080/x?y#z' },
  { action: 'back' },
  { action: 'reload', timeoutMs: 5000 },
  { action: 'click', selector: '#go' },
  { action: 'click', role: 'button', name: 'Sign in', button: 'right', download: true },
  { action: 'dblclick', byText: 'Anna' },
  { action: 'hover', testId: 'menu', nth: 0, frame: ['iframe#outer', 'iframe'] },
  { action: 'type', selector: '#user', text: 'anna' },
  { action: 'type', label: 'Password', text: 'x', secret: true },
  { action: 'press', key: 'Control+A' },
  { action: 'press', key: 'Enter', selector: '#user' },
  { action: 'select', label: 'Country', values: ['CH'] },
  { action: 'check', label: 'Agree' },
  { action: 'uncheck', label: 'News' },
  { action: 'upload', label: 'File', files: ['/home/anna/a.txt'] },
  { action: 'scroll', dy: 400 },
  { action: 'scroll', selector: '#end' },
  { action: 'wait', ms: 100 },
  { action: 'wait_for', selector: '#ready', state: 'hidden' },
  { action: 'wait_for', text: 'Welcome' },
  { action: 'wait_for', url: 'https://shop.example.com/*' },
  { action: 'wait_for', load: 'networkidle' },
  { action: 'dialog', answer: 'accept', text: 'yes' },
  { action: 'extract', what: 'links' },
  { action: 'extract', what: 'attribute', attribute: 'href', selector: 'a' },
  { action: 'screenshot', fullPage: true, fileName: 'page.png' },
  { action: 'pdf' },
];

test('takes every action as documented', () => {
  const whole = {
    url: URL,
    steps: EVERY_ACTION,
    hosts: ['*.example.com', 'pay.example.org', 'pay.example.org:8443'],
    screenshot: true,
    headless: false,
  };
  expect(refusals(browserAutomation, whole)).toEqual([]);
  expect(refusals(browserAutomation, { url: URL, steps: [] })).toEqual([]);
  const tried = new Set(EVERY_ACTION.map(({ action }) => action));
  const known = browserStep.options.map((option) => option.shape.action.value);
  expect(new Set(known)).toEqual(tried);
});

test.each(EVERY_ACTION)('an unknown key is refused: $action', (step) => {
  expect(withStep({ ...step, surprise: 1 }).join()).toContain('surprise');
});

test.each([
  ['url', { url: URL, steps: [], extra: 1 }, 'extra'],
  ['no url', { steps: [] }, 'url'],
  ['a relative address', { url: '/login', steps: [] }, 'http or https'],
  ['hosts with a path', { url: URL, steps: [], hosts: ['example.com/x'] }, 'host name'],
  ['hosts not as the parser writes them', { url: URL, steps: [], hosts: ['Example.com'] }, 'host name'],
  ['too many steps', { url: URL, steps: Array(1001).fill({ action: 'back' }) }, 'steps'],
])('%s is refused', (_name, args, message) => {
  expect(refusals(browserAutomation, args).join()).toContain(message);
});

test.each([
  'file:///etc/passwd',
  'chrome://settings',
  'javascript:alert(1)',
  'data:text/html,x',
  'ftp://x/',
  'HTTPSX://x',
])('%s is no address to go to', (url) => {
  expect(refusals(browserAutomation, { url, steps: [] }).join()).toContain('http or https');
  expect(withStep({ action: 'goto', url }).join()).toContain('http or https');
});

test.each([
  [{ action: 'fly' }, 'action'],
  [{ action: 'click' }, 'exactly one way'],
  [{ action: 'click', selector: 'a', byText: 'b' }, 'exactly one way'],
  [{ action: 'click', selector: 'a', name: 'b' }, 'name goes with role'],
  [{ action: 'press', key: 'Enter', nth: 1 }, 'go with an element'],
  [{ action: 'press', key: 'not a key' }, 'key'],
  [{ action: 'scroll' }, 'how far'],
  [{ action: 'wait', ms: 60_001 }, 'ms'],
  [{ action: 'wait_for' }, 'exactly one thing'],
  [{ action: 'wait_for', text: 'a', load: 'load' }, 'exactly one thing'],
  [{ action: 'wait_for', text: 'a', state: 'hidden' }, 'state goes with'],
  [{ action: 'extract', what: 'attribute', selector: 'a' }, 'attribute goes with'],
  [{ action: 'extract', what: 'text', attribute: 'href' }, 'attribute goes with'],
  [{ action: 'extract', what: 'value' }, 'name it'],
  [{ action: 'screenshot', selector: 'a', fullPage: true }, 'page only'],
  [{ action: 'screenshot', fileName: '../x.png' }, 'fileName'],
  [{ action: 'click', selector: 'a', timeoutMs: 0 }, 'timeoutMs'],
])('%j is refused, with the reason', (step, message) => {
  expect(withStep(step).join()).toContain(message);
});

test('its schema can be given to forms, and every property says what it is', () => {
  const properties = describedProperties(argsSchema(browserAutomation));
  expect(properties.length).toBeGreaterThan(100);
  expect(
    properties.filter(([, description]) => typeof description !== 'string' || description === ''),
  ).toEqual([]);
});

test('is known by its earlier name, high risk, and needs a browser', async () => {
  expect(browserAutomation.aliases).toEqual(['browser_automation_selenium']);
  expect(browserAutomation).toMatchObject({ risk: 'high', repeatable: false });
  const settings = { browser_path: '/no/browser/here' };
  const available = await browserAutomation.availability({ settings } as never);
  expect(available.ok).toBe(false);
  expect(!available.ok && `${available.reason} ${available.fix ?? ''}`).toMatch(
    /no\/browser\/here.+Settings/,
  );
});

test('its result is as documented', () => {
  const whole = {
    url: URL,
    finalUrl: URL,
    title: 'Shop',
    steps: [{ index: 0, action: 'back', ok: true, durationMs: 3 }],
    untrusted: true,
  };
  expect(browserAutomation.result.safeParse(whole).success).toBe(true);
  expect(browserAutomation.result.safeParse({ ...whole, steps: undefined }).success).toBe(false);
});
