import { useEffect, useEffectEvent } from 'react';

/** What a key press means; null: nothing. */
export type KeyMeaning = 'allow' | 'deny' | 'leave' | 'stop' | null;

type Press = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'isTrusted'
>;

/**
 * Escape denies, Ctrl or Cmd with Enter allows, by a person's own, single press. `inField`: in a list or a text, Escape
 * first leaves that: it may have been meant to close the list. `stop`: a held key must not press a button again and again.
 */
export function keyMeaning(press: Press, inField: boolean): KeyMeaning {
  const { key, ctrlKey, metaKey, altKey, shiftKey, repeat, isTrusted } = press;
  if (!isTrusted) return null;
  if (key === 'Escape') {
    if (repeat) return null;
    return inField ? 'leave' : 'deny';
  }
  if (key !== 'Enter' && key !== ' ') return null;
  if (repeat) return inField ? null : 'stop';
  return key === 'Enter' && (ctrlKey || metaKey) && !altKey && !shiftKey ? 'allow' : null;
}

/** Listens to the keys of the whole page. */
export function useKeys(allow: () => void, deny: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const { target } = event;
    const inField =
      target instanceof HTMLSelectElement || (target instanceof HTMLTextAreaElement && target.value !== '');
    const meaning = keyMeaning(event, inField);
    if (meaning === null) return;
    // A button that has the focus must not be pressed by the same key as well. Space still scrolls the page.
    const onButton = target instanceof HTMLButtonElement;
    if (meaning !== 'stop' || onButton) event.preventDefault();
    if (meaning === 'allow') allow();
    else if (meaning === 'deny') deny();
    else if (meaning === 'leave' && target instanceof HTMLElement) target.blur();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => press(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
