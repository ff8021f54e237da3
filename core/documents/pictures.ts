import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import type { ChartView } from '#shared/presentation/charts/table.ts';
import { listViews } from './blockContent.ts';
import { chartSvg } from './chartDrawing.ts';

// in a build the renderer's binary is beside this file
const isBundled = !import.meta.url.endsWith('.ts');
const binary = fileURLToPath(isBundled ? new URL('./resvg.wasm', import.meta.url) : import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'));

let rendererLoaded: Promise<void> | undefined;

/** Renders an SVG without text as a PNG of a width in pixels. The renderer is loaded once per process. */
export const renderPng = async (svg: string, width: number): Promise<Uint8Array> => {
  rendererLoaded ??= initWasm(readFileSync(binary));
  await rendererLoaded;
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

/** A drawn chart as SVG, and as PNG for programs that do not read SVG. Width and height in points. */
export type DrawnPicture = { readonly svg: string; readonly png: Uint8Array; readonly width: number; readonly height: number };

/** Pixels of the PNG per point: 216 pixels per inch. */
const PIXELS_PER_POINT = 3;

/**
 * Draws every picture of a document; pictures side by side have half the width. `throwIfStopped` is called before each picture. Yields to
 * other documents after each.
 */
export const drawPictures = async (
  blocks: readonly SummaryBlock[],
  widths: { readonly whole: number; readonly half: number },
  throwIfStopped: () => void,
): Promise<ReadonlyMap<ChartView, DrawnPicture>> => {
  const pictures = new Map<ChartView, DrawnPicture>();
  for (const block of blocks) {
    const width = block.kind === 'beside' ? 'half' : 'whole';
    const pictureWidth = widths[width];
    for (const view of listViews(block)) {
      throwIfStopped();
      const { svg, height } = chartSvg(view, width, pictureWidth);
      pictures.set(view, { svg, png: await renderPng(svg, Math.round(pictureWidth * PIXELS_PER_POINT)), width: pictureWidth, height });
      await setImmediate();
    }
  }
  return pictures;
};
