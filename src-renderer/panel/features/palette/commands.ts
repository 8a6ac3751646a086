import { paletteTexts as words } from '../../../texts/palette.ts';
import { texts } from '../../../texts/panel.ts';
import { useView, VIEWS } from '../../state/view.ts';
import { appCommands } from './app-commands.ts';
import type { Command } from './command.ts';
import { controlCommands } from './control-commands.ts';
import { recordCommands } from './record-commands.ts';
import { ruleCommands } from './rule-commands.ts';
import { settingCommands } from './setting-commands.ts';
import { toolCommands } from './tool-commands.ts';

/** Everything that can be done now, in the order of how often it is wanted. */
export function commands(): Command[] {
  return [
    ...controlCommands(),
    ...viewCommands(),
    ...toolCommands(),
    ...recordCommands(),
    ...ruleCommands(),
    ...settingCommands(),
    ...appCommands(),
  ];
}

function viewCommands(): Command[] {
  return VIEWS.map((name) => ({
    id: `view:${name}`,
    group: 'go',
    title: words.open(texts.nav[name]),
    run: () => useView.getState().go({ type: 'open', name }),
  }));
}
