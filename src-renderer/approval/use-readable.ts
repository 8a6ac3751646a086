import { useEffect, useState } from 'react';
import { READABLE_MS } from './gate.ts';

/** Whether what is shown has been on show for `READABLE_MS`; `shown` counts up when that starts anew. */
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
    begin();
    document.addEventListener('visibilitychange', begin);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', begin);
    };
  }, [shown]);
  return readable === shown;
}
