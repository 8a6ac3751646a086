import { Button } from '@mantine/core';
import { useRef, useState, type KeyboardEvent } from 'react';
import { texts } from '../../../texts/panel.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { IconAlertTriangle } from '../../../ui/icons.ts';
import { keyNames } from '../../../ui/keys.ts';
import { useSettings } from '../../state/settings.ts';
import { useOs } from '../../state/system.ts';
import { acceleratorOf } from './accelerator.ts';
import { Field } from './Field.tsx';
import { Row } from './Row.tsx';
import classes from './settings.module.css';

const words = texts.settings;

interface Props {
  accelerator: string;
  /** Whether the system has given these keys to the app. */
  registered: boolean;
}

/** The keys that pause from anywhere: what they are, whether they work, and a field that takes others as they are pressed. */
export function ShortcutSetting({ accelerator, registered }: Props) {
  const os = useOs();
  const [recording, setRecording] = useState(false);
  const change = useRef<HTMLButtonElement>(null);
  const { update } = useSettings.getState();
  const none = accelerator === '';
  const what = registered ? words.shortcutOn : none ? words.shortcutNone : words.shortcutOff;
  const end = (): void => {
    setRecording(false);
    requestAnimationFrame(() => change.current?.focus());
  };
  return (
    <Row label={words.shortcut} what={what} settingKey="pause_shortcut">
      {({ labelId, whatId }) =>
        recording ? (
          <Recorder
            labelId={labelId}
            whatId={whatId}
            onEnd={end}
            onLeave={() => setRecording(false)}
            onKeys={(keys) => {
              end();
              if (keys !== accelerator) void update('pause_shortcut', keys);
            }}
          />
        ) : (
          <div className={classes.shortcut}>
            {!registered && !none && (
              <Badge tone="warn" icon={<IconAlertTriangle size={12} aria-hidden />}>
                {words.notInUse}
              </Badge>
            )}
            <kbd className="el-code">{none ? words.noShortcut : keyNames(accelerator, os)}</kbd>
            <Button ref={change} size="xs" variant="default" onClick={() => setRecording(true)}>
              {words.shortcutChange}
            </Button>
            {!none && (
              <Button size="xs" variant="default" onClick={() => void update('pause_shortcut', '')}>
                {words.shortcutRemove}
              </Button>
            )}
          </div>
        )
      }
    </Row>
  );
}

interface RecorderProps {
  labelId: string;
  whatId: string | undefined;
  onKeys: (accelerator: string) => void;
  onEnd: () => void;
  /** The keyboard has gone elsewhere. */
  onLeave: () => void;
}

/** Shows what is held, and takes the first whole combination. Escape ends it; Tab goes on, as everywhere. */
function Recorder({ labelId, whatId, onKeys, onEnd, onLeave }: RecorderProps) {
  const os = useOs();
  const [held, setHeld] = useState('');
  const [plain, setPlain] = useState(false);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === 'Tab' && bare) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    if (event.key === 'Escape' && bare && !event.shiftKey) {
      onEnd();
      return;
    }
    const pressed = acceleratorOf(event.nativeEvent, os);
    setPlain(pressed.state === 'plain');
    setHeld(pressed.state === 'begun' && pressed.held !== '' ? `${keyNames(pressed.held, os)}+…` : '');
    if (pressed.state === 'whole') onKeys(pressed.accelerator);
  };
  return (
    <Field
      labelId={labelId}
      whatId={whatId}
      autoFocus
      readOnly
      className={classes.recorder}
      placeholder={words.shortcutPress}
      value={held}
      wrong={plain ? words.shortcutPlain : null}
      onKeyDown={onKeyDown}
      onKeyUp={() => setHeld('')}
      onBlur={onLeave}
    />
  );
}
