import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createJpeg, createPng, encodePng } from '../../tests/helpers/pictures.ts';
import { readPictureInThread } from './pictureClient.ts';
import { readPicture, readPixels, shrinkPixels, writePixels } from './readPicture.ts';

/** Pixels of a PNG as numbers, undefined if it is refused. */
const readPng = async (file: Uint8Array): Promise<readonly number[] | undefined> => {
  const read = await readPixels('png', Uint8Array.from(file)).catch(() => undefined);
  return read && [...read.data];
};

const readFile = (file: Uint8Array) => readPicture(Uint8Array.from(file));

/** Filters a row as the PNG specification says (section 9): each byte is stored minus its prediction. */
const filterRow = (filter: number, row: readonly number[], previousRow: readonly number[], step: number): readonly number[] =>
  row.map((byte, i) => {
    const [left, up, corner] = [row[i - step] ?? 0, previousRow[i] ?? 0, i >= step ? (previousRow[i - step] ?? 0) : 0];
    const p = left + up - corner;
    const [pa, pb, pc] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
    const nearestByte = pa <= pb && pa <= pc ? left : pb <= pc ? up : corner;
    return (byte - [0, left, up, Math.floor((left + up) / 2), nearestByte][filter]! + 512) % 256;
  });

const pack = (rows: readonly (readonly number[])[], filters: readonly number[], step: number): Buffer =>
  deflateSync(
    Buffer.from(
      rows.flatMap((row, y) => [filters[y % filters.length]!, ...filterRow(filters[y % filters.length]!, row, rows[y - 1] ?? [], step)]),
    ),
  );

const byte = fc.integer({ min: 0, max: 255 });

it('decodes every colour type and every filter exactly', async () => {
  const cases = [
    { colour: 0, samples: 1, pixel: ([v = 0]: readonly number[]) => [v, v, v, 255] },
    { colour: 2, samples: 3, pixel: ([r = 0, g = 0, b = 0]: readonly number[]) => [r, g, b, 255] },
    { colour: 4, samples: 2, pixel: ([v = 0, a = 0]: readonly number[]) => [v, v, v, a] },
    { colour: 6, samples: 4, pixel: ([r = 0, g = 0, b = 0, a = 0]: readonly number[]) => [r, g, b, a] },
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
      const file = encodePng({ width, height: rows.length, depth: 8, colour: kind.colour, content: pack(rows, filters, kind.samples) });
      const expectedPixels = rows.flatMap((row) =>
        Array.from({ length: width }, (_, x) => kind.pixel(row.slice(x * kind.samples, (x + 1) * kind.samples))).flat(),
      );
      expect(await readPng(file)).toEqual(expectedPixels);
      const pngBytes = await writePixels('png', { width, height: rows.length, data: Uint8ClampedArray.from(expectedPixels) });
      expect(await readPng(pngBytes)).toEqual(expectedPixels);
    }),
    { numRuns: 60 },
  );
});

it('decodes a palette of two bits and an interlaced picture', async () => {
  const palette = Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255]);
  const file = encodePng({ width: 3, height: 1, depth: 2, colour: 3, content: deflateSync(Buffer.from([0, 0b00011000])), palette });
  expect(await readPng(file)).toEqual([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255]);
  // passes of a 2 x 2 picture: the first pixel, the one to its right, the row below
  const content = deflateSync(Buffer.from([0, 10, 0, 20, 0, 30, 40]));
  const interlacedPng = await readPng(encodePng({ width: 2, height: 2, depth: 8, colour: 0, interlaced: true, content }));
  expect(interlacedPng?.filter((_, i) => i % 4 === 0)).toEqual([10, 20, 30, 40]);
});

it('makes the transparent colour of a grey or RGB picture transparent and compares all its bits', async () => {
  const opacities = async (depth: number, colour: number, row: readonly number[], width: number, opacity: readonly number[]) => {
    const content = deflateSync(Buffer.from([0, ...row]));
    const pixels = await readPng(encodePng({ width, height: 1, depth, colour, content, opacity: Buffer.from(opacity) }));
    return pixels?.filter((_, i) => i % 4 === 3);
  };
  expect(await opacities(8, 0, [255, 254], 2, [0, 255])).toEqual([0, 255]);
  expect(await opacities(2, 0, [0b11100000], 2, [0, 3])).toEqual([0, 255]);
  expect(await opacities(8, 2, [1, 2, 3, 1, 2, 4], 2, [0, 1, 0, 2, 0, 3])).toEqual([0, 255]);
  // only the lower eight of sixteen bits differ
  expect(await opacities(16, 0, [1, 7, 1, 8], 2, [1, 7])).toEqual([0, 255]);
});

it('decodes a picture whose content is divided into parts of one byte', async () => {
  const rows = Array.from({ length: 40 }, (_, y) => [0, ...Array.from({ length: 30 }, (_, x) => (x * y * 7) % 256)]);
  const picture = { width: 30, height: 40, depth: 8, colour: 0, content: deflateSync(Buffer.from(rows.flat())) };
  expect(await readPng(encodePng({ ...picture, part: 1 }))).toEqual(await readPng(encodePng(picture)));
});

it('refuses a picture with too little content and never unpacks more than the picture needs', async () => {
  const square = (bytes: number) =>
    encodePng({ width: 2, height: 2, depth: 8, colour: 0, content: deflateSync(Buffer.alloc(bytes), { level: 1 }) });
  expect(await readPng(square(4))).toBeUndefined();
  const bomb = square(300_000_000);
  const before = process.memoryUsage().rss;
  expect(await readPng(bomb)).toHaveLength(16);
  expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
});

it('refuses more than six million pixels by the header alone', async () => {
  const content = deflateSync(Buffer.alloc(1));
  expect(await readFile(encodePng({ width: 3000, height: 3000, depth: 8, colour: 0, content }))).toEqual({ fault: 'pictureTooBig' });
  expect(await readFile(createJpeg(3000, 3000).subarray(0, 400))).toEqual({ fault: 'pictureTooBig' });
});

it('rotates a JPEG according to its EXIF orientation', async () => {
  for (const [orientation, width, height] of [
    [1, 16, 8],
    [3, 16, 8],
    [6, 8, 16],
    [8, 8, 16],
  ] as const) {
    expect(await readFile(createJpeg(16, 8, orientation))).toMatchObject({ logo: { kind: 'jpeg', width, height } });
  }
});

it('refuses a JPEG that ends early', async () => {
  expect(await readFile(createJpeg(160, 80).subarray(0, -20))).toEqual({ fault: 'noPicture' });
});

it('shrinks a picture to the mean of its colours, weighted by opacity', () => {
  const data = Uint8ClampedArray.from([200, 0, 0, 255, 0, 0, 0, 0, 100, 0, 0, 255, 0, 0, 0, 0]);
  expect(shrinkPixels({ width: 4, height: 1, data }, 2)).toEqual({
    width: 2,
    height: 1,
    data: Uint8ClampedArray.from([200, 0, 0, 128, 100, 0, 0, 128]),
  });
});

it('stops a thread that does not answer in time and refuses the file', async () => {
  const silentModule = new URL('../../tests/helpers/busyCore.ts', import.meta.url);
  expect(await readPictureInThread(createPng(8, 8, [1, 2, 3, 255]), silentModule, 50)).toEqual({ fault: 'pictureTooBig' });
  expect(await readPictureInThread(createPng(8, 8, [1, 2, 3, 255]))).toMatchObject({ logo: { kind: 'png', width: 8, height: 8 } });
});
