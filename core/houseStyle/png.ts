import { setImmediate as breathe } from 'node:timers/promises';
import { promisify } from 'node:util';
import { crc32, deflate, inflate } from 'node:zlib';

const unpack = promisify(inflate);
const pack = promisify(deflate);

/** Dots of a picture, row by row, as red, green, blue and opacity. */
export type Dots = { readonly width: number; readonly height: number; readonly rgba: Uint8Array };

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Samples of a dot by colour type: grey, RGB, palette, grey with opacity, RGB with opacity. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Depths that the format allows for a colour type. */
const DEPTHS: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };

/** First dot and step, across and down, of each pass of an interlaced picture (Adam7). */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const WHOLE = [[0, 0, 1, 1]] as const;

type Head = {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly interlaced: boolean;
};

/** What a PNG is made of; undefined when its parts don't hold together. */
const chunksOf = (file: Buffer): ReadonlyMap<string, Buffer> | undefined => {
  if (!file.subarray(0, 8).equals(SIGNATURE)) return undefined;
  const found = new Map<string, Buffer>();
  const content: Buffer[] = [];
  let at = 8;
  while (at + 12 <= file.length) {
    const length = file.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > file.length || crc32(file.subarray(at + 4, end - 4)) !== file.readUInt32BE(end - 4)) return undefined;
    const name = file.toString('latin1', at + 4, at + 8);
    const own = file.subarray(at + 8, end - 4);
    if (name === 'IDAT') content.push(own);
    else found.set(name, own);
    if (name === 'IEND') return content.length > 0 ? found.set('IDAT', Buffer.concat(content)) : found;
    at = end;
  }
  return undefined;
};

const headOf = (chunk: Buffer | undefined): Head | undefined => {
  if (chunk?.length !== 13) return undefined;
  const [depth = 0, colour = 0, packed, filtered, interlace = 0] = chunk.subarray(8);
  if (!DEPTHS[colour]?.includes(depth) || packed !== 0 || filtered !== 0 || interlace > 1) return undefined;
  const [width, height] = [chunk.readUInt32BE(0), chunk.readUInt32BE(4)];
  return width > 0 && height > 0 ? { width, height, depth, colour, interlaced: interlace === 1 } : undefined;
};

/** The neighbour that a Paeth filter foretells a byte by (PNG specification, 9.4). */
const paeth = (left: number, up: number, corner: number): number => {
  const estimate = left + up - corner;
  const [byLeft, byUp, byCorner] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
};

/** Takes the filter off a row in place. Answers false for a filter that there is not. */
const unfiltered = (filter: number, row: Buffer, above: Buffer, step: number): boolean => {
  if (filter > 4) return false;
  for (let i = 0; i < row.length; i++) {
    const left = i >= step ? row[i - step]! : 0;
    const up = above[i]!;
    const corner = i >= step ? above[i - step]! : 0;
    const foretold = [0, left, up, (left + up) >> 1, filter === 4 ? paeth(left, up, corner) : 0][filter]!;
    row[i] = row[i]! + foretold;
  }
  return true;
};

