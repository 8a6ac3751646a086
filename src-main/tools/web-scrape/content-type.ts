import { ToolError } from '../../platform/tool-error.ts';

export interface ContentType {
  /** Lower case, without parameters; null when the server named none. */
  mime: string | null;
  charset: string | undefined;
  kind: 'html' | 'text';
}

const HTML = new Set(['text/html', 'application/xhtml+xml']);
const TEXT = new Set(['text/plain', 'text/markdown', 'text/csv']);

/**
 * Whether and how an answer can be read: HTML in every mode, plain text as text only.
 * @throws ToolError `error` (`unsupported_content_type`)
 */
export function readableType(header: string | undefined, body: Uint8Array, mode: string): ContentType {
  const mime = header?.split(';')[0]?.trim().toLowerCase() || null;
  const charset = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i.exec(header ?? '');
  const kind = kindOf(mime, body);
  if (kind === null) throw unsupported(`of type "${mime ?? 'not named, and binary'}"`);
  if (kind === 'text' && mode !== 'text' && body.length > 0) {
    throw unsupported(`plain text ("${mime ?? 'no type'}"), which has no ${mode}`);
  }
  return { mime, charset: charset?.[1] ?? charset?.[2], kind };
}

function kindOf(mime: string | null, body: Uint8Array): ContentType['kind'] | null {
  if (mime === null) {
    // The bytes that text never has (WHATWG MIME sniffing, "binary data byte"), but for UTF-16 with its mark.
    const marked = (body[0] === 0xff && body[1] === 0xfe) || (body[0] === 0xfe && body[1] === 0xff);
    const binary = body
      .subarray(0, 1445)
      .some((b) => b <= 8 || b === 0x0b || (b >= 0x0e && b <= 0x1a) || (b >= 0x1c && b <= 0x1f));
    return binary && !marked ? null : 'html';
  }
  if (HTML.has(mime)) return 'html';
  return TEXT.has(mime) ? 'text' : null;
}

function unsupported(what: string): ToolError {
  return new ToolError(
    'error',
    'unsupported_content_type',
    `The answer is ${what}. Read are HTML pages, and plain text in the mode "text".`,
  );
}
