import { sumBy } from '#shared/math.ts';
import type { TextStyle } from './drawingSurface.ts';
import { CHINESE, type FontRun, facesOf, findFace, fontRuns, type Weight } from './fonts.ts';

/** A part of a text in one weight. */
export type Span = { readonly text: string; readonly weight: Weight };

export type Line = { readonly spans: readonly Span[] };

type Widths = Map<string, number>;

/** Widths of texts at a size of one point, by weight: with proportional figures and with tabular ones. */
const cachedWidths: Readonly<Record<Weight, readonly [Widths, Widths]>> = {
  regular: [new Map(), new Map()],
  semibold: [new Map(), new Map()],
};
const MAX_CACHED = 10_000;
const MAX_CACHED_LENGTH = 200;

/** Returns the width of a text in points, optionally with tabular figures. */
export const textWidth = (text: string, weight: Weight, size: number, tabular = false): number => {
  const widths = cachedWidths[weight][tabular ? 1 : 0];
  let perPoint = widths.get(text);
  if (perPoint === undefined) {
    perPoint = 0;
    for (const run of fontRuns(text, weight)) perPoint += runWidth(run, weight, tabular);
    if (text.length <= MAX_CACHED_LENGTH) {
      if (widths.size >= MAX_CACHED) widths.clear();
      widths.set(text, perPoint);
    }
  }
  return perPoint * size;
};

const runWidth = (run: FontRun, weight: Weight, hasTabularFigures: boolean): number => {
  const font = findFace(run.font, weight)?.font;
  return font ? font.layout(run.text, hasTabularFigures ? ['tnum'] : []).advanceWidth / font.unitsPerEm : 0;
};

// a line of Chinese may break between two characters, but not before a closing or after an opening punctuation mark
const HAN = '[\\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]';
const CLOSES = '[、。，．：；！？）》」』】〕％…”’]';
const OPENS = '[（《「『【〔“‘]';
const BREAKS = new RegExp(`(?<= )|(?<=${HAN})(?<!${OPENS})(?!${CLOSES}|$)|(?<!${OPENS}|^)(?=(?!${CLOSES})${HAN})`, 'u');

/** An unbreakable part of a line: its spans, its width, and its width without trailing space. */
type Piece = { readonly spans: readonly Span[]; readonly width: number; readonly trimmedWidth: number };

const spansWidth = (spans: readonly Span[], size: number): number => sumBy(spans, ({ text, weight }) => textWidth(text, weight, size));

/** Returns the width of spans without trailing space, which may extend beyond the line. */
const trimmedWidthOf = (spans: readonly Span[], size: number): number =>
  spansWidth(
    spans.map((span, i) => (i === spans.length - 1 ? { ...span, text: span.text.trimEnd() } : span)),
    size,
  );

const createPiece = (spans: readonly Span[], size: number): Piece => ({
  spans,
  width: spansWidth(spans, size),
  trimmedWidth: trimmedWidthOf(spans, size),
});

/** Returns the part of spans between two character positions of their joined text. */
const sliceSpans = (spans: readonly Span[], from: number, to: number): readonly Span[] => {
  let at = 0;
  return spans.flatMap(({ text, weight }) => {
    const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    at += text.length;
    return part === '' ? [] : [{ text: part, weight }];
  });
};

/**
 * Splits spans into pieces that may start a line: words with their spaces, Chinese characters, and single characters of words wider than
 * the line. A line does not break merely because a span ends.
 */
const splitPieces = (spans: readonly Span[], size: number, width: number): readonly Piece[] => {
  let from = 0;
  const joinedText = spans.map(({ text }) => text).join('');
  return joinedText.split(BREAKS).flatMap((word) => {
    const wordPiece = createPiece(sliceSpans(spans, from, from + word.length), size);
    from += word.length;
    if (wordPiece.trimmedWidth <= width) return [wordPiece];
    return wordPiece.spans.flatMap(({ text, weight }) => Array.from(text, (char) => createPiece([{ text: char, weight }], size)));
  });
};

