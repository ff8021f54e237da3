import { tokens } from '../../theme/tokens.ts';
import { cutText } from './paint.ts';
import { font } from './setup.ts';

/** Pixels of a picture for one of the page: sharp in print and on a slide. */
export const DENSITY = 2;
/** Width of what is drawn for a picture, px. */
export const PAPER_WIDTH = 960;

const MARGIN = 24;
const TITLE = 22;
const NOTE = 20;
const FOOT = 28;

export type PictureWords = {
  readonly title: string;
  /** Unit, and what else the title is said with. */
  readonly note: string | undefined;
  /** Where it comes from. */
  readonly source: string | undefined;
};

/** A chart that was drawn in the light look as a PNG: title, unit, the chart with its legend, source, on white. */
export const pictureOf = async (canvas: HTMLCanvasElement, { title, note, source }: PictureWords): Promise<Blob> => {
  const colours = tokens.color.light;
  const [width, height] = [canvas.width / DENSITY, canvas.height / DENSITY];
  const top = MARGIN + TITLE + (note === undefined ? 0 : NOTE) + 8;
  const sheet = document.createElement('canvas');
  sheet.width = Math.round((width + 2 * MARGIN) * DENSITY);
  sheet.height = Math.round((top + height + (source === undefined ? MARGIN : FOOT + MARGIN)) * DENSITY);
  const ink = sheet.getContext('2d');
  if (!ink) throw new Error('this browser gives no canvas');
  ink.fillStyle = colours.bg.paper;
  ink.fillRect(0, 0, sheet.width, sheet.height);
  ink.drawImage(canvas, MARGIN * DENSITY, top * DENSITY);
  ink.scale(DENSITY, DENSITY);
  ink.textBaseline = 'middle';
  const say = (words: string, weight: number, size: number, colour: string, y: number): void => {
    ink.font = font(weight, size);
    ink.fillStyle = colour;
    // measured at the size of ticks
    ink.fillText(cutText(words, weight, (width * tokens.chart.tick) / size), MARGIN, y);
  };
  say(title, 620, 16, colours.text.primary, MARGIN + TITLE / 2);
  if (note !== undefined) say(note, 420, 12, colours.text.secondary, MARGIN + TITLE + NOTE / 2);
  if (source !== undefined) say(source, 420, 11, colours.text.tertiary, top + height + FOOT / 2 + 4);
  const blob = await new Promise<Blob | null>((resolve) => {
    sheet.toBlob(resolve, 'image/png');
  });
  if (!blob) throw new Error('this browser gives no picture');
  return blob;
};
