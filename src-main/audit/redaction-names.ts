/*
 * Which names (object keys, header names, flags, query parameters) say that their value is a secret. Names are compared
 * as words, whatever the style: apiKey, api_key, API-KEY, x-api-key.
 */

/** `sure`: the value goes whatever it looks like. `likely`: it goes when it looks issued by a machine. */
export type NameVerdict = 'sure' | 'likely' | 'no';

/** Found anywhere in the joined name. None of them is part of a common harmless word (but see HARMLESS). */
const SURE_PARTS =
  /passw(?:or)?d|passwd|passphrase|passcode|secret|credential|authorization|cookie|apikey|privatekey|privkey|secretkey|accesskey(?!id)|signingkey|encryptionkey|masterkey|accountkey|sharedkey|subscriptionkey|authkey|sshkey|deploykey|consumerkey|licen[cs]ekey|hmackey|storagekey|accesstoken|authtoken|refreshtoken|idtoken|bearertoken|sessionid|sessid|sessiontoken|sessionkey|securitytoken|mnemonic|seedphrase|recoverycode|backupcode|verificationcode|connectionstring/;
/** The last word of the name. */
const SURE_LAST = new Set(
  'password pwd pass token tokens auth jwt bearer otp totp pin pincode cvv cvc cvc2 csrf xsrf passkey'.split(
    ' ',
  ),
);
const LIKELY_LAST = new Set(
  'session sid sig signature key code nonce state sas hmac oauth ticket'.split(' '),
);
const HARMLESS = /secretar(?:y|iat)|passwordless|secretsanta|nonsecret/;
/** A name that ends so tells about a secret (where it is, how long, of what kind) and does not hold it. */
const ABOUT_LAST = new Set(
  (
    'file filename path dir directory folder name names url uri endpoint type kind length len count counts size limit ' +
    'max min expiry expires expiration expired ttl age maxage policy required enabled disabled hint label field ' +
    'selector placeholder format algorithm alg version status strategy mode method scheme provider issuer audience ' +
    'scope scopes usage used consent banner manager index prefix regex pattern rules error message strength'
  ).split(' '),
);
/** Names under which a number counts something: `tokens: 5`, `max_tokens`, `tokenCount`. */
const COUNTING =
  /tokens|(?:cookies|secrets|credentials|passwords)$|token(?:count|limit|usage|budget)|^(?:max|min|num|total|prompt|completion)/;

/** Splits a name into lower-case words at punctuation, case changes and digits' edges. */
function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

const MAX_NAME = 200;
const known = new Map<string, NameVerdict>();
const MAX_KNOWN = 5000;

/** Says whether a value under this name is a secret. Remembers its answers: the same few names come again and again. */
export function judgeName(name: string): NameVerdict {
  if (name.length > MAX_NAME) return 'no';
  const before = known.get(name);
  if (before) return before;
  const verdict = judge(name);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(name, verdict);
  return verdict;
}

function judge(name: string): NameVerdict {
  const parts = words(name);
  const last = (parts.at(-1) ?? '').replace(/[0-9]+$/, '');
  if (last === '' || ABOUT_LAST.has(last)) return 'no';
  const joined = parts.join('');
  if (HARMLESS.test(joined)) return 'no';
  if (SURE_PARTS.test(joined) || SURE_LAST.has(last)) return 'sure';
  // Written without separators: myauthtoken, USERTOKEN, MYSQLPWD.
  if (/[a-z](?:token|pwd|jwt)$/.test(joined)) return 'sure';
  return LIKELY_LAST.has(last) ? 'likely' : 'no';
}

/** True where a number under a secret's name is a count and not a secret. */
export function countsSomething(name: string): boolean {
  return COUNTING.test(words(name).join(''));
}

/** A header whose whole value, to the end of its line, is the secret. */
export function isSecretHeader(name: string): boolean {
  return /^[^a-z0-9]*(?:proxy-?)?(?:authorization|cookie)$|^[^a-z0-9]*set-?cookie2?$/i.test(name);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Whether a value looks issued by a machine: it has one long part in which letters and digits mix. For names that prove
 * nothing by themselves (`?code=404`, `key: ArrowDown`, `code: ERR_HTTP2_STREAM_ERROR`, `key: 2024/report.pdf`).
 */
export function looksIssued(value: string): boolean {
  if (value.length < 16 || value.length > 8192) return false;
  if (UUID.test(value)) return true;
  return value.split(/[^A-Za-z0-9+=]+/).some((part) => {
    return part.length >= 12 && /[0-9]/.test(part) && /[A-Za-z]/.test(part);
  });
}

/** Whether a value is hardly a word of a sentence ("token: expected"): a lower bar, for names that say secret. */
export function looksRandom(value: string): boolean {
  if (value.length < 8 || /\s/.test(value.slice(0, 200))) return false;
  const sample = value.slice(0, 200);
  const digits = /[0-9]/.test(sample);
  const letters = /[a-zA-Z]/.test(sample);
  if (digits && letters) return true;
  if (digits) return sample.length >= 16;
  return sample.length >= 16 && /[a-z]/.test(sample) && /[A-Z]/.test(sample);
}

/** Whether any name that `judgeName` knows could stand in this text. Most texts have none and need no closer look. */
export function mayNameSecret(text: string): boolean {
  return A_NAME.test(text);
}
/** A part of every name above; `%` because a name in a URL may be percent-encoded. */
const A_NAME =
  /pass|pwd|secret|token|auth|cookie|key|cred|sess|sid|pin|otp|cv[vc]|jwt|bearer|sig|nonce|code|state|sas|hmac|ticket|[cx]srf|mnemonic|seed.?phrase|connection.?string|%/i;
