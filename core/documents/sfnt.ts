import { inflateSync } from 'node:zlib';

const WOFF = { header: 44, entry: 20 } as const;
const SFNT = { header: 12, entry: 16 } as const;

const aligned = (length: number): number => (length + 3) & ~3;

/**
 * The plain font in a WOFF 1.0 file (W3C recommendation of 2012, sections 3 to 5): its tables unpacked, in a directory of their own. Whoever
 * reads glyphs one by one out of the packed file unpacks the whole table for each: a tenth of a second for every Chinese character.
 */
export const sfntOf = (woff: Buffer): Buffer => {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new TypeError('not a WOFF 1.0 font');
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, index) => {
    const at = WOFF.header + index * WOFF.entry;
    const [offset, packed, length] = [woff.readUInt32BE(at + 4), woff.readUInt32BE(at + 8), woff.readUInt32BE(at + 12)];
    const stored = woff.subarray(offset, offset + packed);
    return { tag: woff.subarray(at, at + 4), checksum: woff.readUInt32BE(at + 16), data: packed < length ? inflateSync(stored) : stored };
  });
  const directory = SFNT.header + count * SFNT.entry;
  const font = Buffer.alloc(directory + tables.reduce((sum, { data }) => sum + aligned(data.length), 0));
  // the largest power of two that is no more than the count of tables, as searches want it
  const selector = Math.floor(Math.log2(count));
  woff.copy(font, 0, 4, 8);
  font.writeUInt16BE(count, 4);
  font.writeUInt16BE(16 * 2 ** selector, 6);
  font.writeUInt16BE(selector, 8);
  font.writeUInt16BE(16 * (count - 2 ** selector), 10);
  let free = directory;
  for (const [index, { tag, checksum, data }] of tables.entries()) {
    const at = SFNT.header + index * SFNT.entry;
    tag.copy(font, at);
    font.writeUInt32BE(checksum, at + 4);
    font.writeUInt32BE(free, at + 8);
    font.writeUInt32BE(data.length, at + 12);
    data.copy(font, free);
    free += aligned(data.length);
  }
  return font;
};
