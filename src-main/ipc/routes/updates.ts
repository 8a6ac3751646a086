import type { UpdatesState } from '../../../src-preload/contract/types.ts';

/** What can be asked of updates; each answers with the state after it. */
export interface UpdateRouteParts {
  readonly state: UpdatesState;
  check(by: 'panel'): Promise<UpdatesState>;
  download(): Promise<UpdatesState>;
  install(): Promise<UpdatesState>;
  cancel(): UpdatesState;
}

/** `updates.*`. Downloading and installing ask the person first. */
export function updateRoutes(updates: UpdateRouteParts) {
  return {
    'updates.state': () => updates.state,
    'updates.check': () => updates.check('panel'),
    'updates.download': () => updates.download(),
    'updates.install': () => updates.install(),
    'updates.cancel': () => updates.cancel(),
  };
}