/** Joins spans, merging adjacent spans of one weight. */
const joinSpans = (spansBefore: readonly Span[], spansAfter: readonly Span[]): readonly Span[] => {
  const [first, ...otherSpans] = spansAfter;
  const last = spansBefore.at(-1);
  if (!first || last?.weight !== first.weight) return [...spansBefore, ...spansAfter];
  return [...spansBefore.slice(0, -1), { text: last.text + first.text, weight: first.weight }, ...otherSpans];
};

// kerning makes joined pieces a little wider or narrower than the sum of their widths, so a line that is nearly full is measured as a whole
const NEARLY_FULL = 0.9;

/** Breaks spans without line ends into lines no wider than `width`. */
const wrapParagraph = (spans: readonly Span[], size: number, width: number): readonly Line[] => {
  const lines: Line[] = [];
  let line: readonly Span[] = [];
  let lineWidth = 0;
  for (const next of splitPieces(spans, size, width)) {
    const joinedSpans = joinSpans(line, next.spans);
    const widthWithNext = lineWidth + next.trimmedWidth;
    if (line.length > 0 && widthWithNext > NEARLY_FULL * width && trimmedWidthOf(joinedSpans, size) > width) {
      lines.push({ spans: line });
      line = next.spans;
      lineWidth = next.width;
    } else {
      line = joinedSpans;
      lineWidth += next.width;
    }
  }
  return line.length > 0 ? [...lines, { spans: line }] : lines;
};

/** Breaks spans into lines no wider than `width`, and where their text ends a line. Empty lines are left out; a tab is a space. */
export const wrapSpans = (spans: readonly Span[], size: number, width: number): readonly Line[] => {
  const plainSpans = spans.map(({ text, weight }) => ({ text: text.replaceAll(/\r\n?/g, '\n').replaceAll('\t', ' '), weight }));
  const joinedText = plainSpans.map(({ text }) => text).join('');
  let from = 0;
  return joinedText.split('\n').flatMap((paragraph) => {
    const paragraphSpans = sliceSpans(plainSpans, from, from + paragraph.length);
    from += paragraph.length + 1;
    return wrapParagraph(paragraphSpans, size, width);
  });
};

/** Shortens a text to a width in points, with an ellipsis. */
export const shortenText = (text: string, weight: Weight, size: number, width: number, tabular = false): string => {
  if (textWidth(text, weight, size, tabular) <= width) return text;
  const chars = Array.from(text);
  const cutText = (length: number): string => `${chars.slice(0, length).join('').trimEnd()}…`;
  // bisection, since a text may have thousands of characters
  let fits = 0;
  let tooLong = chars.length;
  while (tooLong - fits > 1) {
    const half = (fits + tooLong) >> 1;
    if (textWidth(cutText(half), weight, size, tabular) <= width) fits = half;
    else tooLong = half;
  }
  return cutText(fits);
};

/** Distance from the top of a line to the baseline of a face, for a size of one point. */
const ascentOf = (name: string, weight: Weight): number => {
  const font = findFace(name, weight)?.font;
  return font ? font.ascent / font.unitsPerEm : 1;
};

/** Stroke width that makes the regular Chinese face as dark as a semibold one, for a size of one point. */
const STROKE_SHARE = 0.028;

/** A part of a line of text in one face: its left end, top and baseline, and the stroke width around its letters, 0 for none. */
type PlacedTextRun = FontRun & { readonly x: number; readonly top: number; readonly baseline: number; readonly strokeWidth: number };

/** Splits one line of text, whose top is at y, into runs of one face each, all on one baseline. */
export const placeTextRuns = (text: string, x: number, y: number, style: TextStyle): readonly PlacedTextRun[] => {
  const { size, weight = 'regular', hasTabularFigures } = style;
  const width = textWidth(text, weight, size, hasTabularFigures);
  const baseline = y + ascentOf(facesOf(weight)[0]?.name ?? '', weight) * size;
  let at = style.align === 'right' ? x - width : style.align === 'center' ? x - width / 2 : x;
  return fontRuns(text, weight).map((run) => {
    const left = at;
    at += textWidth(run.text, weight, size, hasTabularFigures);
    const strokeWidth = weight === 'semibold' && run.font === CHINESE ? size * STROKE_SHARE : 0;
    return { ...run, x: left, top: baseline - ascentOf(run.font, weight) * size, baseline, strokeWidth };
  });
};
