import { Button } from '@mantine/core';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { texts } from '../../../texts/panel.ts';
import { Badge } from '../../../ui/Badge.tsx';
import {
  IconCircleDashed,
  IconCircleFilled,
  IconHandStop,
  IconLoader2,
  IconPlayerPause,
  IconPlayerPlay,
} from '../../../ui/icons.ts';
import { keyNames } from '../../../ui/keys.ts';
import { useApprovals } from '../../state/approvals.ts';
import { useControl, useControlNow } from '../../state/control.ts';
import { useOs } from '../../state/system.ts';
import { useView } from '../../state/view.ts';
import classes from './shell.module.css';

/** The view's name, and the state of control with its button: on every page, always. */
export function Header() {
  const name = useView((state) => state.current.name);
  const control = useControl((state) => state.control);
  const os = useOs();
  const changing = useControl((state) => state.changing);
  const { pause, resume } = useControl.getState();
  const state = control.state === 'ready' ? control.value : null;
  const paused = state?.paused ?? false;
  const waiting = state?.waiting ?? 0;
  const keys = state?.shortcut.registered ? keyNames(state.shortcut.accelerator, os) : null;
  return (
    <header className={classes.header}>
      <h1 className={classes.viewName}>{texts[name].title}</h1>
      <div className={classes.control} role="status" aria-label={texts.control.label}>
        <ControlBadges />
      </div>
      {waiting > 0 && (
        <Button
          size="xs"
          variant="default"
          className={classes.review}
          leftSection={<IconHandStop size={14} aria-hidden />}
          onClick={() => void useApprovals.getState().review()}
        >
          {texts.approvals.reviewWaiting(waiting)}
        </Button>
      )}
      {paused ? (
        <BusyButton
          size="xs"
          variant="default"
          busy={changing !== null}
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          onClick={() => void resume()}
        >
          {texts.control.resume}
        </BusyButton>
      ) : (
        // Works even when the state is unknown: the emergency stop must not wait for a reading.
        <BusyButton
          size="xs"
          variant="default"
          busy={changing !== null}
          title={texts.control.pauseHint(keys)}
          leftSection={<IconPlayerPause size={14} aria-hidden />}
          onClick={() => void pause()}
        >
          {texts.control.pause}
        </BusyButton>
      )}
    </header>
  );
}

function ControlBadges() {
  const words = texts.control;
  const control = useControlNow();
  if (control === 'loading') return <span className="el-dim">{words.loading}</span>;
  if (control === 'unknown') {
    return (
      <Badge tone="warn" icon={<IconCircleDashed size={12} aria-hidden />}>
        {words.unknown}
      </Badge>
    );
  }
  const { paused, running, waiting } = control;
  return (
    <>
      {paused && (
        <Badge tone="warn" icon={<IconPlayerPause size={12} aria-hidden />}>
          {words.paused}
        </Badge>
      )}
      {!paused && running === 0 && waiting === 0 && (
        <Badge tone="good" icon={<IconCircleFilled size={8} aria-hidden />}>
          {words.ready}
        </Badge>
      )}
      {running > 0 && (
        <Badge tone="busy" icon={<IconLoader2 size={12} aria-hidden />}>
          {words.running(running)}
        </Badge>
      )}
    </>
  );
}
