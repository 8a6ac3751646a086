import { Button } from '@mantine/core';
import { texts } from '../../../texts/panel.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { IconFolder } from '../../../ui/icons.ts';
import { useSettings } from '../../state/settings.ts';
import classes from './tools.module.css';

/** No folder has been chosen yet: say so where one is needed, with the way to choose. */
export function WorkspaceHint() {
  const change = useSettings((state) => state.changes.workspace_roots);
  const { pickWorkspace, dismiss } = useSettings.getState();
  return (
    <div className={classes.workspace}>
      <span>{texts.tools.noWorkspace}</span>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconFolder size={14} aria-hidden />}
        onClick={() => void pickWorkspace()}
      >
        {texts.tools.chooseWorkspace}
      </Button>
      {change?.state === 'failed' && (
        <ErrorNote
          title={texts.settings.notChanged}
          error={change.error}
          onDismiss={() => dismiss('workspace_roots')}
        />
      )}
    </div>
  );
}
