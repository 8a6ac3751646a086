import type { JsonValue } from '../../../src-preload/contract/json.ts';
import type { Hands } from '../../platform/browser/hands.ts';
import type { BrowserSession } from '../../platform/browser/session.ts';
import type { Hider } from '../../platform/marked-secrets.ts';
import { ToolError } from '../../platform/tool-error.ts';
import type { RunContext } from '../tool.ts';
import { aim, aimIfNamed } from './aim.ts';
import { keepDownload } from './downloads.ts';
import type { Masks } from './masks.ts';
import type { PlannedFile } from './facts.ts';
import { readArgs, readElement, received, receivedChoice } from './reading.ts';
import type { BrowserStep } from './steps.ts';
import { readPlanned } from './upload-files.ts';
import { typedWords } from './words.ts';

/** What steps are done with. */
export interface StepTools {
  session: BrowserSession;
  hands: Hands;
  masks: Masks;
  hide: Hider;
  context: RunContext;
  /** Of the plan's facts. */
  files: readonly PlannedFile[];
}

/** Milliseconds that a step may take. */
export function limitOf(step: BrowserStep): number {
  const DEFAULT_MS = 10_000;
  if (step.action === 'wait') return step.ms + DEFAULT_MS;
  return ('timeoutMs' in step ? step.timeoutMs : undefined) ?? DEFAULT_MS;
}

/**
 * Does one step on the page that is current.
 * @returns what it read or kept; undefined for a step that only acts
 * @throws ToolError, or the driver's error
 */
export async function doStep(
  step: BrowserStep,
  index: number,
  tools: StepTools,
): Promise<JsonValue | undefined> {
  const wantsDownload = 'download' in step && step.download === true;
  if (!wantsDownload) return act(step, index, tools);
  const download = await tools.hands.download(() => act(step, index, tools), limitOf(step));
  return { download: { ...(await keepDownload(download, tools.context, tools.hide)) } };
}

async function act(step: BrowserStep, index: number, tools: StepTools): Promise<JsonValue | undefined> {
  const { session, hands, masks, context } = tools;
  const { page } = session;
  const limit = limitOf(step);
  switch (step.action) {
    case 'goto':
      return { status: await hands.goto(step.url, limit) };
    case 'back':
      return { status: await hands.back(limit) };
    case 'reload':
      return { status: await hands.reload(limit) };
    case 'click':
      await hands.click(aim(page, step), step.button ?? 'left', limit);
      return undefined;
    case 'dblclick':
      await hands.dblclick(aim(page, step), limit);
      return undefined;
    case 'hover':
      await hands.hover(aim(page, step), limit);
      return undefined;
    case 'type':
      if (step.secret === true) await masks.add(step, limit);
      await hands.type(aim(page, step), step.text, typedWords(step), limit);
      return undefined;
    case 'press':
      await hands.press(aimIfNamed(page, step), step.key, limit);
      return undefined;
    case 'select':
      return {
        selected: receivedChoice(await hands.select(aim(page, step), step.values, limit), tools.hide),
      };
    case 'check':
    case 'uncheck':
      await hands.setChecked(aim(page, step), step.action === 'check', limit);
      return undefined;
    case 'upload': {
      const files = await readPlanned(tools.files.filter((file) => file.step === index));
      await hands.upload(aim(page, step), files, limit);
      return undefined;
    }
    case 'scroll':
      await hands.scroll(aimIfNamed(page, step), step.dx ?? 0, step.dy ?? 0, limit);
      return undefined;
    case 'wait':
      await pause(step.ms, context.signal);
      return undefined;
    case 'wait_for':
      await waitFor(step, session, limit);
      return undefined;
    case 'dialog': {
      session.answerDialog({ answer: step.answer, text: step.text });
      return;
    }
    case 'extract': {
      const what = step.what === 'attribute' ? `the attribute ${step.attribute ?? ''}` : `the ${step.what}`;
      const at = aimIfNamed(page, step);
      const read = await hands.read(at, what, limit, readElement, readArgs(step.what, step.attribute));
      return received(step.what, read, tools.hide);
    }
    case 'screenshot': {
      const at = aimIfNamed(page, step);
      const bytes = await hands.screenshot({
        at,
        fullPage: step.fullPage ?? false,
        masked: masks.locators(),
        timeout: limit,
      });
      return {
        ...(await context.artifact({
          name: step.fileName ?? `step-${index + 1}.png`,
          mime: 'image/png',
          bytes,
        })),
      };
    }
    case 'pdf': {
      const bytes = await hands.pdf(masks.locators());
      const name = step.fileName ?? `step-${index + 1}.pdf`;
      return { ...(await context.artifact({ name, mime: 'application/pdf', bytes })) };
    }
  }
}

async function waitFor(
  step: BrowserStep & { action: 'wait_for' },
  session: BrowserSession,
  timeout: number,
): Promise<void> {
  const { page } = session;
  if (step.load !== undefined) return page.waitForLoadState(step.load, { timeout });
  if (step.url !== undefined)
    return page.waitForURL(addressPattern(step.url), { timeout, waitUntil: 'commit' });
  // The page may have it hidden before the place where it shows it.
  if (step.text !== undefined)
    return page.getByText(step.text).filter({ visible: true }).first().waitFor({ timeout });
  await aim(page, step).locator.waitFor({ state: step.state ?? 'visible', timeout });
}

/** `*` stands for anything. */
export function addressPattern(written: string): RegExp {
  const parts = written.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** The limit of a step over all of it: a page that is stuck answers nothing, not even that it is. */
export async function within<T>(ms: number, signals: readonly AbortSignal[], work: Promise<T>): Promise<T> {
  const signal = AbortSignal.any([...signals]);
  let timer: NodeJS.Timeout | undefined;
  let stop: () => void = () => undefined;
  const over = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    timer = setTimeout(() => {
      reject(
        new ToolError(
          'error',
          'step_timed_out',
          `It was not done within ${ms} ms: the page does not answer.`,
        ),
      );
    }, ms);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    // Nobody waits for what was left behind.
    work.catch(() => undefined);
  }
}
