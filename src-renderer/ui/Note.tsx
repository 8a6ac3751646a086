import { ActionIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import { texts } from '../texts/panel.ts';
import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle, IconX } from './icons.ts';
import classes from './Note.module.css';

export type NoteTone = 'info' | 'warn' | 'bad';
const SHAPE = { info: IconInfoCircle, warn: IconAlertTriangle, bad: IconAlertOctagon };

interface Props {
  tone: NoteTone;
  title: ReactNode;
  children?: ReactNode;
  /** Buttons that do something about it. */
  actions?: ReactNode;
  onDismiss?: (() => void) | undefined;
  dismissLabel?: string;
  /** Said aloud when it appears: at once, or when the reader has finished. */
  live?: boolean | 'polite';
  /** Across the whole window, without a frame. */
  bar?: boolean;
}

/** Something to know, where it matters: what, why, what to do. */
export function Note({ tone, title, children, actions, onDismiss, dismissLabel, live, bar }: Props) {
  const Shape = SHAPE[tone];
  return (
    <div
      className={classes.note}
      data-tone={tone}
      data-bar={bar || undefined}
      role={live === 'polite' ? 'status' : live ? 'alert' : undefined}
    >
      <Shape className={classes.icon} size={16} stroke={1.75} aria-hidden />
      <div className={classes.body}>
        <div className={classes.title}>{title}</div>
        {children !== undefined && <div className={classes.text}>{children}</div>}
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {onDismiss !== undefined && (
        <ActionIcon
          variant="subtle"
          size={22}
          onClick={onDismiss}
          aria-label={dismissLabel ?? texts.common.dismiss}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}
