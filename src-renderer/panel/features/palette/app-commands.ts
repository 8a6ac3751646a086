import type { SystemInfo } from '../../../../src-preload/contract/types.ts';
import { paletteTexts as words } from '../../../texts/palette.ts';
import { useDiagnostics } from '../../state/diagnostics.ts';
import { useFirstStart } from '../../state/first-start.ts';
import { valueOr } from '../../state/loadable.ts';
import { useModels } from '../../state/models.ts';
import { useSystem } from '../../state/system.ts';
import { actionsOf, useUpdates } from '../../state/updates.ts';
import { useView } from '../../state/view.ts';
import { lead, type Command } from './command.ts';

/** What concerns the app itself: updates, help, what it is. */
export function appCommands(): Command[] {
  const { go } = useView.getState();
  const of = (id: string, title: string, run: () => void): Command => ({ id, group: 'settings', title, run });
  const updates = valueOr(useUpdates.getState().updates, null);
  const { shown, since, make, save } = useDiagnostics.getState();
  const info = valueOr(useSystem.getState().info, null);
  return [
    ...(updates === null ? [] : actionsOf(updates)).map((action) =>
      of(`update:${action}`, words.updates[action], () => {
        void useUpdates.getState().act(action);
        lead('settings', 'updates');
      }),
    ),
    ...(since === null
      ? [
          of('diagnostics', words.diagnostics, () => {
            void make();
            lead('settings', 'diagnostics');
          }),
        ]
      : []),
    ...(shown === null ? [] : [of('save-diagnostics', words.saveDiagnostics, () => void save())]),
    of('models', words.lookForModels, () => {
      void useModels.getState().look();
      go({ type: 'open', name: 'models' });
    }),
    of('first-steps', words.firstSteps, () => {
      useFirstStart.getState().again();
      go({ type: 'open', name: 'overview' });
    }),
    {
      id: 'remove-data',
      group: 'settings',
      title: words.removeData,
      run: () => lead('settings', 'remove-data'),
    },
    ...(info === null ? [] : copies(info)),
  ];
}

function copies(info: SystemInfo): Command[] {
  const copy = (text: string): void => void navigator.clipboard.writeText(text);
  const { appVersion, electron, chrome, node, platform } = info;
  // For others to read, whatever language this person reads.
  const versions = `Execution Layer ${appVersion}, Electron ${electron}, Chromium ${chrome}, Node ${node}, ${platform}`;
  return [
    { id: 'copy-folder', group: 'settings', title: words.copyFolder, run: () => copy(info.userData) },
    { id: 'copy-versions', group: 'settings', title: words.copyVersions, run: () => copy(versions) },
  ];
}
