import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readPixels } from '../core/workers/readPicture.ts';
import { root } from '../tests/helpers/app.ts';

const icons = join(root, 'packaging', 'icons');
const read = (name: string): Buffer => readFileSync(join(icons, name));

const decodePng = async (png: Uint8Array): Promise<Uint8Array> => Uint8Array.from((await readPixels('png', Uint8Array.from(png))).data);

/** Pixels of an ARGB entry: four planes in runs. A control byte n < 128 precedes n + 1 bytes, any other a byte that is repeated n - 125 times. */
const decodePlanes = (data: Buffer, size: number): Uint8Array => {
  expect(data.toString('latin1', 0, 4)).toBe('ARGB');
  const bytes: number[] = [];
  for (let at = 4; at < data.length; ) {
    const control = data[at]!;
    if (control < 128) bytes.push(...data.subarray(at + 1, at + 2 + control));
    else bytes.push(...Array<number>(control - 125).fill(data[at + 1]!));
    at += control < 128 ? control + 2 : 2;
  }
  expect(bytes).toHaveLength(4 * size * size);
  const plane = (n: number, i: number): number => bytes[n * size * size + i]!;
  return Uint8Array.from({ length: 4 * size * size }, (_, index) => plane([1, 2, 3, 0][index % 4]!, index >> 2));
};

/** Entries of a macOS icon and their sizes in pixels, as Apple's iconutil writes them. */
const KINDS = { ic04: 16, ic05: 32, ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic11: 32, ic12: 64, ic13: 256, ic14: 512 } as const;

it('every entry of the macOS icon has the picture of its size, the small ones as planes', async () => {
  const icns = read('icon.icns');
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
  const entries = new Map<string, Buffer>();
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
    entries.set(icns.toString('latin1', at, at + 4), icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)));
  expect([...entries.keys()]).toEqual(Object.keys(KINDS));

  for (const [kind, size] of Object.entries(KINDS)) {
    const data = entries.get(kind)!;
    const isPlanes = size < 64 && kind !== 'ic11';
    const pixels = isPlanes ? decodePlanes(data, size) : await decodePng(data);
    if (!isPlanes) expect([kind, data.readUInt32BE(16), data.readUInt32BE(20)]).toEqual([kind, size, size]);
    const alphaAt = (x: number, y: number): number => pixels[4 * (y * size + x) + 3]!;
    // transparent corners, opaque centre
    expect([kind, alphaAt(0, 0), alphaAt(size - 1, size - 1), alphaAt(size >> 1, size >> 1)]).toEqual([kind, 0, 0, 255]);
  }
  // both formats have the same picture
  expect(decodePlanes(entries.get('ic05')!, 32)).toEqual(await decodePng(entries.get('ic11')!));
});

it('pictures exist in every size, and the Windows icon contains them', () => {
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) {
    const png = read(`${size}x${size}.png`);
    expect([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', size, size]);
  }
  const ico = read('icon.ico');
  const inIco = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const [at, size] = [ico.readUInt32LE(6 + 16 * index + 12), ico.readUInt8(6 + 16 * index) || 256];
    // the header of a bitmap has twice the height, because of the mask
    return size === 256 ? ico.subarray(at).readUInt32BE(16) : ico.readInt32LE(at + 8) / 2;
  });
  expect(inIco).toEqual([16, 24, 32, 48, 64, 128, 256]);
  expect(ico.subarray(-read('256x256.png').length)).toEqual(read('256x256.png'));
  expect(existsSync(join(root, 'renderer', 'public', 'icon.svg'))).toBe(true);
});
