import type { Notice } from '../../src-preload/contract/types.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { texts } from '../texts/texts.ts';
import { askPerson, type PersonParts } from './ask-person.ts';
import { Updates } from './updates.ts';

/** Put in by the build: false in what is shipped, which asks only where it was installed. */
declare const __DEBUGGABLE__: boolean;

/** The start has its own work to do first; after that once a day. */
const FIRST_CHECK_MS = 60_000;
const CHECK_EVERY_MS = 24 * 3600_000;

interface Parts extends PersonParts {
  settings: SettingsStore;
  log: AuditLog;
  configPath: string;
  changed: () => void;
  tell: (notice: Notice) => void;
  report: (what: string, error: unknown) => void;
}

/** Updates as the settings say: none asked for, and nothing loaded for it, while no feed is set. */
export function startUpdates({
  settings,
  log,
  configPath,
  changed,
  tell,
  report,
  ...person
}: Parts): Updates {
  const updates = new Updates({
    feed: () => settings.get().update_feed_url,
    engine: async () => (await import('./update-engine.ts')).updateEngine(configPath, __DEBUGGABLE__),
    record: async (detail) => log.durable(log.append({ event: 'app', detail })),
    ask: (question) => askPerson(question, person),
    changed,
    now: () => Date.now() / 1000,
  });
  settings.onChanged(({ before, after }) => {
    if (before.update_feed_url !== after.update_feed_url) updates.feedChanged();
  });
  const checkByItself = async (): Promise<void> => {
    if (settings.get().update_feed_url === null || updates.state.state === 'available') return;
    const { state, version } = await updates.check('app');
    if (state === 'available' && version !== undefined) tell(updateNotice(version));
  };
  const check = (): void =>
    void checkByItself().catch((error: unknown) => report('Checking for updates', error));
  setTimeout(check, FIRST_CHECK_MS).unref();
  setInterval(check, CHECK_EVERY_MS).unref();
  return updates;
}

function updateNotice(version: string): Notice {
  return {
    id: `update-${version}`,
    severity: 'info',
    title: texts.notices.update(version.slice(0, 40)),
    message: texts.notices.updateWhat,
  };
}
