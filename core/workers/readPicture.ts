import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import decodeJpeg, { init as initJpegDecoder } from '@jsquash/jpeg/decode.js';
import encodeJpeg, { init as initJpegEncoder } from '@jsquash/jpeg/encode.js';
import decodePng, { init as initPngDecoder } from '@jsquash/png/decode.js';
import encodePng, { init as initPngEncoder } from '@jsquash/png/encode.js';
import { imageSize } from 'image-size';
import { type HouseLogo, LOGO_SIDE } from '#shared/domain/houseStyle.ts';

/** Pixels row by row, each as red, green, blue and opacity. */
export type Pixels = { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number };

/** A logo for documents, or why the file is refused. */
export type PictureResult = { readonly logo: HouseLogo } | { readonly fault: 'noPicture' | 'pictureTooBig' };

const MAX_PIXELS = 6_000_000;
/** The largest written picture, bytes before base 64. */
const MAX_BYTES = 400_000;
const JPEG_QUALITY = 92;

// in a build, the codecs' binaries lie beside this file
const isBundled = !import.meta.url.endsWith('.ts');
const readBinary = (name: string, path: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(readFileSync(fileURLToPath(isBundled ? new URL(`./${name}`, import.meta.url) : import.meta.resolve(path))));

/** The codecs return pixels as the browser's ImageData, which Node does not have. */
const defineImageData = (): void => {
  const ImageData = class {
    readonly data: Uint8ClampedArray;
    readonly width: number;
    readonly height: number;
    constructor(data: Uint8ClampedArray, width: number, height: number) {
      this.data = data;
      this.width = width;
      this.height = height;
    }
  };
  Object.defineProperty(globalThis, 'ImageData', { value: ImageData, configurable: true });
};

const readPngPixels = async (file: Uint8Array<ArrayBuffer>): Promise<Pixels> => {
  defineImageData();
  await initPngDecoder(readBinary('png.wasm', '@jsquash/png/codec/pkg/squoosh_png_bg.wasm'));
  return decodePng(file.buffer);
};

/** Decodes a JPEG and rotates it by its EXIF orientation. */
const readJpegPixels = async (file: Uint8Array<ArrayBuffer>): Promise<Pixels> => {
  defineImageData();
  let isCutOff = false;
  await initJpegDecoder({
    wasmBinary: readBinary('jpegDecoder.wasm', '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'),
    // the decoder only warns of a truncated file, and fills the rest with grey
    printErr: (line: string) => {
      isCutOff ||= line.includes('Premature end');
    },
  });
  const pixels: Pixels = await decodeJpeg(file.buffer, { preserveOrientation: true });
  if (isCutOff) throw new Error('the JPEG ends early');
  return pixels;
};

/** Decodes a PNG or JPEG. The caller checks the size first. Throws for a damaged file. */
export const readPixels = (kind: HouseLogo['kind'], file: Uint8Array<ArrayBuffer>): Promise<Pixels> =>
  kind === 'png' ? readPngPixels(file) : readJpegPixels(file);

/** Encodes pixels without any metadata. */
export const writePixels = async (kind: HouseLogo['kind'], pixels: Pixels): Promise<Uint8Array> => {
  if (kind === 'png') {
    await initPngEncoder(readBinary('png.wasm', '@jsquash/png/codec/pkg/squoosh_png_bg.wasm'));
    return new Uint8Array(await encodePng(pixels as Parameters<typeof encodePng>[0]));
  }
  await initJpegEncoder({ wasmBinary: readBinary('jpegEncoder.wasm', '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm') });
  return new Uint8Array(await encodeJpeg(pixels as Parameters<typeof encodeJpeg>[0], { quality: JPEG_QUALITY }));
};

/** Shrinks a picture to at most `side` in width and height. Each pixel is the mean of those that it replaces, weighted by opacity. */
export const shrinkPixels = ({ data, width, height }: Pixels, side: number): Pixels => {
  const scale = Math.min(1, side / Math.max(width, height));
  if (scale === 1) return { data, width, height };
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const smallBytes = new Uint8ClampedArray(w * h * 4);
  for (let y = 0; y < h; y++) {
    const top = Math.floor((y * height) / h);
    const bottom = Math.max(Math.floor(((y + 1) * height) / h), top + 1);
    for (let x = 0; x < w; x++) {
      const left = Math.floor((x * width) / w);
      const right = Math.max(Math.floor(((x + 1) * width) / w), left + 1);
      let [red, green, blue, weight] = [0, 0, 0, 0];
      for (let v = top; v < bottom; v++) {
        for (let u = left; u < right; u++) {
          const at = (v * width + u) * 4;
          const opacity = data[at + 3]!;
          red += data[at]! * opacity;
          green += data[at + 1]! * opacity;
          blue += data[at + 2]! * opacity;
          weight += opacity;
        }
      }
      const mean = (sum: number): number => (weight === 0 ? 255 : Math.round(sum / weight));
      smallBytes.set([mean(red), mean(green), mean(blue), Math.round(weight / ((bottom - top) * (right - left)))], (y * w + x) * 4);
    }
  }
  return { data: smallBytes, width: w, height: h };
};

/** Reads kind and size of a file from its header; undefined if it is neither PNG nor JPEG. */
const readHeader = (file: Uint8Array): { readonly kind: HouseLogo['kind']; readonly pixels: number } | undefined => {
  try {
    const { type, width, height } = imageSize(file);
    return type === 'png' || type === 'jpg' ? { kind: type === 'png' ? 'png' : 'jpeg', pixels: width * height } : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Reads a PNG or JPEG and encodes its pixels again as a logo of at most LOGO_SIDE pixels a side, without any other content of the file.
 * Must run in its own thread: a hostile file can take long or exhaust the memory.
 */
export const readPicture = async (file: Uint8Array<ArrayBuffer>): Promise<PictureResult> => {
  const header = readHeader(file);
  if (!header || header.pixels === 0) return { fault: 'noPicture' };
  if (header.pixels > MAX_PIXELS) return { fault: 'pictureTooBig' };
  const { kind } = header;
  const pixels = await readPixels(kind, file).catch(() => undefined);
  if (!pixels) return { fault: 'noPicture' };
  const smallPicture = shrinkPixels(pixels, LOGO_SIDE);
  const writtenBytes = await writePixels(kind, smallPicture);
  if (writtenBytes.length > MAX_BYTES) return { fault: 'pictureTooBig' };
  return { logo: { kind, width: smallPicture.width, height: smallPicture.height, data: Buffer.from(writtenBytes).toString('base64') } };
};
