import { Suspense, useEffect } from 'react';
import { texts } from '../../../texts/panel.ts';
import { IconCommand } from '../../../ui/icons.ts';
import { isCommandKey, keyNames } from '../../../ui/keys.ts';
import { lazyAgain } from '../../../ui/lazy-again.tsx';
import { usePalette } from '../../state/palette.ts';
import { osNow, useOs } from '../../state/system.ts';
import classes from './shell.module.css';

const Palette = lazyAgain(() => import('../palette/Palette.tsx'));

/** Ctrl/Cmd+K opens the commands from anywhere, and closes them again. */
export function PaletteHost() {
  const open = usePalette((state) => state.open);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!isCommandKey(event, 'k', osNow())) return;
      event.preventDefault();
      const palette = usePalette.getState();
      if (palette.open) palette.hide();
      else palette.show();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  if (!open) return null;
  return (
    <Suspense>
      <Palette />
    </Suspense>
  );
}

/** For those who don't know the keys yet. */
export function PaletteButton() {
  const os = useOs();
  return (
    <button
      type="button"
      className={classes.navItem}
      title={texts.nav.commandsHint}
      aria-haspopup="dialog"
      onClick={() => usePalette.getState().show()}
    >
      <IconCommand size={16} stroke={1.75} aria-hidden />
      <span className={classes.navLabel}>{texts.nav.commands}</span>
      <kbd className={classes.keys} aria-hidden>
        {keyNames('CommandOrControl+K', os)}
      </kbd>
    </button>
  );
}