/** One sample of a row, as it is stored. Of 16 bits the upper eight are taken. */
const sampleAt = (row: Buffer, index: number, depth: number): number => {
  if (depth >= 8) return row[index * (depth >> 3)]!;
  const bit = index * depth;
  return (row[bit >> 3]! >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
};

/** The same with all its bits: what a file says of one colour that is clear is said of the whole of it. */
const wholeSampleAt = (row: Buffer, index: number, depth: number): number =>
  depth === 16 ? row.readUInt16BE(2 * index) : sampleAt(row, index, depth);

/** How a dot of a row is read as red, green, blue, opacity; undefined for a dot of a colour that the palette has not. */
const dotReader = ({ depth, colour }: Head, palette: Buffer, opacity: Buffer) => {
  const full = depth >= 8 ? 255 : (1 << depth) - 1;
  const samples = SAMPLES[colour]!;
  // of grey and RGB without opacity one colour may be clear: two bytes a sample
  const clear =
    (colour === 0 || colour === 2) && opacity.length === 2 * samples
      ? Array.from({ length: samples }, (_, i) => opacity.readUInt16BE(2 * i))
      : undefined;
  const opacityOf = (row: Buffer, x: number): number =>
    clear?.every((sample, i) => wholeSampleAt(row, x * samples + i, depth) === sample) ? 0 : 255;
  return (row: Buffer, x: number): readonly [number, number, number, number] | undefined => {
    const at = (i: number): number => sampleAt(row, x * samples + i, depth);
    const grey = (): number => Math.round((at(0) * 255) / full);
    switch (colour) {
      case 0:
        return [grey(), grey(), grey(), opacityOf(row, x)];
      case 2:
        return [at(0), at(1), at(2), opacityOf(row, x)];
      case 3: {
        const place = at(0) * 3;
        if (place + 2 >= palette.length) return undefined;
        return [palette[place]!, palette[place + 1]!, palette[place + 2]!, opacity[at(0)] ?? 255];
      }
      case 4:
        return [at(0), at(0), at(0), at(1)];
      default:
        return [at(0), at(1), at(2), at(3)];
    }
  };
};

/** Bytes that a row of so many dots takes, its filter's byte aside. */
const rowBytes = ({ depth, colour }: Head, dots: number): number => Math.ceil((dots * SAMPLES[colour]! * depth) / 8);

/** Rows worked on before others get their turn. */
const ROWS = 64;

/** The dots of a PNG of at most `most` of them; undefined for anything that is none. */
export const readPng = async (file: Buffer, most: number): Promise<Dots | 'tooBig' | undefined> => {
  const chunks = chunksOf(file);
  const head = headOf(chunks?.get('IHDR'));
  const content = chunks?.get('IDAT');
  if (!head || !content) return undefined;
  const { width, height, interlaced } = head;
  if (width * height > most) return 'tooBig';
  const passes = (interlaced ? PASSES : WHOLE).map(([x, y, right, down]) => ({
    ...{ x, y, right, down },
    across: Math.ceil((width - x) / right),
    rows: Math.ceil((height - y) / down),
  }));
  const needed = passes.reduce((sum, { across, rows }) => sum + (across > 0 ? Math.max(0, rows) * (rowBytes(head, across) + 1) : 0), 0);
  const packed = await unpack(content, { maxOutputLength: needed + 1 }).catch(() => undefined);
  if (packed?.length !== needed) return undefined;
  const step = Math.max(1, (SAMPLES[head.colour]! * head.depth) >> 3);
  const dotOf = dotReader(head, chunks?.get('PLTE') ?? Buffer.alloc(0), chunks?.get('tRNS') ?? Buffer.alloc(0));
  const rgba = new Uint8Array(width * height * 4);
  let at = 0;
  for (const { x, y, right, down, across, rows } of passes) {
    if (across <= 0) continue;
    let above: Buffer = Buffer.alloc(rowBytes(head, across));
    for (let r = 0; r < rows; r++) {
      if (r % ROWS === 0) await breathe();
      const row = packed.subarray(at + 1, at + 1 + above.length);
      if (!unfiltered(packed[at]!, row, above, step)) return undefined;
      at += above.length + 1;
      for (let i = 0; i < across; i++) {
        const dot = dotOf(row, i);
        if (!dot) return undefined;
        rgba.set(dot, ((y + r * down) * width + x + i * right) * 4);
      }
      above = row;
    }
  }
  return { width, height, rgba };
};

/** The same picture no wider and no higher than `side`: each dot is the mean of those that it stands for, weighed by their opacity. */
export const shrunk = async ({ width, height, rgba }: Dots, side: number): Promise<Dots> => {
  const scale = Math.min(1, side / Math.max(width, height));
  if (scale === 1) return { width, height, rgba };
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const small = new Uint8Array(w * h * 4);
  for (let y = 0; y < h; y++) {
    if (y % ROWS === 0) await breathe();
    const [top, bottom] = [Math.floor((y * height) / h), Math.max(Math.floor(((y + 1) * height) / h), Math.floor((y * height) / h) + 1)];
    for (let x = 0; x < w; x++) {
      const [left, right] = [Math.floor((x * width) / w), Math.max(Math.floor(((x + 1) * width) / w), Math.floor((x * width) / w) + 1)];
      let [red, green, blue, weight] = [0, 0, 0, 0];
      for (let v = top; v < bottom; v++) {
        for (let u = left; u < right; u++) {
          const at = (v * width + u) * 4;
          const opacity = rgba[at + 3]!;
          red += rgba[at]! * opacity;
          green += rgba[at + 1]! * opacity;
          blue += rgba[at + 2]! * opacity;
          weight += opacity;
        }
      }
      const mean = (sum: number): number => (weight === 0 ? 255 : Math.round(sum / weight));
      small.set([mean(red), mean(green), mean(blue), Math.round(weight / ((bottom - top) * (right - left)))], (y * w + x) * 4);
    }
  }
  return { width: w, height: h, rgba: small };
};

const chunk = (name: string, content: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
};

/** Dots as a PNG that says nothing but them. */
export const writePng = async ({ width, height, rgba }: Dots): Promise<Buffer> => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width * 4 + 1));
  // every row by what stands left of it (filter 1): flat colours pack to next to nothing
  for (let y = 0; y < height; y++) {
    const at = y * (width * 4 + 1);
    rows[at] = 1;
    for (let i = 0; i < width * 4; i++) {
      const here = y * width * 4 + i;
      rows[at + 1 + i] = rgba[here]! - (i >= 4 ? rgba[here - 4]! : 0);
    }
  }
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('IDAT', await pack(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
};
