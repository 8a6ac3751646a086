/*
 * Secrets that are known by their own shape, wherever they stand. The prefixes are the issuers' own, as they publish them
 * for secret scanning (GitHub, GitLab, Slack, Stripe, Google, AWS, npm, PyPI, SendGrid, Telegram and others).
 *
 * Every pattern is linear on hostile input: it can begin only where a run of its own characters begins (the lookbehind),
 * or at a literal that its own body cannot contain, so that no character is looked at from many starting points.
 */

export interface Shape {
  pattern: RegExp;
  /** Looks again at what matched, where the pattern alone would catch harmless things. */
  accept?: (match: string) => boolean;
}

const WORD = '(?<![A-Za-z0-9_-])';
/** V8 keeps a step of memory for every character of an open-ended match and gives up on millions: ends are given here. */
const shape = (source: string, accept?: Shape['accept']): Shape => ({
  pattern: new RegExp(source.replaceAll(',}', ',4096}').replaceAll(']*', ']{0,4096}'), 'g'),
  ...(accept ? { accept } : {}),
});

/** `sk-` is also how a Slovak file name may begin: a key has a part of 16 or more with a digit in it. */
function isKeyAfterSk(match: string): boolean {
  return match
    .slice(3)
    .split(/[-_]/)
    .some((part) => part.length >= 16 && /[0-9]/.test(part));
}

function hasDigit(match: string): boolean {
  return /[0-9]/.test(match);
}

/**
 * What every one of the shapes has in it. Looked for first: most texts have none of it, and thirty patterns on each short
 * string would cost more than writing the record.
 */
const HAS_A_SHAPE = new RegExp(
  [
    '-----BEGIN |PuTTY-User|AGE-SECRET|eyJ|AKIA|ASIA|gh[pousr]_|github_pat_|gl[a-z]{2,5}-|xox[a-z]|xapp-|hooks\\.slack|webhooks/',
    '[sr]k_|whsec_|AIza|ya29|GOCSPX|sk-|npm_|pypi-|dckr_|hf_|shp[a-z]{2}_|SG\\.|SK[0-9a-f]|[0-9]:AA|do[oprt]_v1|dapi[0-9a-f]',
    'lin_|gls?[ac]_|pscale|sbp_|r8_|gsk_|ntn_|sntryu_|xai-|pplx-|PMAK|AT[AC]TT3|key-|hv[sbr]\\.|[MNO][A-Za-z0-9_-]{23}',
  ].join('|'),
);

/** False for almost every harmless text; true says nothing yet. */
export function mayHaveShape(text: string): boolean {
  return text.length >= 15 && HAS_A_SHAPE.test(text);
}

/** Private keys in PEM or PGP armour and in PuTTY's own, from their first line to their last, or to the text's end. */
export const ARMOURED: readonly { begin: RegExp; end: RegExp }[] = [
  {
    begin: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g,
    end: /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g,
  },
  { begin: /PuTTY-User-Key-File-[23]:/g, end: /Private-MAC: ?[0-9a-fA-F]{1,128}/g },
];

export const SHAPES: readonly Shape[] = [
  shape('AGE-SECRET-KEY-1[0-9A-Z]{50,64}'),
  // JWT (RFC 7519) and JWE: `eyJ` is base64 of `{"`.
  shape(`${WORD}eyJ[A-Za-z0-9_-]{6,16384}\\.[A-Za-z0-9_-]{6,65536}(?:\\.[A-Za-z0-9_-]*){0,3}`),
  shape('(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])'),
  shape(`${WORD}gh[pousr]_[A-Za-z0-9]{20,}`),
  shape(`${WORD}github_pat_[A-Za-z0-9_]{20,}`),
  shape(`${WORD}gl(?:pat|ptt|dt|rt|cbt|oas|soat|ft|imt|agent|ffct)-[A-Za-z0-9_.-]{16,}`),
  shape(`${WORD}xox[a-z](?:\\.xox[a-z])?-[A-Za-z0-9-]{10,}`),
  shape(`${WORD}xapp-[A-Za-z0-9-]{16,}`, hasDigit),
  shape('hooks\\.slack\\.com/(?:services|workflows)/[A-Za-z0-9/_-]{20,}'),
  shape('discord(?:app)?\\.com/api/webhooks/[0-9]{10,25}/[A-Za-z0-9_-]{20,}'),
  shape(`${WORD}(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}`),
  shape(`${WORD}whsec_[A-Za-z0-9+/=]{16,}`),
  shape(`${WORD}AIza[A-Za-z0-9_-]{35}`),
  shape(`${WORD}ya29\\.[A-Za-z0-9_-]{20,}`),
  shape(`${WORD}GOCSPX-[A-Za-z0-9_-]{20,}`),
  shape(`${WORD}sk-[A-Za-z0-9_-]{18,}`, isKeyAfterSk),
  shape(`${WORD}npm_[A-Za-z0-9]{30,}`),
  shape(`${WORD}pypi-[A-Za-z0-9_-]{50,}`),
  shape(`${WORD}dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}`),
  shape(`${WORD}hf_[A-Za-z0-9]{30,}`),
  shape(`${WORD}shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}`),
  shape(`${WORD}SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}`),
  shape(`${WORD}SK[0-9a-f]{32}(?![A-Za-z0-9])`),
  shape(`${WORD}[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])`),
  shape(`${WORD}[MNO][A-Za-z0-9_-]{23,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,45}`),
  shape(`${WORD}do[oprt]_v1_[a-f0-9]{40,}`),
  shape(`${WORD}dapi[0-9a-f]{32}(?![A-Za-z0-9])`),
  shape(
    `${WORD}(?:lin_api|lin_oauth|glsa|glc|pscale_tkn|pscale_pw|sbp|r8|gsk|ntn|sntryu)_[A-Za-z0-9._-]{24,}`,
    hasDigit,
  ),
  shape(`${WORD}(?:xai-|pplx-|PMAK-|ATATT3|ATCTT3|key-)[A-Za-z0-9_=-]{32,}`, (match) => {
    return hasDigit(match) && (!match.startsWith('key') || /^key-[0-9a-f]{32}$/.test(match));
  }),
  shape(`${WORD}hv[sbr]\\.[A-Za-z0-9_-]{24,}`),
];
