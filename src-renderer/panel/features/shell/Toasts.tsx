import { Button } from '@mantine/core';
import { useEffect, useRef, useState, type FocusEvent } from 'react';
import { toastTexts } from '../../../texts/toasts.ts';
import { head, plain } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { GIVES_BACK } from '../../../ui/keep-focus.ts';
import { Note } from '../../../ui/Note.tsx';
import { useToasts, type Toast } from '../../state/toasts.ts';
import classes from './toasts.module.css';

/** Long enough to read twice; a way back stays longer. Whoever looks at one or is in one has all the time they want. */
const SHOWN_MS = 8_000;
const UNDO_SHOWN_MS = 20_000;
/** Between the last row of what scrolls and the messages. */
const ROOM_PX = 16;

/**
 * What has just happened. The region is there before its first message, so that screen readers say what comes into it; the
 * keyboard stays where it is, and gets back there when a message that held it goes.
 */
export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const region = useRef<HTMLElement>(null);

  // A message that goes with the keyboard in it tells nobody that it has left.
  useEffect(() => {
    if (focused && region.current?.contains(document.activeElement) !== true) setFocused(false);
  }, [toasts, focused]);

  // Whatever scrolls below keeps room for them behind its end.
  useEffect(() => {
    const { current } = region;
    if (!current) return undefined;
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() => {
      const { height } = current.getBoundingClientRect();
      style.setProperty('--el-toast-room', `${height === 0 ? 0 : Math.ceil(height) + ROOM_PX}px`);
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
      style.removeProperty('--el-toast-room');
    };
  }, []);

  const onBlur = (event: FocusEvent<HTMLElement>): void => {
    if (event.relatedTarget !== null && !event.currentTarget.contains(event.relatedTarget)) setFocused(false);
  };
  return (
    <section
      ref={region}
      className={classes.toasts}
      aria-label={toastTexts.label}
      aria-live="polite"
      aria-relevant="additions"
      onMouseEnter={() => setHovered(true)}
      onMouseLeave={() => setHovered(false)}
      onFocus={() => setFocused(true)}
      {...GIVES_BACK}
      onBlur={onBlur}
    >
      {toasts.map((toast) => (
        <Shown key={toast.id} toast={toast} held={hovered || focused} />
      ))}
    </section>
  );
}

function Shown({ toast, held }: { toast: Toast; held: boolean }) {
  const { dismiss } = useToasts.getState();
  const { id, tone, title, text, action, undo } = toast;
  const stays = held || tone !== 'info';
  const ms = undo === undefined ? SHOWN_MS : UNDO_SHOWN_MS;
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => dismiss(id), ms);
    return () => clearTimeout(timer);
  }, [stays, ms, id, dismiss]);
  return (
    <div className={classes.toast}>
      <Note
        tone={tone}
        title={<InertText text={head(title, 200)} />}
        dismissLabel={toastTexts.dismiss(plain(title, 100))}
        onDismiss={() => dismiss(id)}
        actions={
          (action ?? undo) && (
            <>
              {[undo, action].map(
                (each) =>
                  each && (
                    <Button
                      key={each.label}
                      size="xs"
                      variant="default"
                      aria-label={each.name}
                      onClick={() => {
                        dismiss(id);
                        each.run();
                      }}
                    >
                      {each.label}
                    </Button>
                  ),
              )}
            </>
          )
        }
      >
        {text !== undefined && <InertText text={head(text, 400)} />}
      </Note>
    </div>
  );
}
