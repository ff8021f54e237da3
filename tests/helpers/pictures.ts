import { crc32, deflateSync } from 'node:zlib';

type Pixel = readonly [red: number, green: number, blue: number, opacity: number];

const encodeChunk = (name: string, content: Buffer): Buffer => {
  const namedContent = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(content.length, 0);
  numbers.writeUInt32BE(crc32(namedContent), 4);
  return Buffer.concat([numbers.subarray(0, 4), namedContent, numbers.subarray(4)]);
};

/** Encodes a PNG of compressed rows, with a comment as metadata. */
export const encodePng = (picture: {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly content: Buffer;
  readonly interlaced?: boolean;
  readonly palette?: Buffer;
  /** Content of the tRNS chunk. */
  readonly opacity?: Buffer;
  /** Bytes per IDAT chunk; by default one chunk. */
  readonly part?: number;
}): Buffer => {
  const { content, part = content.length } = picture;
  const parts = Array.from({ length: Math.ceil(content.length / part) }, (_, i) => content.subarray(i * part, (i + 1) * part));
  const head = Buffer.alloc(13);
  head.writeUInt32BE(picture.width, 0);
  head.writeUInt32BE(picture.height, 4);
  head.set([picture.depth, picture.colour, 0, 0, picture.interlaced ? 1 : 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    encodeChunk('IHDR', head),
    encodeChunk('tEXt', Buffer.from('Comment\0made at the desk of somebody', 'latin1')),
    ...(picture.palette ? [encodeChunk('PLTE', picture.palette)] : []),
    ...(picture.opacity ? [encodeChunk('tRNS', picture.opacity)] : []),
    ...parts.map((bytes) => encodeChunk('IDAT', bytes)),
    encodeChunk('IEND', Buffer.alloc(0)),
  ]);
};

/** Creates a PNG of one colour. */
export const createPng = (width: number, height: number, pixel: Pixel): Buffer => {
  const row = Buffer.from([0, ...Array.from({ length: width }, () => pixel).flat()]);
  const content = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return encodePng({ width, height, depth: 8, colour: 6, content });
};

const encodeSegment = (marker: number, content: readonly number[]): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, Buffer.from(content)]);
};

/** Encodes EXIF with the orientation only (tag 0x0112), little-endian. */
const encodeOrientation = (orientation: number): readonly number[] => [
  ...Buffer.from('Exif\0\0II*\0', 'latin1'),
  ...[8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0],
];

/** Creates a grey baseline JPEG of mean brightness with a comment and an EXIF orientation. */
export const createJpeg = (width: number, height: number, orientation = 1): Buffer => {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  // one code of one bit per table: "no difference" and "end of block", so that a block is two zero bits
  const table = (kind: number) => encodeSegment(0xc4, [kind, 1, ...new Array<number>(15).fill(0), 0]);
  const scan = Buffer.alloc(Math.ceil((blocks * 2) / 8), 0);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    encodeSegment(0xe1, encodeOrientation(orientation)),
    encodeSegment(0xfe, [...Buffer.from('made at the desk of somebody', 'latin1')]),
    encodeSegment(0xdb, [0, ...new Array<number>(64).fill(1)]),
    encodeSegment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]),
    table(0x00),
    table(0x10),
    encodeSegment(0xda, [1, 1, 0, 0, 63, 0]),
    scan,
    Buffer.from([0xff, 0xd9]),
  ]);
};
