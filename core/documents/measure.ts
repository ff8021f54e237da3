import { type FontRun, face, fontRuns, type Weight } from './fonts.ts';

/** A stretch of text in one weight. */
export type Span = { readonly text: string; readonly weight: Weight };

export type Line = { readonly spans: readonly Span[] };

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

/** What stands on one line whole: spans of it, its width, and that without the space at its end. */
type Piece = { readonly spans: readonly Span[]; readonly width: number; readonly bare: number };

const spansWidth = (spans: readonly Span[], size: number): number =>
  spans.reduce((sum, { text, weight }) => sum + textWidth(text, weight, size), 0);

/** Width of spans without the space at their end, which may hang over an edge. */
const bareWidth = (spans: readonly Span[], size: number): number =>
  spansWidth(
    spans.map((span, i) => (i === spans.length - 1 ? { ...span, text: span.text.trimEnd() } : span)),
    size,
  );

const piece = (spans: readonly Span[], size: number): Piece => ({ spans, width: spansWidth(spans, size), bare: bareWidth(spans, size) });

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

/** Spans one after another; those of one weight are one. */
const joined = (before: readonly Span[], after: readonly Span[]): readonly Span[] => {
  const [first, ...rest] = after;
  const last = before.at(-1);
  if (!first || last?.weight !== first.weight) return [...before, ...after];
  return [...before.slice(0, -1), { text: last.text + first.text, weight: first.weight }, ...rest];
};

// letters are shaped with their neighbours: joined, pieces are a little wider or narrower than apart, so what nearly fills a line is measured whole
const NEARLY = 0.9;

/** Breaks spans into lines no wider than `width`. */
export const wrap = (spans: readonly Span[], size: number, width: number): readonly Line[] => {
  const lines: Line[] = [];
  let line: readonly Span[] = [];
  let apart = 0;
  for (const next of pieces(spans, size, width)) {
    const both = joined(line, next.spans);
    const wide = apart + next.bare;
    if (line.length > 0 && wide > NEARLY * width && bareWidth(both, size) > width) {
      lines.push({ spans: line });
      line = next.spans;
      apart = next.width;
    } else {
      line = both;
      apart += next.width;
    }
  }
  return line.length > 0 ? [...lines, { spans: line }] : lines;
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
