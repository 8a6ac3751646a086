import { Button, type ButtonProps } from '@mantine/core';
import type { ComponentPropsWithRef } from 'react';

type Props = ButtonProps &
  Omit<ComponentPropsWithRef<'button'>, keyof ButtonProps> & {
    /** What it does is being done: it cannot be pressed again. */
    busy: boolean;
  };

/** A button that keeps the keyboard while its press is being worked on; disabled, it would lose it. */
export function BusyButton({ busy, onClick, ...button }: Props) {
  return (
    <Button
      {...button}
      {...(busy && { 'aria-disabled': true, 'data-disabled': true })}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    />
  );
}
