import { tokens } from '../../theme/tokens.ts';
import { font } from './chartSetup.ts';
import { wrapText } from './paint.ts';

/** Pixels of a picture per pixel of the page, for print and slides. */
export const DENSITY = 2;
/** Width of the chart in a picture, px. */
export const PICTURE_WIDTH = 960;

// lengths in px
const MARGIN = 24;
const TITLE = 22;
const NOTE = 20;
// font sizes
const TITLE_SIZE = 16;
const NOTE_SIZE = 12;
const SOURCE_SIZE = 11;
const FOOT = 13;
const SOURCE = 15;

export type PictureTexts = {
  readonly title: string;
  /** Unit and subtitle. */
  readonly note: string | undefined;
  /** Source of the data. */
  readonly source: string | undefined;
};

/** Creates a PNG of a chart that was drawn in the light theme, with title, unit, legend and source. */
export const drawPicture = async (canvas: HTMLCanvasElement, { title, note, source }: PictureTexts): Promise<Blob> => {
  const colours = tokens.color.light;
  const [width, height] = [canvas.width / DENSITY, canvas.height / DENSITY];
  // texts are measured at the font size of ticks
  const lines = (words: string | undefined, weight: number, size: number) =>
    words === undefined ? [] : wrapText(words, weight, (width * tokens.chart.tick) / size);
  const titles = lines(title, 620, TITLE_SIZE);
  const notes = lines(note, 420, NOTE_SIZE);
  const sources = lines(source, 420, SOURCE_SIZE);
  const top = MARGIN + titles.length * TITLE + notes.length * NOTE + 8;
  const foot = sources.length === 0 ? 0 : FOOT + sources.length * SOURCE;
  const sheet = document.createElement('canvas');
  sheet.width = Math.round((width + 2 * MARGIN) * DENSITY);
  sheet.height = Math.round((top + height + foot + MARGIN) * DENSITY);
  const ctx = sheet.getContext('2d');
  if (!ctx) throw new Error('the browser provides no 2D canvas');
  ctx.fillStyle = colours.bg.paper;
  ctx.fillRect(0, 0, sheet.width, sheet.height);
  ctx.drawImage(canvas, MARGIN * DENSITY, top * DENSITY);
  ctx.scale(DENSITY, DENSITY);
  ctx.textBaseline = 'middle';
  const drawLines = (words: readonly string[], weight: number, size: number, colour: string, from: number, lineHeight: number): void => {
    ctx.font = font(weight, size);
    ctx.fillStyle = colour;
    for (const [i, line] of words.entries()) ctx.fillText(line, MARGIN, from + (i + 0.5) * lineHeight);
  };
  drawLines(titles, 620, TITLE_SIZE, colours.text.primary, MARGIN, TITLE);
  drawLines(notes, 420, NOTE_SIZE, colours.text.secondary, MARGIN + titles.length * TITLE, NOTE);
  drawLines(sources, 420, SOURCE_SIZE, colours.text.tertiary, top + height + FOOT - 3, SOURCE);
  const blob = await new Promise<Blob | null>((resolve) => {
    sheet.toBlob(resolve, 'image/png');
  });
  if (!blob) throw new Error('the browser could not encode the picture');
  return blob;
};
