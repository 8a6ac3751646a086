import { useEffect, useState, type ReactNode } from 'react';

/** What is over sooner than this needs no word; longer is a wait. */
const AFTER_MS = 500;

/** Shows what is in it only when that has been wanted for a moment. */
export function Later({ children }: { children: ReactNode }) {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return due ? children : null;
}
