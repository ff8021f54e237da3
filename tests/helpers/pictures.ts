import { crc32, deflateSync } from 'node:zlib';

type Dot = readonly [red: number, green: number, blue: number, opacity: number];

const chunk = (name: string, content: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(content.length, 0);
  numbers.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([numbers.subarray(0, 4), named, numbers.subarray(4)]);
};

/** A PNG of packed rows, with a comment of where it was made. */
export const pngFile = (picture: {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly content: Buffer;
  readonly interlaced?: boolean;
  readonly palette?: Buffer;
  /** What it says of opacity beside its dots. */
  readonly opacity?: Buffer;
  /** Bytes of a part of the content; all in one part unless given. */
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
    chunk('IHDR', head),
    chunk('tEXt', Buffer.from('Comment\0made at the desk of somebody', 'latin1')),
    ...(picture.palette ? [chunk('PLTE', picture.palette)] : []),
    ...(picture.opacity ? [chunk('tRNS', picture.opacity)] : []),
    ...parts.map((one) => chunk('IDAT', one)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

/** A PNG of one colour. */
export const pngOf = (width: number, height: number, dot: Dot): Buffer => {
  const row = Buffer.from([0, ...Array.from({ length: width }, () => dot).flat()]);
  const content = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return pngFile({ width, height, depth: 8, colour: 6, content });
};

const segment = (marker: number, content: readonly number[]): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, Buffer.from(content)]);
};

/** EXIF that says only how the picture is to be turned (tag 0x0112), numbers lowest byte first. */
const turning = (orientation: number): readonly number[] => [
  ...Buffer.from('Exif\0\0II*\0', 'latin1'),
  ...[8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0],
];

/** A grey baseline JPEG whose blocks all are of mean brightness, with a comment of where it was made, to be turned as EXIF numbers it. */
export const jpegOf = (width: number, height: number, orientation = 1): Buffer => {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  // one code of one bit in each table: "no difference" and "end of block", so that a block is two zeros
  const table = (kind: number) => segment(0xc4, [kind, 1, ...new Array<number>(15).fill(0), 0]);
  const scan = Buffer.alloc(Math.ceil((blocks * 2) / 8), 0);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, turning(orientation)),
    segment(0xfe, [...Buffer.from('made at the desk of somebody', 'latin1')]),
    segment(0xdb, [0, ...new Array<number>(64).fill(1)]),
    segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]),
    table(0x00),
    table(0x10),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    scan,
    Buffer.from([0xff, 0xd9]),
  ]);
};
