import { inflateSync } from 'node:zlib';

export type Pixels = { readonly width: number; readonly height: number; readonly at: (x: number, y: number) => readonly number[] };

/** The pixels of a PNG of 8 bits a channel, not interlaced (ISO 15948): what its writer made, read without its writer. */
export const pngPixels = (bytes: Uint8Array): Pixels => {
  const png = Buffer.from(bytes);
  if (png.toString('latin1', 1, 4) !== 'PNG') throw new TypeError('not a PNG');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, kind, , , interlaced] = png.subarray(24, 29);
  const channels = kind === 6 ? 4 : kind === 2 ? 3 : 0;
  if (depth !== 8 || channels === 0 || interlaced !== 0) throw new TypeError('another kind of PNG');
  const packed: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') packed.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const raw = inflateSync(Buffer.concat(packed));
  const row = width * channels;
  const lines = Buffer.alloc(row * height);
  const paeth = (a: number, b: number, c: number): number => {
    const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
  };
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (row + 1)];
    for (let x = 0; x < row; x++) {
      const here = y * row + x;
      const left = x < channels ? 0 : lines[here - channels]!;
      const above = y === 0 ? 0 : lines[here - row]!;
      const corner = x < channels || y === 0 ? 0 : lines[here - row - channels]!;
      const foretold = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter ?? 0] ?? 0;
      lines[here] = (raw[y * (row + 1) + 1 + x]! + foretold) & 255;
    }
  }
  return { width, height, at: (x, y) => [...lines.subarray(y * row + x * channels, y * row + x * channels + 3)] };
};
