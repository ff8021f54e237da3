import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

// built, the renderer's binary lies beside this file
const bundled = !import.meta.url.endsWith('.ts');
const binary = fileURLToPath(bundled ? new URL('./resvg.wasm', import.meta.url) : import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'));

let ready: Promise<void> | undefined;

/** An SVG without text as PNG, so many pixels wide. The renderer is loaded once a process. */
export const pngOf = async (svg: string, width: number): Promise<Uint8Array> => {
  ready ??= initWasm(readFileSync(binary));
  await ready;
  const drawing = new Resvg(svg, { fitTo: { mode: 'width', value: width }, font: { loadSystemFonts: false } });
  try {
    const image = drawing.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    drawing.free();
  }
};
