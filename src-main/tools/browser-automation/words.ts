import type { Effect } from '../../../src-preload/contract/types.ts';
import { HIDDEN } from '../../platform/marked-secrets.ts';
import { waysOf, type Locator } from './locator.ts';
import type { BrowserStep } from './steps.ts';

/** How an element is named, in words. */
export function elementWords(at: Locator): string {
  const what =
    at.selector ??
    (at.byText !== undefined
      ? `the text "${at.byText}"`
      : at.role !== undefined
        ? `the ${at.role}${at.name === undefined ? '' : ` "${at.name}"`}`
        : at.label !== undefined
          ? `the field "${at.label}"`
          : `the element with test id "${at.testId ?? ''}"`);
  const which = at.nth === undefined ? '' : ` (number ${at.nth + 1})`;
  const where = at.frame === undefined ? '' : ` in the frame ${at.frame.join(' > ')}`;
  return `${what}${which}${where}`;
}

/** A step in words, as it is planned, shown live and recorded. What is secret is not in them. */
export function stepWords(step: BrowserStep): string {
  switch (step.action) {
    case 'goto':
      return `go to ${step.url}`;
    case 'back':
      return 'go back';
    case 'reload':
      return 'load the page again';
    case 'click':
      return `${step.button === undefined || step.button === 'left' ? 'click' : `${step.button}-click`} ${elementWords(step)}`;
    case 'dblclick':
      return `double-click ${elementWords(step)}`;
    case 'hover':
      return `hover over ${elementWords(step)}`;
    case 'type':
      return `type ${typedWords(step)} into ${elementWords(step)}`;
    case 'press':
      return `press ${step.key}${waysOf(step) === 0 ? '' : ` on ${elementWords(step)}`}`;
    case 'select':
      return `select ${step.values.map((value) => `"${value}"`).join(', ') || 'nothing'} in ${elementWords(step)}`;
    case 'check':
      return `check ${elementWords(step)}`;
    case 'uncheck':
      return `uncheck ${elementWords(step)}`;
    case 'upload':
      return `upload ${step.files.join(', ')} into ${elementWords(step)}`;
    case 'scroll':
      return [
        waysOf(step) === 0 ? 'scroll' : `scroll to ${elementWords(step)}`,
        step.dx === undefined && step.dy === undefined ? '' : ` by ${step.dx ?? 0}, ${step.dy ?? 0} pixels`,
      ].join('');
    case 'wait':
      return `wait ${step.ms} ms`;
    case 'wait_for':
      return `wait ${waitedWords(step)}`;
    case 'dialog':
      return `${step.answer} the next dialog${step.text === undefined ? '' : ` with "${step.text}"`}`;
    case 'extract':
      return `read ${step.what === 'attribute' ? `the attribute ${step.attribute ?? ''}` : `the ${step.what}`} of ${waysOf(step) === 0 ? 'the page' : elementWords(step)}`;
    case 'screenshot':
      return `take a picture of ${waysOf(step) === 0 ? (step.fullPage === true ? 'the whole page' : 'the page') : elementWords(step)}`;
    case 'pdf':
      return 'print the page to a PDF';
  }
}

export function typedWords({ text, secret }: { text: string; secret?: boolean | undefined }): string {
  return secret === true ? HIDDEN : `"${text}"`;
}

function waitedWords(step: BrowserStep & { action: 'wait_for' }): string {
  if (step.text !== undefined) return `for the text "${step.text}"`;
  if (step.url !== undefined) return `for the address ${step.url}`;
  if (step.load !== undefined) return `for the load state ${step.load}`;
  return `until ${elementWords(step)} is ${step.state ?? 'visible'}`;
}

const KINDS: Record<BrowserStep['action'], Effect['kind']> = {
  goto: 'navigate',
  back: 'navigate',
  reload: 'navigate',
  click: 'input',
  dblclick: 'input',
  hover: 'input',
  type: 'input',
  press: 'input',
  select: 'input',
  check: 'input',
  uncheck: 'input',
  upload: 'input',
  scroll: 'input',
  wait: 'read',
  wait_for: 'read',
  dialog: 'input',
  extract: 'read',
  screenshot: 'capture',
  pdf: 'capture',
};

/** The effects that a step would have. `files`: the real paths of an upload's files. */
export function stepEffects(step: BrowserStep, files: readonly string[]): Effect[] {
  const detail = stepWords(step);
  const effects: Effect[] = [{ kind: KINDS[step.action], target: targetOf(step), detail }];
  for (const path of files)
    effects.push({ kind: 'read', target: path, detail: 'give this file to the page' });
  if ('download' in step && step.download === true) {
    effects.push({ kind: 'write', target: 'the artifacts', detail: 'keep the file that the page sends' });
  }
  return effects;
}

function targetOf(step: BrowserStep): string {
  if (step.action === 'goto') return step.url;
  const element = step as Partial<Locator>;
  return waysOf(element) === 0 ? 'the page' : elementWords(element);
}
