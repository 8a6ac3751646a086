import { texts } from '../../../texts/panel.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { useControl } from '../../state/control.ts';
import classes from './settings.module.css';
import { ShortcutSetting } from './ShortcutSetting.tsx';

const words = texts.settings;

/** Whether and how the app can be paused and reached from outside its window. */
export function PauseAndTray({ accelerator }: { accelerator: string }) {
  const loaded = useControl((state) => state.control);
  if (loaded.state === 'loading') return <SkeletonRows count={2} height={48} />;
  if (loaded.state === 'failed') {
    const retry = (): void => void useControl.getState().refetch();
    return <ErrorNote title={words.pauseAndTrayFailed} error={loaded.error} onRetry={retry} />;
  }
  const { shortcut, tray } = loaded.value;
  return (
    <>
      <ShortcutSetting
        accelerator={accelerator}
        registered={shortcut.registered && shortcut.accelerator === accelerator}
      />
      <div className={classes.row}>
        <div className={classes.main}>
          <div className={classes.words}>
            <span className={classes.label}>{words.tray}</span>
            <span className={classes.what}>{tray ? words.trayOn : words.trayOff}</span>
          </div>
        </div>
      </div>
    </>
  );
}
