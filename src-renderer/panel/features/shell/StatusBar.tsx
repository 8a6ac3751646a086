import { texts } from '../../../texts.ts';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { valueOr } from '../../state/loadable.ts';
import { useSystem } from '../../state/system.ts';
import classes from './shell.module.css';

export function StatusBar() {
  const info = useSystem((state) => valueOr(state.info, null));
  return (
    <footer className={classes.statusBar} aria-label={texts.status.label}>
      {info && (
        <>
          <span className={classes.folder} title={info.userData}>
            {texts.status.dataFolder} <bdi>{info.userData}</bdi>
          </span>
          <CopyButton text={() => info.userData} label={texts.status.copyFolder} />
          <span className={classes.version}>
            {texts.app.name} {info.appVersion} · Electron {info.electron}
          </span>
        </>
      )}
    </footer>
  );
}
