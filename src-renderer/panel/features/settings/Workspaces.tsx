import { BusyButton } from '../../../ui/BusyButton.tsx';
import { texts } from '../../../texts/panel.ts';
import { IconFolder } from '../../../ui/icons.ts';
import { useSettings } from '../../state/settings.ts';
import { EntryList } from './EntryList.tsx';
import { Row } from './Row.tsx';

export function Workspaces({ roots }: { roots: string[] }) {
  const words = texts.settings;
  const saving = useSettings((state) => state.changes.workspace_roots?.state === 'saving');
  const { update, pickWorkspace } = useSettings.getState();
  return (
    <>
      <Row label={words.workspaces} what={words.workspacesWhat} settingKey="workspace_roots">
        {() => (
          <BusyButton
            size="xs"
            variant="default"
            busy={saving}
            leftSection={<IconFolder size={14} aria-hidden />}
            onClick={() => void pickWorkspace()}
          >
            {words.addFolder}
          </BusyButton>
        )}
      </Row>
      <EntryList
        entries={roots}
        none={words.noWorkspaces}
        label={words.workspaces}
        onRemove={(root) =>
          void update(
            'workspace_roots',
            roots.filter((other) => other !== root),
          )
        }
      />
    </>
  );
}
