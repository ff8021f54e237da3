import { tokens } from '../../theme/tokens.ts';
import { brokenText } from './paint.ts';
import { font } from './setup.ts';

/** Pixels of a picture for one of the page: sharp in print and on a slide. */
export const DENSITY = 2;
/** Width of what is drawn for a picture, px. */
export const PAPER_WIDTH = 960;

const MARGIN = 24;
const TITLE = 22;
const NOTE = 20;
// sizes of letters
const TITLE_SIZE = 16;
const NOTE_SIZE = 12;
const SOURCE_SIZE = 11;
const FOOT = 13;
const SOURCE = 15;

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
  // measured at the size of ticks
  const lines = (words: string | undefined, weight: number, size: number) =>
    words === undefined ? [] : brokenText(words, weight, (width * tokens.chart.tick) / size);
  const titles = lines(title, 620, TITLE_SIZE);
  const notes = lines(note, 420, NOTE_SIZE);
  const sources = lines(source, 420, SOURCE_SIZE);
  const top = MARGIN + titles.length * TITLE + notes.length * NOTE + 8;
  const foot = sources.length === 0 ? 0 : FOOT + sources.length * SOURCE;
  const sheet = document.createElement('canvas');
  sheet.width = Math.round((width + 2 * MARGIN) * DENSITY);
  sheet.height = Math.round((top + height + foot + MARGIN) * DENSITY);
  const ink = sheet.getContext('2d');
  if (!ink) throw new Error('this browser gives no canvas');
  ink.fillStyle = colours.bg.paper;
  ink.fillRect(0, 0, sheet.width, sheet.height);
  ink.drawImage(canvas, MARGIN * DENSITY, top * DENSITY);
  ink.scale(DENSITY, DENSITY);
  ink.textBaseline = 'middle';
  const say = (words: readonly string[], weight: number, size: number, colour: string, from: number, lineHeight: number): void => {
    ink.font = font(weight, size);
    ink.fillStyle = colour;
    for (const [i, line] of words.entries()) ink.fillText(line, MARGIN, from + (i + 0.5) * lineHeight);
  };
  say(titles, 620, TITLE_SIZE, colours.text.primary, MARGIN, TITLE);
  say(notes, 420, NOTE_SIZE, colours.text.secondary, MARGIN + titles.length * TITLE, NOTE);
  say(sources, 420, SOURCE_SIZE, colours.text.tertiary, top + height + FOOT - 3, SOURCE);
  const blob = await new Promise<Blob | null>((resolve) => {
    sheet.toBlob(resolve, 'image/png');
  });
  if (!blob) throw new Error('this browser gives no picture');
  return blob;
};
