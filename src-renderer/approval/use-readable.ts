import { useEffect, useState } from 'react';
import { READABLE_MS } from './gate.ts';

/** A press of the mouse that gave the window the keyboard is heard within this time. */
const POINTER_MS = 100;

/**
 * Whether what is shown has been on show for `READABLE_MS`; `shown` counts up when that starts anew. It
 * also does when the window gets the keyboard otherwise than by a click, as main counts it.
 */
export function useReadable(shown: number): boolean {
  const [readable, setReadable] = useState<number | null>(null);
  useEffect(() => {
    let timer: number | undefined;
    const begin = (): void => {
      window.clearTimeout(timer);
      setReadable(null);
      if (document.visibilityState === 'visible')
        timer = window.setTimeout(() => setReadable(shown), READABLE_MS);
    };
    let raised: number | undefined;
    const focus = (): void => {
      raised = window.setTimeout(begin, POINTER_MS);
    };
    const press = (): void => window.clearTimeout(raised);
    begin();
    document.addEventListener('visibilitychange', begin);
    window.addEventListener('focus', focus);
    window.addEventListener('pointerdown', press, true);
    return () => {
      window.clearTimeout(timer);
      window.clearTimeout(raised);
      window.removeEventListener('focus', focus);
      window.removeEventListener('pointerdown', press, true);
      document.removeEventListener('visibilitychange', begin);
    };
  }, [shown]);
  return readable === shown;
}
