import { type FontRun, faces, fontRuns, type Weight } from './fonts.ts';

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
  const face = faces(weight).find((f) => f.name === run.font);
  if (!face) return 0;
  return face.font.layout(run.text, tabular ? ['tnum'] : []).advanceWidth / face.font.unitsPerEm;
};

// where a line of Chinese may break: between two characters, but neither before what closes nor after what opens
const HAN = '[\\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]';
const CLOSES = '[、。，．：；！？）》」』】〕％…”’]';
const OPENS = '[（《「『【〔“‘]';
const BREAKS = new RegExp(`(?<= )|(?<=${HAN})(?<!${OPENS})(?!${CLOSES}|$)|(?<!${OPENS}|^)(?=(?!${CLOSES})${HAN})`, 'u');

/** Pieces that may stand at the start of a line: words with their spaces, Chinese characters, and single characters of what is wider than the line. */
const pieces = (spans: readonly Span[], size: number, width: number): readonly Span[] => {
  const found: Span[] = [];
  for (const { text, weight } of spans) {
    for (const word of text.split(BREAKS)) {
      if (word === '') continue;
      if (textWidth(word, weight, size) <= width) found.push({ text: word, weight });
      else for (const char of word) found.push({ text: char, weight });
    }
  }
  return found;
};

/** Breaks spans into lines no wider than `width`. */
export const wrap = (spans: readonly Span[], size: number, width: number): readonly Line[] => {
  const lines: { spans: Span[]; width: number }[] = [];
  let line: { spans: Span[]; width: number } = { spans: [], width: 0 };
  for (const piece of pieces(spans, size, width)) {
    const wide = textWidth(piece.text, piece.weight, size);
    const bare = textWidth(piece.text.trimEnd(), piece.weight, size);
    if (line.spans.length > 0 && line.width + bare > width) {
      lines.push(line);
      line = { spans: [], width: 0 };
    }
    const last = line.spans.at(-1);
    if (last && last.weight === piece.weight) line.spans[line.spans.length - 1] = { text: last.text + piece.text, weight: piece.weight };
    else line.spans.push(piece);
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
