import { ToolError } from '../tool-error.ts';
import type { OwnWindow, WindowInfo } from './desk.ts';

const MAX_TITLE = 120;

/** A window in words; null is the bare desktop. */
export function windowWords(window: Pick<WindowInfo, 'title' | 'process'> | null): string {
  if (!window) return 'the bare desktop';
  const title = window.title.length > MAX_TITLE ? `${window.title.slice(0, MAX_TITLE)}…` : window.title;
  const name = title === '' ? 'a window without a title' : `"${title}"`;
  return window.process === null ? name : `${name} (${window.process})`;
}

const OWN_WORDS: Record<OwnWindow, string> = {
  approval: "this app's approval window",
  browser: 'a browser window that this app has opened (for browser_automation or consult_ui)',
  panel: "this app's own window",
  other: "this app's own window",
};

/** What is said when something is aimed at us. */
export function ownWindowMessage(what: string, own: OwnWindow): string {
  return `${what} is at ${OWN_WORDS[own]}. No run may act there.`;
}

export function ownWindowBlocked(what: string, own: OwnWindow): ToolError {
  return new ToolError('policy_blocked', 'window_refused', ownWindowMessage(what, own));
}

/** For text that cannot arrive as itself, said before anything is sent. */
export function untypableError(characters: readonly string[], where = ''): ToolError {
  const named = characters.map(
    (each) => `U+${(each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  const message = `${where}These characters cannot be typed here: ${named.join(', ')}. Nothing was typed. Leave them out, or put the text on the clipboard and paste it.`;
  return new ToolError('error', 'untypable_text', message, { details: { characters: named } });
}
