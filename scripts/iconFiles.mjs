// Writes the container formats of icons: .ico of Windows and .icns of macOS.

/** @typedef {{ readonly size: number, readonly png: Buffer, readonly rgba: Uint8Array }} Picture A square picture as PNG and as rows of red, green, blue, alpha from the top. */

/** Writes a picture as a bitmap of an icon: header with twice the height, rows of blue, green, red, alpha from the bottom, an empty mask. */
const writeBitmap = (/** @type {Picture} */ { size, rgba }) => {
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(size, 4);
  header.writeInt32LE(2 * size, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const pixels = Buffer.alloc(4 * size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = 4 * ((size - 1 - y) * size + x);
      const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(from, from + 4);
      pixels.set([blue, green, red, alpha], 4 * (y * size + x));
    }
  }
  // one bit per pixel, rows padded to four bytes; all zero, because the alpha channel is used instead
  const mask = Buffer.alloc(Math.ceil(size / 32) * 4 * size);
  header.writeUInt32LE(pixels.length + mask.length, 20);
  return Buffer.concat([header, pixels, mask]);
};

/**
 * Writes a Windows icon. 256 pixels are stored as PNG, which Windows requires; smaller ones as bitmaps, which installers read too.
 * Source: Microsoft, "Icons" (ICONDIR, ICONDIRENTRY), and BITMAPINFOHEADER.
 * @param {readonly Picture[]} pictures of at most 256 pixels
 */
export const writeIco = (pictures) => {
  const images = pictures.map((picture) => (picture.size === 256 ? picture.png : writeBitmap(picture)));
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ size }, index) => {
    const at = 6 + 16 * index;
    const bytes = images[index]?.length ?? 0;
    // 256 is written as 0
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(bytes, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += bytes;
  });
  return Buffer.concat([head, ...images]);
};

/** Writes a picture as four planes of alpha, red, green, blue, each in uncompressed runs of at most 128 bytes. */
const writeArgb = (/** @type {Picture} */ { rgba }) => {
  const planes = [3, 0, 1, 2].flatMap((channel) => {
    const plane = Buffer.from(rgba.filter((_, index) => index % 4 === channel));
    const runs = [];
    for (let at = 0; at < plane.length; at += 128) {
      const run = plane.subarray(at, at + 128);
      runs.push(Buffer.from([run.length - 1]), run);
    }
    return runs;
  });
  return Buffer.concat([Buffer.from('ARGB'), ...planes]);
};

/** Types of the pictures in a macOS icon and their sizes in pixels, for normal and high-density screens. */
const ICNS_KINDS = /** @type {const} */ ([
  ['ic04', 16],
  ['ic05', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
]);

/**
 * Writes a macOS icon. 16 and 32 pixels for normal screens are ARGB planes, all others PNG.
 * Source: the layout that Apple's iconutil writes.
 * @param {readonly Picture[]} pictures of 16, 32, 64, 128, 256, 512 and 1024 pixels
 */
export const writeIcns = (pictures) => {
  const entries = ICNS_KINDS.flatMap(([kind, size]) => {
    const picture = pictures.find((candidate) => candidate.size === size);
    if (!picture) throw new Error(`an .icns needs a picture of ${size} pixels`);
    const data = kind === 'ic04' || kind === 'ic05' ? writeArgb(picture) : picture.png;
    const head = Buffer.alloc(8, kind);
    head.writeUInt32BE(8 + data.length, 4);
    return [head, data];
  });
  const body = Buffer.concat(entries);
  const head = Buffer.alloc(8, 'icns');
  head.writeUInt32BE(8 + body.length, 4);
  return Buffer.concat([head, body]);
};
