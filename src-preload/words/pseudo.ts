/** The tag of the language that is none: for tests, and for looking at the page with longer words. */
export const PSEUDO = 'en-XA';

const FROM = 'aceinorsuyAEINORSU';
const TO = 'âçéîñôŕšûýÀÉÎÑÔŔŠÛ';
const ACCENTED = new Map(Array.from(FROM, (letter, at) => [letter, TO.charAt(at)]));
/** What longer words are made longer with. */
const FILL = ' öñé ţŵö ţĥŕéé ƒöûŕ ƒîṽé šîẋ šéṽéñ';
const LONGER = 0.4;

/**
 * A text as a translator would hand it back who has not understood a word: readable, in brackets, with an accent wherever
 * there is a letter for it, and two fifths longer. What is shown without brackets has not been through here.
 */
export function pseudo(text: string): string {
  if (!/\p{L}/u.test(text)) return text;
  const letters = Array.from(text, (letter) => ACCENTED.get(letter) ?? letter).join('');
  const more = Math.ceil(text.length * LONGER);
  const fill = FILL.repeat(Math.ceil(more / FILL.length)).slice(0, more);
  return `⟦${letters}${fill}⟧`;
}
