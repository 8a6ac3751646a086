/** What a text may say of the person and the computer, with what stands for it. */
export interface Private {
  text: string;
  standsFor: string;
  /** Somebody's or a computer's name: taken out only where it is a word of its own, however short. */
  name?: true;
}

/** Ends an unquoted address or path. */
const END = String.raw`\s"'\`<>()|,;`;
const HOMES = /(?:\/(?:home|Users)\/|[A-Za-z]:[\\/]+Users[\\/]+)[^/\\\s"'`]+/g;
const ADDRESS = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)]+/gi;
const OURS = /^execution-layer-app:\/\//;
const MAIL = /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*/g;
/** Folders of which only that something lies in them is told. */
const THEIRS = '<(?:home|workspace|temp|folder)>';
const QUOTED_PATH = new RegExp(
  String.raw`(["'\`])(?:\/(?!\/)|\\\\|[A-Za-z]:[\\/]|${THEIRS}[\\/])[^"'\`\n]*\1`,
  'g',
);
const IN_THEIRS = new RegExp(String.raw`(${THEIRS})[\\/]+[^${END}:]*`, 'g');
const PATHS = [
  new RegExp(String.raw`(?<![\w<>/.\\-])\/(?!\/)[^${END}:]{2,}`, 'g'),
  new RegExp(String.raw`(?<!\w)[A-Za-z]:[\\/]+[^${END}]+`, 'g'),
  new RegExp(String.raw`\\\\+[\w.-]+\\+[^${END}]+`, 'g'),
];
/** What these words come before is a host, whatever it looks like. */
const AFTER_CODE =
  /\b(ENOTFOUND|EAI_[A-Z]+|ECONN[A-Z]+|ETIMEDOUT|EHOST[A-Z]+|ENET[A-Z]+|EADDR[A-Z]+|Host|DNS)(:? *(?<=[: ]))(?!<)[^\s"'),;]+/g;
const IP_V4 = /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!\d{4})|(?![\w.]))){4}(?::\d{1,5})?(?!\w)/g;
/** Shortened by `::`, or all eight groups. */
const IP_V6 =
  /(?<![\w:.])\[?(?:(?:[\da-f]{1,4}:){7}[\da-f]{1,4}|(?:[\da-f]{1,4}(?::[\da-f]{1,4}){0,6})?::(?:[\da-f]{1,4}(?::[\da-f]{1,4}){0,6})?)(?:\.\d{1,3}){0,3}(?:%\w+)?(?:\](?::\d{1,5})?)?(?![\w:])/gi;
const HOST =
  /(?<![\w./\\-])(?:[a-z\d_](?:[a-z\d_-]*[a-z\d])?\.)+([a-z]{2,24}|xn--[a-z\d-]+)(?::\d{1,5})?(?![\w-])/g;
/** Looks like a host and is a file: endings that no name on the internet has. */
const FILES = new Set(
  'asar cjs conf css db desktop dll dylib html js json jsonl log mjs node png svg ts tsx txt wasm yml'.split(
    ' ',
  ),
);

/**
 * Takes out of a text what tells who and where: the given folders and names in any spelling (the longest first), web and file
 * addresses, paths, hosts and numeric addresses, mail addresses. It takes too much rather than too little. Secrets are the
 * redactor's business, which comes before this.
 */
export function scrub(text: string, known: readonly Private[]): string {
  let rest = text
    .replace(ADDRESS, (address) => (OURS.test(address) ? address : '<address>'))
    .replace(MAIL, '<mail>');
  for (const { pattern, standsFor } of patternsOf(known)) rest = rest.replace(pattern, standsFor);
  rest = rest.replace(HOMES, '<home>').replace(QUOTED_PATH, '$1<path>$1').replace(IN_THEIRS, '$1/…');
  for (const path of PATHS) rest = rest.replace(path, '<path>');
  return rest
    .replace(AFTER_CODE, '$1$2<host>')
    .replace(IP_V6, '<address>')
    .replace(IP_V4, '<address>')
    .replace(HOST, (host: string, ending: string) => (FILES.has(ending) ? host : '<host>'));
}

function patternsOf(known: readonly Private[]): { pattern: RegExp; standsFor: () => string }[] {
  return known
    .filter(({ text, name }) => text.length > (name ? 1 : 3))
    .flatMap(({ text, standsFor, name }) =>
      (name ? [text] : spellings(text)).map((spelling) => ({ spelling, standsFor, name })),
    )
    .sort((a, b) => b.spelling.length - a.spelling.length)
    .map(({ spelling, standsFor, name }) => {
      const exact = spelling.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
      const whole = name ? String.raw`(?<![\p{L}\p{N}_])${exact}(?![\p{L}\p{N}_])` : exact;
      return { pattern: new RegExp(whole, 'giu'), standsFor: () => standsFor };
    });
}

/** A path as it is, within JSON, within JSON within JSON, with the other slash, and within an address. */
function spellings(path: string): string[] {
  const inJson = path.replaceAll('\\', '\\\\');
  const slashes = path.replaceAll('\\', '/');
  return [...new Set([path, inJson, inJson.replaceAll('\\', '\\\\'), slashes, encodeURI(slashes)])];
}
