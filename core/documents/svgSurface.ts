import { type DrawingSurface, isClosed, type Point, type ShapeStyle } from './drawingSurface.ts';
import { type FontRun, findFace, type Weight } from './fonts.ts';
import { PRINT_PALETTE } from './printPalette.ts';
import { placeTextRuns } from './textLayout.ts';

/** Rounds to hundredths of a point, far below the resolution of print. */
const shortNumber = (value: number): string => String(Math.round(value * 100) / 100);

/** Escapes text for XML and HTML, in content and in attributes. */
export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const LETTER = { moveTo: 'M', lineTo: 'L', quadraticCurveTo: 'Q', bezierCurveTo: 'C', closePath: 'Z' } as const;

/** Returns the outlines of a run whose baseline starts at x, y. */
const outline = ({ font, text }: FontRun, weight: Weight, x: number, y: number, size: number, hasTabularFigures: boolean): string => {
  const matchingFace = findFace(font, weight);
  if (!matchingFace) return '';
  const { glyphs, positions } = matchingFace.font.layout(text, hasTabularFigures ? ['tnum'] : []);
  // y increases upwards in a font
  const scale = size / matchingFace.font.unitsPerEm;
  let left = x;
  let path = '';
  for (const [i, glyph] of glyphs.entries()) {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[i] ?? {};
    for (const { command, args } of glyph.path.commands) {
      path += LETTER[command];
      for (let at = 0; at + 1 < args.length; at += 2) {
        path += `${at === 0 ? '' : ' '}${shortNumber(left + (xOffset + args[at]!) * scale)} ${shortNumber(y - (yOffset + args[at + 1]!) * scale)}`;
      }
    }
    left += xAdvance * scale;
  }
  return path;
};

const styleAttributes = ({ fill, opacity, stroke, width = 1, dash }: ShapeStyle): string =>
  [
    `fill="${fill ?? 'none'}"`,
    ...(opacity === undefined ? [] : [`fill-opacity="${opacity}"`]),
    ...(stroke === undefined ? [] : [`stroke="${stroke}" stroke-width="${shortNumber(width)}"`]),
    ...(dash ? [`stroke-dasharray="${dash.join(' ')}"`] : []),
  ].join(' ');

/**
 * Creates a surface that draws an SVG without fonts: text is drawn as outlines and named by a label. The background is white, so that the
 * picture is readable on a dark page.
 */
export const createSvgSurface = (
  width: number,
  height: number,
): { readonly surface: DrawingSurface; readonly svg: (title: string, summary: string) => string } => {
  const parts: string[] = [];
  const path = (points: readonly Point[]): string =>
    `${points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${shortNumber(x)} ${shortNumber(y)}`).join('')}${isClosed(points) ? 'Z' : ''}`;
  return {
    surface: {
      write: (text, x, y, style) => {
        const { colour, size, hasTabularFigures = false, weight = 'regular' } = style;
        const paths = placeTextRuns(text, x, y, style).flatMap((run) => {
          // bold letters are drawn twice with a small offset, since some programs draw no line as thin as the stroke that would make them
          // bold; as two shapes, since some leave white where a shape overlaps itself
          const places = run.strokeWidth > 0 ? [run.x - run.strokeWidth / 2, run.x + run.strokeWidth / 2] : [run.x];
          return places.map(
            (at) => `<path ${styleAttributes({ fill: colour })} d="${outline(run, weight, at, run.baseline, size, hasTabularFigures)}"/>`,
          );
        });
        parts.push(`<g aria-label="${escapeXml(text)}">${paths.join('')}</g>`);
      },
      shape: (points, look) => void parts.push(`<path ${styleAttributes(look)} d="${path(points)}"/>`),
      circle: (x, y, radius, look) =>
        void parts.push(`<circle cx="${shortNumber(x)}" cy="${shortNumber(y)}" r="${shortNumber(radius)}" ${styleAttributes(look)}/>`),
    },
    svg: (title, summary) =>
      [
        `<svg xmlns="http://www.w3.org/2000/svg" width="${shortNumber(width)}pt" height="${shortNumber(height)}pt" viewBox="0 0 ${shortNumber(width)} ${shortNumber(height)}" role="img">`,
        `<title>${escapeXml(title)}</title><desc>${escapeXml(summary)}</desc>`,
        `<path fill="${PRINT_PALETTE.background}" d="M0 0H${shortNumber(width)}V${shortNumber(height)}H0Z"/>`,
        ...parts,
        '</svg>',
      ].join(''),
  };
};
