import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32, createDeflate } from 'node:zlib';
import type { Pixels } from './desk.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BIT_DEPTH = 8;
const COLOUR_RGB = 2;
/** Screens are mostly even areas: the quickest level leaves little more than the best one, in a third of the time. */
const LEVEL = 1;
/** Bytes that are got ready in one turn of the main thread, about a millisecond's work: a large screen takes many of them. */
const TURN_BYTES = 256 * 1024;

/**
 * A picture as PNG (RFC 2083): 8-bit RGB, no filter. Packing happens off the main thread, and what comes before it lets others
 * have their turn.
 */
export async function encodePng(pixels: Pixels): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels.width, 0);
  header.writeUInt32BE(pixels.height, 4);
  header[8] = BIT_DEPTH;
  header[9] = COLOUR_RGB;
  const parts: Buffer[] = [SIGNATURE, chunk('IHDR', header)];
  await pipeline(
    rgbRows(pixels),
    createDeflate({ level: LEVEL, chunkSize: TURN_BYTES }),
    async (packed: AsyncIterable<Buffer>) => {
      for await (const part of packed) parts.push(chunk('IDAT', part));
    },
  );
  return Buffer.concat([...parts, chunk('IEND', Buffer.alloc(0))]);
}

/** Rows of red, green, blue, each after its filter byte (0: none), as many as fit one turn. */
async function* rgbRows({ width, height, stride, data }: Pixels): AsyncGenerator<Buffer> {
  const row = 1 + width * 3;
  const atOnce = Math.max(1, Math.floor(TURN_BYTES / row));
  for (let first = 0; first < height; first += atOnce) {
    const count = Math.min(atOnce, height - first);
    const rows = Buffer.alloc(row * count);
    for (let y = 0; y < count; y++) {
      let to = y * row + 1;
      let from = (first + y) * stride;
      for (let x = 0; x < width; x++, to += 3, from += 4) {
        rows[to] = data[from + 2] as number;
        rows[to + 1] = data[from + 1] as number;
        rows[to + 2] = data[from] as number;
      }
    }
    yield rows;
    await nextTurn();
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/** A smaller copy, at most `widest` pixels wide, by taking the nearest pixel. */
export function shrink(pixels: Pixels, widest: number): Pixels {
  if (pixels.width <= widest) return pixels;
  const width = widest;
  const height = Math.max(1, Math.round((pixels.height * widest) / pixels.width));
  const from = words(pixels.data);
  const to = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * pixels.height) / height) * (pixels.stride / 4);
    for (let x = 0; x < width; x++) {
      to[y * width + x] = from[row + Math.floor((x * pixels.width) / width)] as number;
    }
  }
  return { width, height, stride: width * 4, data: Buffer.from(to.buffer) };
}

/** The same memory, four bytes at a time; a copy where it does not lie so. */
function words(bytes: Buffer): Uint32Array {
  const { buffer, byteOffset, length } = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint32Array(buffer, byteOffset, length >> 2);
}
