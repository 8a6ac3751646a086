import { useEffect, useState, type RefObject } from 'react';
import { isEndInView } from './gate.ts';

/**
 * Whether `end` has come into view above `footer` while `whole` was true; it stays true from then on. Measured, not
 * observed: the footer covers the bottom of what scrolls, and an IntersectionObserver would count that as in view.
 */
export function useEndSeen(
  end: RefObject<HTMLElement | null>,
  footer: RefObject<HTMLElement | null>,
  whole: boolean,
): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen || !whole) return undefined;
    const look = (): void => {
      if (!end.current || !footer.current) return;
      const ends = {
        end: end.current.getBoundingClientRect().bottom,
        footerTop: footer.current.getBoundingClientRect().top,
        viewport: window.innerHeight,
      };
      if (isEndInView(ends)) setSeen(true);
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(document.body);
    if (footer.current) sizes.observe(footer.current);
    window.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    return () => {
      sizes.disconnect();
      window.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
    };
  }, [seen, whole, end, footer]);
  return seen;
}
