import { pipeline, Readable, type Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  type ZlibOptions,
} from 'node:zlib';
import { ToolError } from './tool-error.ts';

/** What we say that we can undo. */
export const ACCEPT_ENCODING = 'gzip, deflate, br';
/** One coding is the rule; each further one multiplies the work that a small answer can cause. */
const MAX_CODINGS = 2;
/** What an answer may take on the wire beyond its cap: compressed streams that yield nothing are endless too. */
const WIRE_SLACK = 1_000_000;

type Bytes = AsyncIterable<Buffer>;
type Stage = (source: Bytes) => Bytes;

/**
 * Reads a body, undoing its content codings as it comes, and stops at `maxBytes` after decompression: a bomb costs no
 * more than its cap. Cut compressed streams give what they held, as in browsers. Whoever made `body` ends it on abort.
 * @throws ToolError `error` (`unsupported_encoding`), or whatever the streams fail with.
 */
export async function readBody(
  body: Bytes,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<{ body: Buffer; truncated: boolean }> {
  const wire = { left: maxBytes + WIRE_SLACK, exceeded: false };
  let source: Bytes = counted(body, wire);
  for (const stage of stagesFor(contentEncoding)) source = stage(source);

  const kept: Buffer[] = [];
  let bytes = 0;
  let truncated = false;
  for await (const chunk of source) {
    const fits = chunk.subarray(0, maxBytes - bytes);
    kept.push(fits);
    bytes += fits.length;
    if (fits.length < chunk.length) {
      truncated = true;
      break;
    }
  }
  // Memory of its own, not of the shared pool, so that it can be handed to a worker without a copy.
  const whole = Buffer.from(new ArrayBuffer(bytes));
  let at = 0;
  for (const chunk of kept) at += chunk.copy(whole, at);
  return { body: whole, truncated: truncated || wire.exceeded };
}

async function* counted(source: Bytes, wire: { left: number; exceeded: boolean }): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    wire.left -= chunk.length;
    wire.exceeded = wire.left < 0;
    if (wire.exceeded) return;
    yield chunk;
  }
}

function stagesFor(contentEncoding: string | undefined): Stage[] {
  const codings = (contentEncoding ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MAX_CODINGS) throw unsupported(codings.join(', '));
  // Codings are listed in the order in which they were applied (RFC 9110, 8.4).
  return codings.reverse().map(stageFor);
}

function stageFor(coding: string): Stage {
  // A missing end is not worth losing the page for: browsers show it too.
  const zlib = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
  const brotli = {
    flush: constants.BROTLI_OPERATION_FLUSH,
    finishFlush: constants.BROTLI_OPERATION_FLUSH,
  };
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return (source) => through(source, createGunzip(zlib));
    case 'br':
      return (source) => through(source, createBrotliDecompress(brotli));
    case 'deflate':
      return (source) => inflate(source, zlib);
    default:
      throw unsupported(coding);
  }
}

/** A failure or an early end on either side ends both. */
function through(source: Bytes, decoder: Transform): Bytes {
  // The callback must be there, and has nothing to say: a failure reaches the reader through the decoder.
  pipeline(Readable.from(source), decoder, () => undefined);
  return decoder;
}

/** "deflate" means the zlib format, but many servers send the bare one: the first byte tells (RFC 1950, 2.2). */
async function* inflate(source: Bytes, options: ZlibOptions): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return;
  const isZlib = ((first.value[0] ?? 0) & 0x0f) === 8;
  const all = async function* (): AsyncGenerator<Buffer> {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => chunks };
  };
  yield* through(all(), isZlib ? createInflate(options) : createInflateRaw(options));
}

function unsupported(coding: string): ToolError {
  return new ToolError(
    'error',
    'unsupported_encoding',
    `The answer is compressed as "${coding.slice(0, 100)}", which is not read. Read are: ${ACCEPT_ENCODING}.`,
  );
}
