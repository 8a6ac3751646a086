import { stripVTControlCharacters } from 'node:util';
import type { JsonObject } from '../../../src-preload/contract/json.ts';
import type { ArtifactRef } from '../../../src-preload/contract/types.ts';
import type { Hider } from '../../platform/marked-secrets.ts';
import { ToolError } from '../../platform/tool-error.ts';
import type { StepResult } from './result.ts';

/** What the page showed when a step failed. All of it is the page's word. */
export interface Shown {
  url: string;
  title: string;
  /** Elements that come nearest to the one that was meant. */
  nearest: string[];
  screenshot?: ArtifactRef;
}

export interface Failed {
  /** From 0; -1 is the opening of the page, `steps.length` the picture at the end. */
  index: number;
  action: string;
  words: string;
  cause: unknown;
  shown: Shown;
  /** The steps before it. */
  done: StepResult[];
}

/** The run's ending for a failed step: which, why, and what the page showed. */
export function stepFailure(failed: Failed, hide: Hider): ToolError {
  const { index, action, words, cause, shown, done } = failed;
  const why = reasonOf(cause, hide);
  const step = index < 0 ? 'Opening the page' : `Step ${index + 1} (${words})`;
  const nearest = shown.nearest.length === 0 ? '' : ` Nearest on the page: ${shown.nearest.join('; ')}.`;
  const where = `The page showed "${shown.title}" at ${shown.url || 'no address'}.`;
  const details: JsonObject = {
    ...(cause instanceof ToolError && isObject(cause.details) ? cause.details : {}),
    step: index,
    action,
    url: shown.url,
    title: shown.title,
    nearest: shown.nearest,
    ...(shown.screenshot ? { screenshot: { ...shown.screenshot } } : {}),
    steps: done,
  };
  return new ToolError(
    cause instanceof ToolError ? cause.status : 'error',
    why.code,
    hide.text(`${step} failed: ${why.message} ${where}${nearest}`),
    { details: hide.value(details), cause },
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const MAX_WORDS = 600;

/** Why a step failed, as the driver tells it, with a code of ours. */
export function reasonOf(cause: unknown, hide: Hider): { code: string; message: string } {
  if (cause instanceof ToolError) return { code: cause.code, message: hide.text(cause.message) };
  // The driver writes for a terminal.
  const text = stripVTControlCharacters(cause instanceof Error ? cause.message : String(cause));
  const lines = text.split('\n').map((line) => line.trim().replace(/^- /, ''));
  const first = (lines[0] ?? '').replace(/^\w+\.\w+: /, '');
  const log = lines.slice(1).filter((line) => line !== '' && line !== 'Call log:');
  const message = (words: string): string => `${hide.cut(words, MAX_WORDS).replace(/\.?$/, '')}.`;
  if (first.includes('strict mode violation')) {
    const count = /resolved to (\d+) elements/.exec(text)?.[1] ?? 'several';
    return {
      code: 'several_matches',
      message: `${count} elements match; say which one by nth or a narrower name.`,
    };
  }
  const net = /net::(ERR_\w+)/.exec(text)?.[1];
  if (net !== undefined)
    return { code: 'navigation_failed', message: `The page could not be opened (${net}).` };
  if (/Timeout \d+ms exceeded/.test(text)) {
    const limit = /Timeout (\d+)ms/.exec(text)?.[1] ?? '';
    const held = log.filter(
      (line) =>
        !/^(?:waiting for|waiting \d+ms|\d+ × |attempting|retrying|scrolling|done scrolling|locator resolved)/.test(
          line,
        ),
    );
    const resolved = log.some((line) => line.includes('locator resolved to'));
    if (!resolved && log.some((line) => line.startsWith('waiting for'))) {
      return { code: 'no_match', message: `Nothing matched within ${limit} ms.` };
    }
    const why = held.at(-1);
    return {
      code: 'step_timed_out',
      message: message(`It was not done within ${limit} ms${why === undefined ? '' : `: ${why}`}`),
    };
  }
  if (/Target (?:page, context or browser has been closed|crashed)/.test(text)) {
    return { code: 'page_gone', message: 'The page closed or crashed.' };
  }
  return { code: 'step_failed', message: message(first) };
}
