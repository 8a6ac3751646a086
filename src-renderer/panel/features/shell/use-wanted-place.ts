import { useEffect } from 'react';
import { focusables, focusOn } from '../../../ui/focusable.ts';
import { useWanted, type Place } from '../../state/wanted.ts';

/** A view that has not come by then has failed, and says so itself. */
const PATIENCE_MS = 10_000;

/** Brings a place into view and gives it the keyboard: its first control, or else itself. */
function goTo(place: Place): boolean {
  const element = document.querySelector<HTMLElement>(`[data-place="${CSS.escape(place)}"]`);
  if (element === null) return false;
  element.scrollIntoView({ block: 'center' });
  focusOn(focusables(element)[0] ?? element, { preventScroll: true });
  return true;
}

/** Leads the keyboard to the place that is wanted, as soon as it is on the page. */
export function useWantedPlace(): void {
  const place = useWanted((state) => state.place);
  useEffect(() => {
    if (place === null) return undefined;
    const { met } = useWanted.getState();
    if (goTo(place)) {
      met();
      return undefined;
    }
    const observer = new MutationObserver(() => {
      if (goTo(place)) met();
    });
    observer.observe(document.body, { childList: true, subtree: true });
    const late = setTimeout(met, PATIENCE_MS);
    return () => {
      observer.disconnect();
      clearTimeout(late);
    };
  }, [place]);
}
