import { setImmediate } from 'node:timers/promises';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import type { ChartView } from '#shared/presentation/charts/table.ts';
import { chartSvg } from './charts.ts';
import { viewsOf } from './pictureTable.ts';
import { pngOf } from './raster.ts';

/** A view drawn once: sharp at every size as SVG, and as PNG for who does not read that. Width and height in points. */
export type Drawn = { readonly svg: string; readonly png: Uint8Array; readonly width: number; readonly height: number };

/** Pixels of the PNG for a point: twice and a quarter what a screen shows at its own size. */
const SHARP = 3;

/**
 * Every picture of a document drawn, those beside one another half as wide. `goOn` is called before each and may throw to give the document
 * up; other documents get their turn between two.
 */
export const drawnPictures = async (
  blocks: readonly SummaryBlock[],
  widths: { readonly whole: number; readonly half: number },
  goOn: () => void,
): Promise<ReadonlyMap<ChartView, Drawn>> => {
  const drawn = new Map<ChartView, Drawn>();
  for (const block of blocks) {
    const width = block.kind === 'beside' ? 'half' : 'whole';
    const wide = widths[width];
    for (const view of viewsOf(block)) {
      goOn();
      const { svg, height } = chartSvg(view, width, wide);
      drawn.set(view, { svg, png: await pngOf(svg, Math.round(wide * SHARP)), width: wide, height });
      await setImmediate();
    }
  }
  return drawn;
};
