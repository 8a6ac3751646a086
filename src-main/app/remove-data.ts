import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { getAppCacheDir } from 'electron-updater/out/AppAdapter.js';
import { AuditUnavailable, type AuditLog } from '../audit/audit-log.ts';
import { texts } from '../texts/texts.ts';
import { askPerson, type PersonParts } from './ask-person.ts';
import { removeAll } from './remove-all.ts';
import type { SystemEntries } from './system-entries.ts';
import { UPDATER_CACHE } from './update-config.ts';
import type { UserData } from './user-data.ts';

interface Parts extends PersonParts {
  log: AuditLog;
  userData: Pick<UserData, 'dir' | 'usual'>;
  entries: SystemEntries;
}

/**
 * Asks whether everything that is kept goes, in a dialog of the system's, after a press in the panel.
 * @returns what removes it, to be called when nothing of the app writes any more (it returns what could not be removed, with
 *   why); null after a no
 * @throws Refusal as `askPerson` does
 */
export async function askToRemove(parts: Parts): Promise<(() => string[]) | null> {
  const { log, userData, entries, ...person } = parts;
  const yes = await askPerson(
    {
      title: texts.remove.title,
      message: texts.remove.message,
      detail: texts.remove.detail(userData.dir),
      yes: texts.remove.yes,
    },
    person,
  );
  if (!yes) return null;
  try {
    // It goes with the rest; where that does not work, what is left says so.
    await log.durable(log.append({ event: 'app', caller: 'panel', detail: { what: 'data_removed' } }));
  } catch (error) {
    if (!(error instanceof AuditUnavailable)) throw error;
  }
  const dir = realpathSync(userData.dir);
  const cache = userData.usual ? join(getAppCacheDir(), UPDATER_CACHE) : null;
  return () => removeAll({ dir, cache, entries });
}
