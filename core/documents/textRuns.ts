import type { TextStyle } from './drawingSurface.ts';
import { CHINESE, type FontRun, face, faces, fontRuns, type Weight } from './fonts.ts';
import { textWidth } from './measure.ts';

/** Distance from the top of a line to the baseline of a face, for a size of one point. */
const ascent = (name: string, weight: Weight): number => {
  const font = face(name, weight)?.font;
  return font ? font.ascent / font.unitsPerEm : 1;
};

/** Stroke width that makes the regular Chinese face as dark as a semibold one, for a size of one point. */
const STROKE_SHARE = 0.028;

/** A part of a line of text in one face: its left end, top and baseline, and the stroke width around its letters, 0 for none. */
type PlacedTextRun = FontRun & { readonly x: number; readonly top: number; readonly baseline: number; readonly strokeWidth: number };

/** Splits one line of text, whose top is at y, into runs of one face each, all on one baseline. */
export const placeTextRuns = (text: string, x: number, y: number, style: TextStyle): readonly PlacedTextRun[] => {
  const { size, weight = 'regular', tabular } = style;
  const width = textWidth(text, weight, size, tabular);
  const baseline = y + ascent(faces(weight)[0]?.name ?? '', weight) * size;
  let at = style.align === 'right' ? x - width : style.align === 'center' ? x - width / 2 : x;
  return fontRuns(text, weight).map((run) => {
    const left = at;
    at += textWidth(run.text, weight, size, tabular);
    const strokeWidth = weight === 'semibold' && run.font === CHINESE ? size * STROKE_SHARE : 0;
    return { ...run, x: left, top: baseline - ascent(run.font, weight) * size, baseline, strokeWidth };
  });
};
