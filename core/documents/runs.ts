import { CHINESE, type FontRun, face, faces, fontRuns, type Weight } from './fonts.ts';
import { textWidth } from './measure.ts';
import type { TextStyle } from './pen.ts';

/** Where a face's letters stand below the top of their line, for one point of size. */
const ascent = (name: string, weight: Weight): number => {
  const font = face(name, weight)?.font;
  return font ? font.ascent / font.unitsPerEm : 1;
};

/** Stroke that makes the one weight of the Chinese face as dark as the semibold beside it, for one point of size. */
const DARKER = 0.028;

/** A stretch of a line of text: its left end, the top of its own line, the baseline that it shares; and the stroke around its letters, 0 for none. */
type PlacedRun = FontRun & { readonly x: number; readonly top: number; readonly baseline: number; readonly darker: number };

/** One line of text with the top of its line at y, cut into what one face can write, all on one baseline. */
export const placedRuns = (text: string, x: number, y: number, style: TextStyle): readonly PlacedRun[] => {
  const { size, weight = 'regular', tabular } = style;
  const width = textWidth(text, weight, size, tabular);
  const baseline = y + ascent(faces(weight)[0]?.name ?? '', weight) * size;
  let at = style.align === 'right' ? x - width : style.align === 'center' ? x - width / 2 : x;
  return fontRuns(text, weight).map((run) => {
    const left = at;
    at += textWidth(run.text, weight, size, tabular);
    const darker = weight === 'semibold' && run.font === CHINESE ? size * DARKER : 0;
    return { ...run, x: left, top: baseline - ascent(run.font, weight) * size, baseline, darker };
  });
};
