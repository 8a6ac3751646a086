import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import type { Pixels } from './desk.ts';

const deflateAsync = promisify(deflate);
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BIT_DEPTH = 8;
const COLOUR_RGB = 2;
/** Screens are mostly even areas: the quickest level leaves little more than the best one, in a third of the time. */
const LEVEL = 1;

/** A picture as PNG (RFC 2083): 8-bit RGB, no filter. Packing happens off the main thread. */
export async function encodePng(pixels: Pixels): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels.width, 0);
  header.writeUInt32BE(pixels.height, 4);
  header[8] = BIT_DEPTH;
  header[9] = COLOUR_RGB;
  const packed = await deflateAsync(rgbRows(pixels), { level: LEVEL });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Rows of red, green, blue, each after its filter byte (0: none). */
function rgbRows({ width, height, stride, data }: Pixels): Buffer {
  const row = 1 + width * 3;
  const rows = Buffer.alloc(row * height);
  for (let y = 0; y < height; y++) {
    let to = y * row + 1;
    let from = y * stride;
    for (let x = 0; x < width; x++, to += 3, from += 4) {
      rows[to] = data[from + 2] as number;
      rows[to + 1] = data[from + 1] as number;
      rows[to + 2] = data[from] as number;
    }
  }
  return rows;
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
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * pixels.height) / height) * pixels.stride;
    for (let x = 0; x < width; x++) {
      const from = row + Math.floor((x * pixels.width) / width) * 4;
      data.writeUInt32LE(pixels.data.readUInt32LE(from), (y * width + x) * 4);
    }
  }
  return { width, height, stride: width * 4, data };
}
