import type { HeatView } from '#shared/presentation/charts/heat.ts';
import { contrastRatio } from '#shared/units/contrast.ts';
import { formatNumber } from '#shared/units/format.ts';
import { roleColour } from '../../theme/roles.ts';
import type { SchemeColours } from '../../theme/tokens.ts';
import { cutText, drawText, textWidth } from './paint.ts';

// lengths in px
const ROW = 24;
const HEAD = 26;
const NAME_ROOM = 210;
const GAP = 12;

/** Returns the height of the picture, px. */
export const heatHeight = (view: HeatView): number => HEAD + view.rows.length * ROW + 2;

/** Returns the colour of a value in the sequential palette, by its square root, so that small values differ too. */
const backgroundOf = ({ sequential }: SchemeColours, value: number, largestValue: number): string => {
  const step = Math.min(sequential.length - 1, Math.floor(Math.sqrt(Math.max(0, value) / (largestValue || 1)) * sequential.length));
  return sequential[step] ?? sequential[0] ?? '';
};

/** Draws rows by columns; each cell has its number in a text colour with enough contrast. */
export const drawHeat = (view: HeatView, ctx: CanvasRenderingContext2D, width: number, colours: SchemeColours): void => {
  const names = view.rows.map(({ label }) => cutText(label, 420, NAME_ROOM));
  const left = Math.ceil(Math.max(0, ...names.map((name) => textWidth(name, 420)))) + GAP;
  const cell = (width - left) / Math.max(1, view.columns.length);
  view.columns.forEach(({ label, role }, column) => {
    const x = left + column * cell;
    if (role !== undefined) {
      ctx.fillStyle = roleColour(colours, role);
      ctx.fillRect(x + 2, HEAD / 2 - 5, 10, 10);
    }
    drawText(ctx, { text: cutText(label, 520, cell - 20), colour: colours.text.secondary, weight: 520 }, x + 16, HEAD / 2, undefined);
  });
  view.rows.forEach(({ values }, row) => {
    const y = HEAD + row * ROW;
    drawText(ctx, { text: names[row] ?? '', colour: colours.text.primary }, 0, y + ROW / 2, undefined);
    values.forEach((value, column) => {
      const x = left + column * cell;
      ctx.fillStyle = value === 0 ? colours.bg.sunken : backgroundOf(colours, value, view.maximum);
      ctx.fillRect(x + 1, y + 1, cell - 2, ROW - 2);
      if (value === 0) return;
      const background = backgroundOf(colours, value, view.maximum);
      const textColour =
        contrastRatio(colours.text.primary, background) >= contrastRatio(colours.bg.paper, background)
          ? colours.text.primary
          : colours.bg.paper;
      const text = value > 0 && value < 0.5 ? '<1' : formatNumber(value, { decimals: view.decimals });
      drawText(ctx, { text, colour: textColour, weight: 520, align: 'center' }, x + cell / 2, y + ROW / 2, undefined);
    });
  });
};
