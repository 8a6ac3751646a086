import type { Resource } from '../../../src-preload/contract/types.ts';
import type { Leavable, LeftWindows } from '../../platform/assistants/left-windows.ts';

export interface ResourceRouteParts {
  windows: LeftWindows<Leavable>;
}

/** `resources.*`: what runs have left open. Ending one allows less, and is never asked. */
export function resourceRoutes({ windows }: ResourceRouteParts) {
  return {
    'resources.list': (): Resource[] =>
      windows.list().map(({ id, title, why, openedAt, endsAt }) => ({
        id,
        kind: 'window',
        tool: 'consult_ui',
        title,
        why,
        openedAt,
        endsAt,
      })),
    'resources.end': async ({ id }: { id: string }) => ({ ended: await windows.end(id) }),
  };
}
