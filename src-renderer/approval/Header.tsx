import { useState } from 'react';
import { announcedAt, isShort, minutesAndSeconds } from './countdown.ts';
import type { Asking, Desk } from './desk.ts';
import { SafeText } from './SafeText.tsx';
import { IconChevronLeft, IconChevronRight, IconClock } from './shapes.tsx';
import { texts } from '../texts/approval-window.ts';

/** Who asks for what, how long there is to answer, and the way to the others that wait. */
export function Header({ desk, asking, secondsLeft }: { desk: Desk; asking: Asking; secondsLeft: number }) {
  const { approval, position, waiting, busy } = asking;
  const caller = texts.callers[approval.caller];
  return (
    <header className="ap-header">
      <h1>
        <Title asking={asking} />
      </h1>
      {waiting > 1 ? (
        <nav className="ap-queue" aria-label={texts.queue.label}>
          <button
            type="button"
            className="ap-icon"
            aria-label={texts.queue.previous}
            disabled={busy || position <= 1}
            onClick={() => void desk.step(-1)}
          >
            <IconChevronLeft />
          </button>
          <span className="ap-num">{texts.queue.position(position, waiting)}</span>
          <button
            type="button"
            className="ap-icon"
            aria-label={texts.queue.next}
            disabled={busy || position >= waiting}
            onClick={() => void desk.step(1)}
          >
            <IconChevronRight />
          </button>
        </nav>
      ) : (
        <span />
      )}
      <p className="ap-from">
        {texts.from} {caller ?? <SafeText text={approval.caller} />}
      </p>
      <Countdown seconds={secondsLeft} />
    </header>
  );
}

function Title({ asking: { approval } }: { asking: Asking }) {
  const { kind, tool, plan, args } = approval;
  if (kind === 'change') {
    const words = texts.changes[tool];
    if (words !== undefined) return words;
  }
  if (kind === 'batch') {
    const steps = typeof args === 'object' && args !== null && !Array.isArray(args) ? args['steps'] : null;
    return texts.batchAsks(Array.isArray(steps) ? steps.length : plan.steps);
  }
  return (
    <>
      <span className="ap-tool">
        <SafeText text={tool} />
      </span>{' '}
      {texts.asks}
    </>
  );
}

function Countdown({ seconds }: { seconds: number }) {
  const [last, setLast] = useState(seconds);
  const [said, setSaid] = useState('');
  // Adjusted while drawing, so that what is said is never one tick behind.
  if (last !== seconds) {
    setLast(seconds);
    const mark = announcedAt(last, seconds);
    if (mark !== null) setSaid(texts.countdown.announce(mark));
  }
  const over = seconds === 0;
  return (
    <p className="ap-time" data-short={isShort(seconds) || undefined}>
      {isShort(seconds) && <IconClock />}
      <span role="timer" aria-live="off">
        {over ? texts.countdown.over : texts.countdown.left(minutesAndSeconds(seconds))}
      </span>
      <span aria-live="polite" className="el-visually-hidden">
        {said}
      </span>
    </p>
  );
}
