import { type FontRun, face, fontRuns, type Weight } from './fonts.ts';

/** A stretch of text in one weight. */
export type Span = { readonly text: string; readonly weight: Weight };

export type Line = { readonly spans: readonly Span[]; readonly width: number };

const widths = new Map<string, number>();
const MOST_KEPT = 20_000;
const LONGEST_KEPT = 200;

/** Width in points of a text at a size, with tabular figures when asked. */
export const textWidth = (text: string, weight: Weight, size: number, tabular = false): number => {
  const key = `${weight}|${tabular}|${text}`;
  let perPoint = widths.get(key);
  if (perPoint === undefined) {
    perPoint = 0;
    for (const run of fontRuns(text, weight)) perPoint += runWidth(run, weight, tabular);
    if (text.length <= LONGEST_KEPT) {
      if (widths.size >= MOST_KEPT) widths.clear();
      widths.set(key, perPoint);
    }
  }
  return perPoint * size;
};

const runWidth = (run: FontRun, weight: Weight, tabular: boolean): number => {
  const font = face(run.font, weight)?.font;
  return font ? font.layout(run.text, tabular ? ['tnum'] : []).advanceWidth / font.unitsPerEm : 0;
};

// where a line of Chinese may break: between two characters, but neither before what closes nor after what opens
const HAN = '[\\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]';
const CLOSES = '[、。，．：；！？）》」』】〕％…”’]';
const OPENS = '[（《「『【〔“‘]';
const BREAKS = new RegExp(`(?<= )|(?<=${HAN})(?<!${OPENS})(?!${CLOSES}|$)|(?<!${OPENS}|^)(?=(?!${CLOSES})${HAN})`, 'u');

/** What stands on one line whole: spans of it, and its width. */
type Piece = { readonly spans: readonly Span[]; readonly width: number; readonly bare: number };

const piece = (spans: readonly Span[], size: number): Piece => {
  const width = spans.reduce((sum, { text, weight }) => sum + textWidth(text, weight, size), 0);
  const last = spans.at(-1);
  const space = last ? textWidth(last.text, last.weight, size) - textWidth(last.text.trimEnd(), last.weight, size) : 0;
  return { spans, width, bare: width - space };
};

/** The part of spans from one character of their whole text to another. */
const between = (spans: readonly Span[], from: number, to: number): readonly Span[] => {
  let at = 0;
  return spans.flatMap(({ text, weight }) => {
    const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    at += text.length;
    return part === '' ? [] : [{ text: part, weight }];
  });
};

/**
 * Pieces that may stand at the start of a line: words with their spaces, Chinese characters, and single characters of what is wider than the
 * line. Where one span ends and the next begins is no reason to break.
 */
const pieces = (spans: readonly Span[], size: number, width: number): readonly Piece[] => {
  let from = 0;
  const whole = spans.map(({ text }) => text).join('');
  return whole.split(BREAKS).flatMap((word) => {
    const found = piece(between(spans, from, from + word.length), size);
    from += word.length;
    if (found.bare <= width) return [found];
    return found.spans.flatMap(({ text, weight }) => Array.from(text, (char) => piece([{ text: char, weight }], size)));
  });
};

/** Breaks spans into lines no wider than `width`. */
export const wrap = (spans: readonly Span[], size: number, width: number): readonly Line[] => {
  const lines: { spans: Span[]; width: number }[] = [];
  let line: { spans: Span[]; width: number } = { spans: [], width: 0 };
  for (const { spans: parts, width: wide, bare } of pieces(spans, size, width)) {
    if (line.spans.length > 0 && line.width + bare > width) {
      lines.push(line);
      line = { spans: [], width: 0 };
    }
    for (const part of parts) {
      const last = line.spans.at(-1);
      if (last && last.weight === part.weight) line.spans[line.spans.length - 1] = { text: last.text + part.text, weight: part.weight };
      else line.spans.push(part);
    }
    line.width += wide;
  }
  if (line.spans.length > 0) lines.push(line);
  return lines;
};

/** Shortens a text to shorten, with an ellipsis. */
export const shorten = (text: string, weight: Weight, size: number, width: number, tabular = false): string => {
  if (textWidth(text, weight, size, tabular) <= width) return text;
  const chars = Array.from(text);
  const cut = (length: number): string => `${chars.slice(0, length).join('').trimEnd()}…`;
  // halving: a name of thousands of characters is measured a dozen times, not thousands
  let fits = 0;
  let tooLong = chars.length;
  while (tooLong - fits > 1) {
    const half = (fits + tooLong) >> 1;
    if (textWidth(cut(half), weight, size, tabular) <= width) fits = half;
    else tooLong = half;
  }
  return cut(fits);
};
