/** What a text may say of the person and the computer, with what stands for it. */
export interface Private {
  text: string;
  standsFor: string;
}

const HOMES = /(?:\/(?:home|Users)\/|[A-Za-z]:\\+Users\\+)[^/\\\s"']+/g;
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)]+/gi;
const MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const OURS = /^execution-layer-app:\/\//;

/**
 * Takes out of a text what tells who and where: the given folders and names (the longest first), anybody's home folder, web
 * and file addresses, mail addresses. Secrets are the redactor's business, which comes before this.
 */
export function scrub(text: string, known: readonly Private[]): string {
  const byLength = [...known]
    .filter((one) => one.text.length > 3)
    .sort((a, b) => b.text.length - a.text.length);
  const without = byLength.reduce((rest, one) => rest.replaceAll(one.text, one.standsFor), text);
  return without
    .replace(ADDRESS, (address) => (OURS.test(address) ? address : '<address>'))
    .replace(HOMES, '<home>')
    .replace(MAIL, '<mail>');
}
