import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { texts } from '../../../texts/panel.ts';
import { IconPlayerPause } from '../../../ui/icons.ts';
import { useControl } from '../../state/control.ts';
import { usePalette } from '../../state/palette.ts';
import { tell, useToasts } from '../../state/toasts.ts';
import { useView, VIEWS } from '../../state/view.ts';
import classes from './shell.module.css';

/*
 * What stands in for a part of the shell that broke: as little as can be, drawn from nothing that could be broken as well.
 */

function Retry({ retry }: { retry: () => void }) {
  return (
    <Button size="xs" variant="default" onClick={retry}>
      {texts.crash.retry}
    </Button>
  );
}

/** The emergency stop must not go with the header. */
export function SpareHeader({ retry }: { retry: () => void }) {
  return (
    <header className={classes.header}>
      <span className={classes.viewName} role="alert">
        {texts.crash.part}
      </span>
      <Retry retry={retry} />
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlayerPause size={14} aria-hidden />}
        onClick={() => void useControl.getState().pause()}
      >
        {texts.control.pause}
      </Button>
    </header>
  );
}

/** The ways to the views, in words alone. */
export function SpareRail({ retry }: { retry: () => void }) {
  return (
    <nav className={classes.rail} aria-label={texts.nav.label}>
      {VIEWS.map((name) => (
        <button
          key={name}
          type="button"
          role="link"
          className={classes.navItem}
          onClick={() => useView.getState().go({ type: 'open', name })}
        >
          {texts.nav[name]}
        </button>
      ))}
      <Retry retry={retry} />
    </nav>
  );
}

/** For a part that is only told things: that it is not told them now. */
export function SpareLine({ retry }: { retry: () => void }) {
  return (
    <div className={classes.spare} role="alert">
      {texts.crash.part} <Retry retry={retry} />
    </div>
  );
}

/** A message that cannot be drawn is let go with the others: each was said once, and what it was about is in its view. */
export function SpareToasts({ retry }: { retry: () => void }) {
  useEffect(() => {
    useToasts.setState({ toasts: [] });
    retry();
  }, [retry]);
  return null;
}

/** The commands are closed; opened again, they are tried again. */
export function SparePalette({ retry }: { retry: () => void }) {
  useEffect(() => {
    usePalette.getState().hide();
    retry();
    tell({ tone: 'bad', title: texts.crash.commands });
  }, [retry]);
  return null;
}
