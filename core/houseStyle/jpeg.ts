/** Markers that stand alone, without a length. */
const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/** Frames that PDF, Word and Excel show: baseline, extended and progressive. */
const FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);

/** Segments that make the picture: tables, frame, scan. All others (EXIF, profiles, previews, comments) tell of where it came from. */
const KEPT: ReadonlySet<number> = new Set([...FRAMES, 0xc4, 0xdb, 0xdd, 0xda]);
/** How the colours of a picture are meant, without which some come out inverted. */
const ADOBE = 0xee;
/** Says how the picture is turned, beside much that tells of where it came from. */
const EXIF = 0xe1;

/** `turned`: the file says that what it holds is to be turned or mirrored before it is shown. */
export type Jpeg = { readonly width: number; readonly height: number; readonly turned: boolean; readonly file: Buffer };

const ORIENTATION = 0x0112;

/** Whether EXIF (what its segment holds) has an orientation other than upright: an entry of 12 bytes in the first directory of a TIFF. */
const isTurned = (exif: Buffer): boolean => {
  const tiff = exif.subarray(6);
  if (exif.toString('latin1', 0, 6) !== 'Exif\0\0' || tiff.length < 8) return false;
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const number = (at: number): number => {
    if (at + 2 > tiff.length) return 0;
    return isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  };
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let entry = 0; entry < number(directory); entry++) {
    const at = directory + 2 + 12 * entry;
    if (number(at) === ORIENTATION) return number(at + 8) > 1;
  }
  return false;
};

/** Where the data of a scan ends: at the next marker that is neither a stuffed byte nor a restart. */
const endOfScan = (file: Buffer, from: number): number => {
  for (let at = from; at + 1 < file.length; at++) {
    if (file[at] === 0xff && file[at + 1] !== 0x00 && file[at + 1] !== 0xff && !isAlone(file[at + 1]!)) return at;
  }
  return file.length;
};

/** A JPEG without anything that its file said beside the picture; undefined for anything that is none, or is printed in four inks. */
export const readJpeg = (file: Buffer): Jpeg | undefined => {
  if (file[0] !== 0xff || file[1] !== 0xd8) return undefined;
  const kept: Buffer[] = [file.subarray(0, 2)];
  let size: { readonly width: number; readonly height: number } | undefined;
  let scanned = false;
  let turned = false;
  let at = 2;
  while (at + 2 <= file.length && file[at] === 0xff) {
    const marker = file[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xd9)
      return size && scanned ? { ...size, turned, file: Buffer.concat([...kept, file.subarray(at, at + 2)]) } : undefined;
    if (isAlone(marker)) {
      at += 2;
      continue;
    }
    if (at + 4 > file.length) return undefined;
    const length = file.readUInt16BE(at + 2);
    let end = at + 2 + length;
    if (length < 2 || end > file.length) return undefined;
    if (marker === EXIF) turned ||= isTurned(file.subarray(at + 4, end));
    if (FRAMES.has(marker)) {
      const [depth, parts] = [file[at + 4], file[at + 9]];
      if (size || length < 8 || depth !== 8 || (parts !== 1 && parts !== 3)) return undefined;
      size = { height: file.readUInt16BE(at + 5), width: file.readUInt16BE(at + 7) };
      if (size.width === 0 || size.height === 0) return undefined;
    } else if (marker >= 0xc3 && marker <= 0xcf && marker !== 0xc4) return undefined;
    if (marker === 0xda) {
      if (!size) return undefined;
      end = endOfScan(file, end);
      scanned = true;
    }
    if (KEPT.has(marker) || (marker === ADOBE && length >= 14 && file.toString('latin1', at + 4, at + 9) === 'Adobe'))
      kept.push(file.subarray(at, end));
    at = end;
  }
  return undefined;
};
