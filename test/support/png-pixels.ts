import { inflateSync } from 'node:zlib';

/** Colour of each pixel of a PNG as the app writes it (8-bit RGB, no filter), as `rrggbb`. */
export function pixelsOf(png: Buffer): {
  width: number;
  height: number;
  at: (x: number, y: number) => string;
} {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const parts: Buffer[] = [];
  for (let from = 8; from < png.length;) {
    const length = png.readUInt32BE(from);
    if (png.toString('latin1', from + 4, from + 8) === 'IDAT')
      parts.push(png.subarray(from + 8, from + 8 + length));
    from += length + 12;
  }
  const rows = inflateSync(Buffer.concat(parts));
  const stride = 1 + width * 3;
  return {
    width,
    height,
    at: (x, y) => rows.toString('hex', y * stride + 1 + x * 3, y * stride + 4 + x * 3),
  };
}
