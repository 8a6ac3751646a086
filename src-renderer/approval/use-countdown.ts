import { useEffect, useEffectEvent, useState } from 'react';
import { secondsLeft } from './countdown.ts';

const TICK_MS = 250;
/** How often to ask what became of a request whose time is up, should main not have said. */
const ASK_MS = 2_000;

/** Whole seconds left, kept up to date; `onOver` is called when there are none, and again until the request has gone. */
export function useCountdown(expiresAt: number, onOver: () => void): number {
  const [left, setLeft] = useState(() => secondsLeft(expiresAt, Date.now()));
  const over = useEffectEvent(onOver);
  useEffect(() => {
    const tick = window.setInterval(() => setLeft(secondsLeft(expiresAt, Date.now())), TICK_MS);
    return () => window.clearInterval(tick);
  }, [expiresAt]);
  const isOver = left === 0;
  useEffect(() => {
    if (!isOver) return undefined;
    const ask = window.setInterval(() => over(), ASK_MS);
    return () => window.clearInterval(ask);
  }, [isOver]);
  return left;
}
