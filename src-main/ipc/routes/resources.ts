import type { Resource } from '../../../src-preload/contract/types.ts';
import type { Leavable, LeftWindows } from '../../platform/assistants/left-windows.ts';
import type { KeptBrowsers } from '../../platform/browser/kept-browsers.ts';

export interface ResourceRouteParts {
  windows: LeftWindows<Leavable>;
  keptBrowsers: KeptBrowsers;
}

/** `resources.*`: what runs have left open. Ending one allows less, and is never asked. */
export function resourceRoutes({ windows, keptBrowsers }: ResourceRouteParts) {
  return {
    'resources.list': (): Resource[] => [
      ...windows.list().map(({ id, title, why, openedAt, endsAt }) => ({
        id,
        kind: 'window' as const,
        tool: 'consult_ui',
        title,
        why,
        openedAt,
        endsAt,
      })),
      ...keptBrowsers.list().map((browser) => ({
        ...browser,
        kind: 'browser' as const,
        tool: 'browser_automation',
        why: 'idle' as const,
      })),
    ],
    'resources.end': async ({ id }: { id: string }) => ({
      ended: (await windows.end(id)) || (await keptBrowsers.end(id)),
    }),
  };
}
