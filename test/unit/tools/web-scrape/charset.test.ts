import { expect, test } from 'vitest';
import { decodePage } from '../../../../src-main/tools/web-scrape/charset.ts';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  );
const utf8 = (text: string): number[] => [...Buffer.from(text)];

test.each<[string, Uint8Array, string | undefined, string, string]>([
  ['a mark outweighs the header', bytes([0xef, 0xbb, 0xbf], utf8('ü')), 'windows-1252', 'utf-8', 'ü'],
  ['UTF-16LE by its mark', bytes([0xff, 0xfe, 0x41, 0, 0xac, 0x20]), undefined, 'utf-16le', 'A€'],
  ['UTF-16BE by its mark', bytes([0xfe, 0xff, 0, 0x41]), 'utf-8', 'utf-16be', 'A'],
  ['the header outweighs the page', bytes('<meta charset=utf-8>', [0xe9]), 'ISO-8859-1', 'windows-1252', 'é'],
  ['meta charset', bytes('<META CharSet = "Shift_JIS">', [0x93, 0xfa]), undefined, 'shift_jis', '日'],
  [
    'meta http-equiv',
    bytes('<meta http-equiv=content-type content="text/html; charset=koi8-r">', [0xc1]),
    '',
    'koi8-r',
    'а',
  ],
  [
    'an XML declaration',
    bytes('<?xml version="1.0" encoding="iso-8859-2"?>', [0xb1]),
    undefined,
    'iso-8859-2',
    'ą',
  ],
  [
    'an unknown label counts as none',
    bytes('<meta charset=euc-kr>', [0xb0, 0xa1]),
    'x-nonsense',
    'euc-kr',
    '가',
  ],
  ['an unknown label everywhere', bytes('<meta charset=nope>', utf8('ü')), 'nope', 'utf-8', 'ü'],
  ['UTF-16 in a declaration is UTF-8', bytes('<meta charset=utf-16>', utf8('ü')), undefined, 'utf-8', 'ü'],
  [
    'nothing in comments is said',
    bytes('<!-- <meta charset=koi8-r> -->', utf8('ü')),
    undefined,
    'utf-8',
    'ü',
  ],
  ['undeclared valid UTF-8', bytes(utf8('日本')), undefined, 'utf-8', '日本'],
  ['undeclared UTF-8, cut in a character', bytes(utf8('日本').slice(0, 5)), undefined, 'utf-8', '日\ufffd'],
  ['undeclared anything else', bytes([0x80, 0x92, 0xe9, 0x93]), undefined, 'windows-1252', '€’é“'],
  ['gb18030', bytes([0xc4, 0xe3]), 'GB2312', 'gbk', '你'],
])('%s', (_name, input, header, charset, text) => {
  const decoded = decodePage(input, header);
  expect(decoded.charset).toBe(charset);
  expect(decoded.text.endsWith(text)).toBe(true);
});
