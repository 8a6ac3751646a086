/**
 * The words of a page, by language. Words are plain objects that whoever shows them reads at the moment of showing, so another
 * language is the same objects with other words in them: put in before the page is drawn (again).
 */
type Change = (text: string) => string;

const all: object[] = [];
let change: Change | null = null;

/** Registers words of the page; the files of words do this with what they export. */
export function localized<T extends object>(words: T): T {
  all.push(words);
  if (change !== null) rewrite(words, change);
  return words;
}

/** Puts every word of the page through `how`, also those of files that are loaded later. Once; there is no way back. */
export function rewriteAll(how: Change): void {
  if (change !== null) return;
  change = how;
  for (const words of all) rewrite(words, how);
}

function rewrite(words: object, how: Change): void {
  const members = words as Record<string, unknown>;
  for (const [key, value] of Object.entries(members)) {
    if (typeof value === 'string') members[key] = how(value);
    else if (typeof value === 'function') members[key] = after(value as (...args: unknown[]) => unknown, how);
    else if (typeof value === 'object' && value !== null) rewrite(value, how);
  }
}

function after(words: (...args: unknown[]) => unknown, how: Change): (...args: unknown[]) => unknown {
  return (...args) => {
    const said = words(...args);
    return typeof said === 'string' ? how(said) : said;
  };
}
