import { PANEL_VIEWS, type PanelView } from '../../src-preload/contract/types.ts';

/** The scheme that an installed app is registered for; not that of its pages. */
export const LINK_SCHEME = 'execution-layer';

/** Where a link leads. Every page may hold one, so that it can open a view and nothing else. */
export type DeepLink = { view: PanelView } | { runId: string };

const LINK = /^execution-layer:\/\/([a-z]{1,20})(?:\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?\/?$/i;

/** @returns null for what is no link of ours, or leads to what there is not */
export function parseDeepLink(text: string): DeepLink | null {
  const [, host = '', runId] = LINK.exec(text) ?? [];
  const view = PANEL_VIEWS.find((known) => known === host.toLowerCase());
  if (view === undefined) return null;
  if (runId === undefined) return { view };
  return view === 'log' ? { runId: runId.toLowerCase() } : null;
}

/** The link that an app was started with, if any. */
export function linkAmong(argv: readonly string[]): DeepLink | null {
  for (const argument of argv) {
    const link = parseDeepLink(argument);
    if (link) return link;
  }
  return null;
}
