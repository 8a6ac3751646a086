import type { ApprovalFlag } from '../../src-preload/contract/types.ts';
import { markedSecrets } from '../platform/marked-secrets.ts';
import type { ApprovalRequest } from './approver.ts';

const BIDI = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
/**
 * Unicode's Default_Ignorable_Code_Point and the marks of interlinear annotations: drawn as nothing. The two plain
 * variation selectors belong to emoji.
 */
const INVISIBLE =
  /(?!\uFE0E|\uFE0F|\u200D|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069])[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/u;
/** A joiner holds emoji together; anywhere else it only hides. */
const LOOSE_JOINER = /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D/u;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const ORDINARY_CONTROL = /[\n\t]/gu;
/** So many spaces push what follows out of sight; the blank of Braille looks like one and is none. */
const LONG_SPACES = /[\p{Zs}\t\u2800]{12}/u;
const HOST = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:]+|\[[^\]]*\])/iu;
/** `host`, `*.host` or `host:port`, as settings and rules have them. */
const BARE_HOST = /^(\*\.)?[^\s/:]+(\.[^\s/:]+)+(:\d+)?$/u;
const LATIN = /\p{Script=Latin}/u;
const LOOKS_LATIN = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;

/** Long lists hide each other: so many of a kind are shown. Never of those that masks and warnings depend on. */
const MAX_OF_A_KIND = 20;
const UNCAPPED: ReadonlySet<string> = new Set<ApprovalFlag['kind']>(['secret', 'lookalike_host']);

/**
 * What in a request may mislead the eye, or gives a secret away. `isSecret` tells of a value at its key whether the record
 * would hide it.
 */
export function requestFlags(
  request: Pick<ApprovalRequest, 'args' | 'plan' | 'labels' | 'taint'>,
  isSecret: (key: string, text: string) => boolean,
): ApprovalFlag[] {
  const flags: ApprovalFlag[] = [];
  const counts = new Map<string, number>();
  const add = (kind: ApprovalFlag['kind'], where: string, message: string): void => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count <= MAX_OF_A_KIND || UNCAPPED.has(kind)) flags.push({ kind, where, message });
    else if (count === MAX_OF_A_KIND + 1)
      flags.push({ kind, where: 'more places', message: 'And in more places.' });
  };
  // What the arguments themselves say is secret is masked wherever it stands as a value.
  const marked = new Set(markedSecrets(request.args));
  const look = (text: string, where: string, key: string): void => {
    if (BIDI.test(text)) add('bidi', where, 'Characters that reverse the order of reading.');
    if (INVISIBLE.test(text) || LOOSE_JOINER.test(text))
      add('invisible', where, 'Characters that cannot be seen.');
    if (CONTROL.test(text.replace(ORDINARY_CONTROL, ''))) add('control', where, 'Control characters.');
    if (LONG_SPACES.test(text)) add('long_spaces', where, 'A long run of spaces.');
    if (isLookalike(text)) add('lookalike_host', where, 'A host name that may look like another one.');
    if (marked.has(text)) add('secret', where, 'Marked as a secret.');
    else if (isSecret(key, text)) add('secret', where, 'Looks like a secret.');
  };
  for (const { where, start, end, tool } of request.taint ?? []) {
    const message = `${end - start} characters that ${tool} has read from outside.`;
    flags.push({ kind: 'untrusted', where, message, start, end });
  }
  walk(request.args, 'args', '', look);
  // What asks each time by itself hands what is in it to somebody else.
  if (request.plan.askAlways === true) {
    for (const { where } of flags.filter(({ kind }) => kind === 'secret')) {
      add('secret_sent', where, 'Looks like a secret, and would be sent.');
    }
  }
  walk(request.labels, 'labels', '', look);
  walk(request.plan.summary, 'plan.summary', '', look);
  walk(request.plan.effects, 'plan.effects', '', look);
  return flags;
}

/** Host names outside ASCII, as written or as punycode: `xn--` is how a name that imitates another one travels. */
function isLookalike(text: string): boolean {
  const host = HOST.exec(text)?.[1];
  if (host === undefined) return BARE_HOST.test(text) && imitates(text);
  if (/(^|\.)xn--/iu.test(host)) return true;
  return LOOKS_LATIN.test(host) || (/[^\x20-\x7e]/u.test(host) && LATIN.test(host));
}

/** A host as settings and rules have it. Only a mixture counts: a file may well be named in one script that is not Latin. */
function imitates(host: string): boolean {
  return /(^|\.)xn--/iu.test(host) || (LOOKS_LATIN.test(host) && LATIN.test(host));
}

type Look = (text: string, where: string, key: string) => void;

function walk(value: unknown, where: string, key: string, look: Look): void {
  if (typeof value === 'string') look(value, where, key);
  else if (Array.isArray(value)) value.forEach((item, index) => walk(item, `${where}[${index}]`, key, look));
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      look(name, `${where} (a key)`, '');
      walk(member, `${where}.${name}`, name, look);
    }
  }
}
