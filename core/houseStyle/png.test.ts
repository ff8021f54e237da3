import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pngFile } from '../../tests/helpers/pictures.ts';
import { readPng, shrunk, writePng } from './png.ts';

const MOST = 1_000_000;

/** Puts a filter on a row as the specification's table says: what is stored is the byte less what foretells it. */
const filtered = (filter: number, row: readonly number[], above: readonly number[], step: number): readonly number[] =>
  row.map((byte, i) => {
    const [left, up, corner] = [row[i - step] ?? 0, above[i] ?? 0, i >= step ? (above[i - step] ?? 0) : 0];
    const p = left + up - corner;
    const [pa, pb, pc] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
    const nearest = pa <= pb && pa <= pc ? left : pb <= pc ? up : corner;
    return (byte - [0, left, up, Math.floor((left + up) / 2), nearest][filter]! + 512) % 256;
  });

const packed = (rows: readonly (readonly number[])[], filters: readonly number[], step: number): Buffer =>
  deflateSync(
    Buffer.from(
      rows.flatMap((row, y) => [filters[y % filters.length]!, ...filtered(filters[y % filters.length]!, row, rows[y - 1] ?? [], step)]),
    ),
  );

const byte = fc.integer({ min: 0, max: 255 });

it('a picture in any colour type and under any filter is read dot by dot', async () => {
  const cases = [
    { colour: 0, samples: 1, dot: ([v = 0]: readonly number[]) => [v, v, v, 255] },
    { colour: 2, samples: 3, dot: ([r = 0, g = 0, b = 0]: readonly number[]) => [r, g, b, 255] },
    { colour: 4, samples: 2, dot: ([v = 0, a = 0]: readonly number[]) => [v, v, v, a] },
    { colour: 6, samples: 4, dot: ([r = 0, g = 0, b = 0, a = 0]: readonly number[]) => [r, g, b, a] },
  ];
  const picture = fc.constantFrom(...cases).chain((kind) =>
    fc.integer({ min: 1, max: 9 }).chain((width) =>
      fc.record({
        kind: fc.constant(kind),
        width: fc.constant(width),
        filters: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }),
        rows: fc.array(fc.array(byte, { minLength: width * kind.samples, maxLength: width * kind.samples }), {
          minLength: 1,
          maxLength: 7,
        }),
      }),
    ),
  );
  await fc.assert(
    fc.asyncProperty(picture, async ({ kind, width, filters, rows }) => {
      const file = pngFile({ width, height: rows.length, depth: 8, colour: kind.colour, content: packed(rows, filters, kind.samples) });
      const read = await readPng(file, MOST);
      if (typeof read !== 'object') throw new Error('not read');
      const wanted = rows.flatMap((row) =>
        Array.from({ length: width }, (_, x) => kind.dot(row.slice(x * kind.samples, (x + 1) * kind.samples))).flat(),
      );
      expect([...read.rgba]).toEqual(wanted);
      expect(await readPng(await writePng(read), MOST)).toEqual(read);
    }),
    { numRuns: 60 },
  );
});

it('a palette of two bits and an interlaced picture are read as they look', async () => {
  const palette = Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255]);
  const file = pngFile({ width: 3, height: 1, depth: 2, colour: 3, content: deflateSync(Buffer.from([0, 0b00011000])), palette });
  expect(await readPng(file, MOST)).toEqual({
    width: 3,
    height: 1,
    rgba: new Uint8Array([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255]),
  });
  // passes of a 2 x 2: the corner, right of it, the row below
  const interlaced = pngFile({
    width: 2,
    height: 2,
    depth: 8,
    colour: 0,
    interlaced: true,
    content: deflateSync(Buffer.from([0, 10, 0, 20, 0, 30, 40])),
  });
  const read = await readPng(interlaced, MOST);
  expect(typeof read === 'object' && [...read.rgba].filter((_, i) => i % 4 === 0)).toEqual([10, 20, 30, 40]);
  // a dot of a colour that the palette has not
  expect(
    await readPng(pngFile({ width: 1, height: 1, depth: 2, colour: 3, content: deflateSync(Buffer.from([0, 0b11000000])), palette }), MOST),
  ).toBeUndefined();
});

it('the one colour of a grey or RGB picture that its file says is clear is clear, and all its bits count', async () => {
  const opacities = async (depth: number, colour: number, row: readonly number[], width: number, opacity: readonly number[]) => {
    const content = deflateSync(Buffer.from([0, ...row]));
    const read = await readPng(pngFile({ width, height: 1, depth, colour, content, opacity: Buffer.from(opacity) }), MOST);
    return typeof read === 'object' ? [...read.rgba].filter((_, i) => i % 4 === 3) : undefined;
  };
  expect(await opacities(8, 0, [255, 254], 2, [0, 255])).toEqual([0, 255]);
  expect(await opacities(2, 0, [0b11100000], 2, [0, 3])).toEqual([0, 255]);
  expect(await opacities(8, 2, [1, 2, 3, 1, 2, 4], 2, [0, 1, 0, 2, 0, 3])).toEqual([0, 255]);
  // the lower eight of sixteen bits tell the two apart
  expect(await opacities(16, 0, [1, 7, 1, 8], 2, [1, 7])).toEqual([0, 255]);
});

it('a picture whose content comes in parts of a byte each is read as if it came in one', async () => {
  const rows = Array.from({ length: 40 }, (_, y) => [0, ...Array.from({ length: 30 }, (_, x) => (x * y * 7) % 256)]);
  const picture = { width: 30, height: 40, depth: 8, colour: 0, content: deflateSync(Buffer.from(rows.flat())) };
  expect(await readPng(pngFile({ ...picture, part: 1 }), MOST)).toEqual(await readPng(pngFile(picture), MOST));
});

it('more unpacked than the picture has, or less, is no picture', async () => {
  for (const bytes of [4, 7, 5_000_000]) {
    expect(
      await readPng(pngFile({ width: 2, height: 2, depth: 8, colour: 0, content: deflateSync(Buffer.alloc(bytes)) }), MOST),
    ).toBeUndefined();
  }
  expect(await readPng(pngFile({ width: 2000, height: 2000, depth: 8, colour: 0, content: deflateSync(Buffer.alloc(1)) }), MOST)).toBe(
    'tooBig',
  );
});

it('a smaller picture keeps the mean of its colours, and what is clear weighs nothing', async () => {
  const rgba = new Uint8Array([200, 0, 0, 255, 0, 0, 0, 0, 100, 0, 0, 255, 0, 0, 0, 0]);
  const small = await shrunk({ width: 4, height: 1, rgba }, 2);
  expect([small.width, small.height]).toEqual([2, 1]);
  expect([...small.rgba]).toEqual([200, 0, 0, 128, 100, 0, 0, 128]);
});
