import type { FillStyle } from '#shared/contract/colour.ts';
import { type Box, bestSpot, boxAt, type Point, type Spot } from '#shared/presentation/charts/labelPlacement.ts';
import type { SchemeColours } from '../../theme/tokens.ts';
import { SOFT } from '../swatch.ts';
import { font } from './setup.ts';

/** A colour with an opacity, as eight hex digits. */
export const withAlpha = (hex: string, opacity: number): string =>
  `${hex}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0')}`;

const PITCH = 5;
const STROKE = 1.5;
// drawn at twice the size, so that it stays sharp on dense screens
const SHARP = 2;

const hatches = new Map<string, CanvasPattern>();

/** Lines at 45 degrees on the page's colour. */
const hatch = (colour: string, ground: string): CanvasPattern | string => {
  const key = `${colour}${ground}`;
  const known = hatches.get(key);
  if (known) return known;
  const tile = document.createElement('canvas');
  tile.width = PITCH * 2 * SHARP;
  tile.height = PITCH * 2 * SHARP;
  const ink = tile.getContext('2d');
  if (!ink) return colour;
  ink.fillStyle = ground;
  ink.fillRect(0, 0, tile.width, tile.height);
  ink.strokeStyle = colour;
  ink.lineWidth = STROKE * SHARP;
  for (let index = -2; index < 4; index += 1) {
    ink.beginPath();
    ink.moveTo(index * PITCH * SHARP, tile.height);
    ink.lineTo(index * PITCH * SHARP + tile.height, 0);
    ink.stroke();
  }
  const pattern = ink.createPattern(tile, 'repeat');
  if (!pattern) return colour;
  pattern.setTransform(new DOMMatrix().scale(1 / SHARP));
  hatches.set(key, pattern);
  return pattern;
};

export type Fill = { readonly background: CanvasPattern | string; readonly border: string; readonly borderWidth: number };

/** A colour in one of the four fills. */
export const fillOf = (colour: string, style: FillStyle, colours: SchemeColours): Fill => {
  switch (style) {
    case 'solid':
      return { background: colour, border: colour, borderWidth: 0 };
    case 'soft':
      return { background: withAlpha(colour, SOFT), border: colour, borderWidth: 0 };
    case 'hatched':
      return { background: hatch(colour, colours.bg.paper), border: colour, borderWidth: 1 };
    case 'hollow':
      return { background: colours.bg.paper, border: colour, borderWidth: 1.5 };
  }
};

/** Runs with the words' own digits: a canvas inherits tabular ones from its element, and Inter's tabular set widens the hyphen. */
const inOwnDigits = (ink: CanvasRenderingContext2D, text: string, run: () => void): void => {
  const { style } = ink.canvas;
  const apart = text.includes('-') && style !== undefined;
  if (apart) style.fontVariantNumeric = 'normal';
  run();
  if (apart) style.fontVariantNumeric = '';
};

export type Words = {
  readonly text: string;
  readonly colour: string;
  readonly weight?: number;
  readonly align?: 'left' | 'center' | 'right';
};

const HALO = 4;

const draw = (
  ink: CanvasRenderingContext2D,
  { text, colour, weight = 420, align = 'left' }: Words,
  x: number,
  y: number,
  halo: string | undefined,
) => {
  ink.font = font(weight);
  ink.textAlign = align;
  ink.textBaseline = 'middle';
  if (halo !== undefined) {
    ink.lineJoin = 'round';
    ink.lineWidth = HALO;
    ink.strokeStyle = halo;
    ink.strokeText(text, x, y);
  }
  ink.fillStyle = colour;
  ink.fillText(text, x, y);
};

/** Writes words with a halo of the page's colour, middle on `y`. */
export const write = (ink: CanvasRenderingContext2D, words: Words, x: number, y: number, halo: string | undefined): void => {
  ink.save();
  inOwnDigits(ink, words.text, () => draw(ink, words, x, y, halo));
  ink.restore();
};

export const widthOf = (ink: CanvasRenderingContext2D, text: string, weight = 420): number => {
  let width = 0;
  ink.save();
  inOwnDigits(ink, text, () => {
    ink.font = font(weight);
    width = ink.measureText(text).width;
  });
  ink.restore();
  return width;
};

let ruler: CanvasRenderingContext2D | undefined;

/** Width of words before there is a chart to write on. */
export const textWidth = (text: string, weight: number): number => {
  ruler ??= document.createElement('canvas').getContext('2d') ?? undefined;
  // outside the page digits are not tabular, in which each is as wide as a nought
  return ruler ? widthOf(ruler, text.replaceAll(/\d/g, '0'), weight) : 0;
};

/** A text that is at most `room` wide, cut with an ellipsis. */
export const cutText = (text: string, weight: number, room: number): string => {
  if (textWidth(text, weight) <= room) return text;
  // no letter is under 2 px, so longer texts need not be measured whole
  const letters = [...text.slice(0, room)];
  let keep = letters.length;
  while (keep > 1 && textWidth(`${letters.slice(0, keep).join('')}…`, weight) > room) keep -= 1;
  return `${letters.slice(0, keep).join('').trimEnd()}…`;
};

/** Behind a space, or a Chinese character that no closing mark follows. */
const BREAKS = /(?<=[\s\u3000-\u9fff\uff00-\uffef])(?![\u3001\u3002\uff0c\uff1b\uff1a\uff09\u201d])/u;

/** A text in lines that are at most `room` wide; a word that is wider is cut. */
export const brokenText = (text: string, weight: number, room: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(BREAKS)) {
    if (line !== '' && textWidth(`${line}${word}`.trimEnd(), weight) > room) {
      lines.push(line);
      line = word;
    } else line += word;
  }
  return [...lines, line].map((one) => cutText(one.trim(), weight, room));
};

/** Writes labels where they keep clear of one another and of lines. */
export const labeller = (ink: CanvasRenderingContext2D, bounds: Box, halo: string) => {
  const boxes: Box[] = [];
  const lines: (readonly Point[])[] = [];
  return {
    /** Keeps words off a line. */
    keepOff: (line: readonly Point[]) => {
      lines.push(line);
    },
    /** Keeps a place for something drawn elsewhere. */
    keep: (box: Box) => {
      boxes.push(box);
    },
    place: (words: Omit<Words, 'align'>, spots: readonly [Spot, ...Spot[]]) => {
      const width = widthOf(ink, words.text, words.weight);
      const chosen = bestSpot(spots, width, { boxes, lines, bounds });
      boxes.push(boxAt(chosen, width));
      write(ink, { ...words, align: chosen.align }, chosen.x, chosen.y, halo);
    },
  };
};

export type Labeller = ReturnType<typeof labeller>;
