import type { FillStyle } from '#shared/contract/colour.ts';
import { type Box, bestSpot, boxAt, type Point, type Spot } from '#shared/presentation/charts/labelPlacement.ts';
import type { SchemeColours } from '../../theme/tokens.ts';
import { SOFT_SHARE } from '../swatch.ts';
import { font } from './chartSetup.ts';

/** Adds an opacity to a colour, as eight hex digits. */
export const withAlpha = (hex: string, opacity: number): string =>
  `${hex}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0')}`;

const PITCH = 5;
const STROKE = 1.5;
// resolution for high-density screens
const RESOLUTION = 2;

const hatchesByKey = new Map<string, CanvasPattern>();

/** Creates a pattern of lines at 45 degrees on the background colour. */
const createHatch = (colour: string, ground: string): CanvasPattern | string => {
  const key = `${colour}${ground}`;
  const knownPattern = hatchesByKey.get(key);
  if (knownPattern) return knownPattern;
  const tile = document.createElement('canvas');
  tile.width = PITCH * 2 * RESOLUTION;
  tile.height = PITCH * 2 * RESOLUTION;
  const ctx = tile.getContext('2d');
  if (!ctx) return colour;
  ctx.fillStyle = ground;
  ctx.fillRect(0, 0, tile.width, tile.height);
  ctx.strokeStyle = colour;
  ctx.lineWidth = STROKE * RESOLUTION;
  for (let index = -2; index < 4; index += 1) {
    ctx.beginPath();
    ctx.moveTo(index * PITCH * RESOLUTION, tile.height);
    ctx.lineTo(index * PITCH * RESOLUTION + tile.height, 0);
    ctx.stroke();
  }
  const pattern = ctx.createPattern(tile, 'repeat');
  if (!pattern) return colour;
  pattern.setTransform(new DOMMatrix().scale(1 / RESOLUTION));
  hatchesByKey.set(key, pattern);
  return pattern;
};

export type Fill = { readonly background: CanvasPattern | string; readonly border: string; readonly borderWidth: number };

/** The fill of a colour in one of four styles. */
export const fillOf = (colour: string, style: FillStyle, colours: SchemeColours): Fill => {
  switch (style) {
    case 'solid':
      return { background: colour, border: colour, borderWidth: 0 };
    case 'soft':
      return { background: withAlpha(colour, SOFT_SHARE), border: colour, borderWidth: 0 };
    case 'hatched':
      return { background: createHatch(colour, colours.bg.paper), border: colour, borderWidth: 1 };
    case 'hollow':
      return { background: colours.bg.paper, border: colour, borderWidth: 1.5 };
  }
};

/** Runs with proportional digits for texts with a hyphen, which tabular digits of Inter widen. A canvas inherits the digit style of its element. */
const withProportionalDigits = (ctx: CanvasRenderingContext2D, text: string, run: () => void): void => {
  const { style } = ctx.canvas;
  const hasHyphen = text.includes('-') && style !== undefined;
  if (hasHyphen) style.fontVariantNumeric = 'normal';
  run();
  if (hasHyphen) style.fontVariantNumeric = '';
};

export type LabelText = {
  readonly text: string;
  readonly colour: string;
  readonly weight?: number;
  readonly align?: 'left' | 'center' | 'right';
};

const HALO_WIDTH = 4;

const draw = (
  ctx: CanvasRenderingContext2D,
  { text, colour, weight = 420, align = 'left' }: LabelText,
  x: number,
  y: number,
  halo: string | undefined,
) => {
  ctx.font = font(weight);
  ctx.textAlign = align;
  ctx.textBaseline = 'middle';
  if (halo !== undefined) {
    ctx.lineJoin = 'round';
    ctx.lineWidth = HALO_WIDTH;
    ctx.strokeStyle = halo;
    ctx.strokeText(text, x, y);
  }
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
};

/** Draws a text with a halo of the background colour, vertically centred on `y`. */
export const drawText = (ctx: CanvasRenderingContext2D, words: LabelText, x: number, y: number, halo: string | undefined): void => {
  ctx.save();
  withProportionalDigits(ctx, words.text, () => draw(ctx, words, x, y, halo));
  ctx.restore();
};

export const measureText = (ctx: CanvasRenderingContext2D, text: string, weight = 420): number => {
  let width = 0;
  ctx.save();
  withProportionalDigits(ctx, text, () => {
    ctx.font = font(weight);
    width = ctx.measureText(text).width;
  });
  ctx.restore();
  return width;
};

let measuringContext: CanvasRenderingContext2D | undefined;

/** Measures the width of a text before a chart exists. */
export const textWidth = (text: string, weight: number): number => {
  measuringContext ??= document.createElement('canvas').getContext('2d') ?? undefined;
  // outside of the page digits are not tabular; tabular digits are all as wide as 0
  return measuringContext ? measureText(measuringContext, text.replaceAll(/\d/g, '0'), weight) : 0;
};

/** Truncates a text to a maximum width with an ellipsis. */
export const cutText = (text: string, weight: number, maxWidth: number): string => {
  if (textWidth(text, weight) <= maxWidth) return text;
  // each letter has at least 2 px, so that longer texts need not be measured whole
  const letters = [...text.slice(0, maxWidth)];
  let length = letters.length;
  while (length > 1 && textWidth(`${letters.slice(0, length).join('')}…`, weight) > maxWidth) length -= 1;
  return `${letters.slice(0, length).join('').trimEnd()}…`;
};

/** Line breaks: after a space, or after a Chinese character unless a closing mark follows. */
const BREAKS = /(?<=[\s\u3000-\u9fff\uff00-\uffef])(?![\u3001\u3002\uff0c\uff1b\uff1a\uff09\u201d])/u;

/** Wraps a text to lines of a maximum width; a longer word is truncated. */
export const wrapText = (text: string, weight: number, maxWidth: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(BREAKS)) {
    if (line !== '' && textWidth(`${line}${word}`.trimEnd(), weight) > maxWidth) {
      lines.push(line);
      line = word;
    } else line += word;
  }
  return [...lines, line].map((wrapped) => cutText(wrapped.trim(), weight, maxWidth));
};

/** Creates the placement of labels that overlap neither one another nor lines. */
export const createLabeller = (ctx: CanvasRenderingContext2D, bounds: Box, halo: string) => {
  const boxes: Box[] = [];
  const lines: (readonly Point[])[] = [];
  return {
    /** Adds a line that labels avoid. */
    avoidLine: (line: readonly Point[]) => {
      lines.push(line);
    },
    /** Reserves a box for other content. */
    reserve: (box: Box) => {
      boxes.push(box);
    },
    /** Draws a label at the spot with the least overlap, and reserves its box. */
    place: (words: Omit<LabelText, 'align'>, spots: readonly [Spot, ...Spot[]]) => {
      const width = measureText(ctx, words.text, words.weight);
      const labelSpot = bestSpot(spots, width, { boxes, lines, bounds });
      boxes.push(boxAt(labelSpot, width));
      drawText(ctx, { ...words, align: labelSpot.align }, labelSpot.x, labelSpot.y, halo);
    },
  };
};

export type Labeller = ReturnType<typeof createLabeller>;
