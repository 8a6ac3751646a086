import type { Settings, SettingsPatch } from '../../../src-preload/contract/types.ts';
import type { Changes } from '../../execution/changes.ts';
import { Refusal } from '../../execution/refusal.ts';
import { texts } from '../../texts/texts.ts';

export interface SettingsRouteParts {
  settings: () => Readonly<Settings>;
  changes: Changes;
  /** Opens the system's folder dialog; null when the person picks nothing. */
  pickFolder: (title: string) => Promise<string | null>;
}

/** `settings.*` for one caller. */
export function settingsRoutes(parts: SettingsRouteParts, caller: string) {
  return {
    'settings.get': () => ({ ...parts.settings() }),
    'settings.update': async (patch: SettingsPatch) => ({
      ...(await parts.changes.updateSettings(patch, caller)),
    }),
    'settings.pickWorkspace': async () => {
      // The folder goes from the dialog to the settings here in main: the page never names it.
      const folder = await parts.pickFolder(texts.folders.workspace);
      if (folder === null) throw new Refusal('cancelled', 'No folder was chosen.');
      const roots = parts.settings().workspace_roots;
      if (roots.includes(folder)) return { ...parts.settings() };
      return { ...(await parts.changes.applyChosen({ workspace_roots: [...roots, folder] }, caller)) };
    },
    'settings.pickModelsRoot': async () => {
      const folder = await parts.pickFolder(texts.folders.models);
      if (folder === null) throw new Refusal('cancelled', 'No folder was chosen.');
      return { ...(await parts.changes.applyChosen({ models_root: folder }, caller)) };
    },
  };
}
