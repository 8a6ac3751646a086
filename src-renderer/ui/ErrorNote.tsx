import { Button } from '@mantine/core';
import type { BridgeError, ErrorCode } from '../../src-preload/contract/errors.ts';
import { texts } from '../texts/panel.ts';
import { InertText } from './InertText.tsx';
import { Note } from './Note.tsx';

interface Props {
  title: string;
  error: BridgeError;
  /** What the person can do about it, where it depends on the place. */
  todo?: string | undefined;
  onRetry?: (() => void) | undefined;
  onDismiss?: (() => void) | undefined;
}

/** The person's own answer, or none in time: told, not reported as a failure. */
const ANSWERS: readonly ErrorCode[] = ['denied', 'expired', 'cancelled'];

/** A refused or failed call, where it arose: what, why (with its code), what to do. */
export function ErrorNote({ title, error, todo, onRetry, onDismiss }: Props) {
  const meaning = texts.errors[error.code];
  const advice = todo ?? (error.code === 'internal' ? texts.errors.todo.internal : undefined);
  if (ANSWERS.includes(error.code)) {
    return (
      <Note tone="info" live="polite" title={title} onDismiss={onDismiss}>
        <InertText text={error.message} />
      </Note>
    );
  }
  return (
    <Note
      tone={error.code === 'no_approver' ? 'warn' : 'bad'}
      live
      title={
        <>
          {title} <code className="el-code">{error.code}</code>
        </>
      }
      onDismiss={onDismiss}
      actions={
        onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {texts.common.retry}
          </Button>
        )
      }
    >
      {meaning} {error.message !== meaning && <InertText text={error.message} />}
      {advice !== undefined && <div>{advice}</div>}
    </Note>
  );
}
