import { texts } from '../../../texts/panel.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { IconAlertTriangle } from '../../../ui/icons.ts';
import { keyNames } from '../../../ui/keys.ts';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { useControl } from '../../state/control.ts';
import { useOs } from '../../state/system.ts';
import classes from './settings.module.css';

const words = texts.settings;

/** Whether the app can be paused and reached from outside its window; nothing here to change. */
export function PauseAndTray() {
  const loaded = useControl((state) => state.control);
  const os = useOs();
  if (loaded.state === 'loading') return <SkeletonRows count={2} height={48} />;
  if (loaded.state === 'failed') {
    const retry = (): void => void useControl.getState().refetch();
    return <ErrorNote title={words.pauseAndTrayFailed} error={loaded.error} onRetry={retry} />;
  }
  const control = loaded.value;
  const { accelerator, registered } = control.shortcut;
  const shortcutWhat = registered
    ? words.shortcutOn
    : accelerator === ''
      ? words.shortcutNone
      : words.shortcutOff;
  return (
    <>
      <div className={classes.row}>
        <div className={classes.main}>
          <div className={classes.words}>
            <span className={classes.label}>{words.shortcut}</span>
            <span className={classes.what}>{shortcutWhat}</span>
          </div>
          {!registered && accelerator !== '' && <NotInUse />}
          <kbd className="el-code">{accelerator === '' ? words.noShortcut : keyNames(accelerator, os)}</kbd>
        </div>
      </div>
      <div className={classes.row}>
        <div className={classes.main}>
          <div className={classes.words}>
            <span className={classes.label}>{words.tray}</span>
            <span className={classes.what}>{control.tray ? words.trayOn : words.trayOff}</span>
          </div>
        </div>
      </div>
    </>
  );
}

function NotInUse() {
  return (
    <Badge tone="warn" icon={<IconAlertTriangle size={12} aria-hidden />}>
      {words.notInUse}
    </Badge>
  );
}
