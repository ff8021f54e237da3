import type { SchemeColours } from '../../theme/tokens.ts';
import { font } from './setup.ts';

const MARGIN = 16;
const TITLE = 32;

/** A chart as a PNG with its title, on the page's colour, as sharp as the screen. */
export const pictureOf = async (canvas: HTMLCanvasElement, title: string, colours: SchemeColours): Promise<Blob> => {
  const density = canvas.width / canvas.clientWidth;
  const sheet = document.createElement('canvas');
  sheet.width = canvas.width + 2 * MARGIN * density;
  sheet.height = canvas.height + (TITLE + 2 * MARGIN) * density;
  const ink = sheet.getContext('2d');
  if (!ink) throw new Error('this browser gives no canvas');
  ink.fillStyle = colours.bg.paper;
  ink.fillRect(0, 0, sheet.width, sheet.height);
  ink.drawImage(canvas, MARGIN * density, (MARGIN + TITLE) * density);
  ink.scale(density, density);
  ink.font = font(620, 14);
  ink.textBaseline = 'middle';
  ink.fillStyle = colours.text.primary;
  ink.fillText(title, MARGIN, MARGIN + 8);
  const blob = await new Promise<Blob | null>((resolve) => {
    sheet.toBlob(resolve, 'image/png');
  });
  if (!blob) throw new Error('this browser gives no picture');
  return blob;
};
