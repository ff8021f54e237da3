import type { Explanation, FigureUnit, Message, SourceNote } from '#shared/contract/figure.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Origin } from '#shared/domain/origin.ts';
import type { DeckPoint } from '#shared/domain/reference.ts';
import { termsReferences } from '#shared/domain/termReferences.ts';
import type { Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { memoize, memoizeWeakly } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import { month, price } from './figures.ts';
import { chosenDeck, elementLabel, referenceLabel } from './labels.ts';
import type { Workbook } from './portfolio.ts';
import type { PricedLine } from './priceLines.ts';

/** The message of an engine's line: the part after the point is an element or a year. */
export const lineMessage = (label: string): Message => {
  const [kind = label, part] = label.split('.');
  const key = `line.${kind}`;
  return part === undefined ? { key } : { key, values: { part: kind === 'year' ? part : elementLabel(part) } };
};

export type ExplanationSpec = {
  readonly title: Message;
  readonly formula: Message;
  readonly unit: FigureUnit;
  readonly decimals: number;
  readonly sources?: readonly SourceNote[];
  readonly open?: Explanation['open'];
  /** The most lines besides that of the rest; fewer in the cells of a wide table. */
  readonly lineLimit?: number;
  /** What a line of the engine is computed from. */
  readonly detail?: (line: PricedLine) => Message | undefined;
};

type LineText = {
  readonly label: Message;
  readonly origin?: Origin;
  readonly detail?: Message | undefined;
  readonly route?: string;
};

type LabelledLine = LineText & { readonly amount: number };

/** More lines than these are shown by the largest, and the rest as one line: a plan can have thousands of contracts. */
const LINE_LIMIT = 60;

/** The lines of the largest amounts, in their order and of equal ones the first, and what is left of the others; zeros are left out. */
const largestLines = (amounts: Float64Array, limit: number, lineAt: (index: number) => LineText): readonly LabelledLine[] => {
  // numbers alone are sorted many times faster than lines
  const magnitudes = amounts.filter((amount) => amount !== 0).map(Math.abs);
  const otherCount = Math.max(0, magnitudes.length - limit);
  magnitudes.sort();
  const smallestKept = magnitudes[otherCount] ?? 0;
  let equalLinesLeft = magnitudes.lastIndexOf(smallestKept) - otherCount + 1;
  const lines: LabelledLine[] = [];
  let otherAmount = 0;
  for (let index = 0; index < amounts.length; index++) {
    const amount = amounts[index]!;
    if (amount === 0) continue;
    const magnitude = Math.abs(amount);
    if (otherCount === 0 || magnitude > smallestKept || (magnitude === smallestKept && equalLinesLeft-- > 0))
      lines.push({ ...lineAt(index), amount });
    else otherAmount += amount;
  }
  return otherCount === 0 ? lines : [...lines, { label: message('line.rest', { count: otherCount }), amount: otherAmount }];
};

const sumLines = (
  lines: readonly LabelledLine[],
  total: number,
  { title, formula, unit, decimals, sources = [], open }: ExplanationSpec,
): Explanation => ({
  title,
  formula,
  lines: lines.map((line) => ({ ...line, amount: line.amount + 0, unit, decimals })),
  total: { label: message('common.total'), amount: total + 0, unit, decimals },
  sources,
  ...(open === undefined ? {} : { open }),
});

const isNonzero = ({ amount }: { readonly amount: number }): boolean => amount !== 0;

/**
 * An explanation by items and what their amounts sum to: a line for each of the largest, in their order, one for the rest, and none for
 * zeros. Of thousands of contracts only those with a line of their own get a text.
 */
export const explanationByItem = <T>(
  items: readonly T[],
  amountOf: (item: T, index: number) => number,
  textOf: (item: T) => LineText,
  total: number,
  spec: ExplanationSpec,
): Explanation => {
  const amounts = new Float64Array(items.length);
  for (let i = 0; i < items.length; i++) amounts[i] = amountOf(items[i]!, i);
  const lines = largestLines(amounts, spec.lineLimit ?? LINE_LIMIT, (index) => textOf(items[index]!));
  return sumLines(lines, total, spec);
};

/** An explanation of lines in words and what they sum to; lines that are zero are left out. */
export const explanation = (lines: readonly LabelledLine[], total: number, spec: ExplanationSpec): Explanation =>
  explanationByItem(
    lines,
    ({ amount }) => amount,
    (line) => line,
    total,
    spec,
  );

/** The engine's explanation, whose last line is the number, in words, with what each line is computed from. */
export const explainPricedLines = (lines: readonly PricedLine[], spec: ExplanationSpec): Explanation =>
  sumLines(
    lines
      .slice(0, -1)
      .filter(isNonzero)
      .map((line) => {
        const detail = spec.detail?.(line);
        return { label: lineMessage(line.label), amount: line.amount, ...(detail === undefined ? {} : { detail }) };
      }),
    lines.at(-1)?.amount ?? 0,
    spec,
  );

const MAX_SOURCES = 40;
const RATE_DECIMALS = 4;

const ratesOf = memoizeWeakly((references: Workbook['references']) => [...references.values()].filter(({ kind }) => kind === 'rate'));

/** References with the rates that convert their prices. */
export const includeRates = (book: Workbook, references: Iterable<string>): ReadonlySet<string> => {
  const codes = new Set(references);
  const rateUnits = new Set<string>();
  for (const code of codes) rateUnits.add(`${book.references.get(code)?.currency}/USD`);
  for (const { code, unit } of ratesOf(book.references)) if (rateUnits.has(unit)) codes.add(code);
  return codes;
};

/** The price of a reference in months of one source; a rate is labelled as the mean of the months. */
const sourceLabel = (book: Workbook, code: string, points: readonly DeckPoint[]): Message => {
  const reference = book.references.get(code);
  const name = referenceLabel(book.references, code);
  const source = { shipped: points[0]?.source ?? '' };
  if (reference?.kind !== 'rate') return message('source.price', { reference: name, source });
  const mean = sumBy(points, (point) => point.price) / points.length;
  return message('source.rate', { reference: name, rate: price(mean, reference.unit, { decimals: RATE_DECIMALS }), source });
};

/**
 * Where the prices of these references in months `from` to `to` come from, and the rates that convert them: one note for each source and
 * stretch of months.
 */
export const priceSources = (book: Workbook, references: Iterable<string>, from: Month, to: Month): readonly SourceNote[] => {
  const notes: SourceNote[] = [];
  for (const code of includeRates(book, references)) {
    const points = (book.deck.get(code) ?? []).filter(({ month }) => month >= from && month <= to);
    for (const sameSource of Map.groupBy(points, ({ origin, source }) => `${origin} ${source}`).values()) {
      const [firstPoint, lastPoint] = [sameSource[0]!, sameSource.at(-1)!];
      notes.push({
        label: sourceLabel(book, code, sameSource),
        note: message('source.months', { from: month(firstPoint.month), to: month(lastPoint.month) }),
        origin: firstPoint.origin,
      });
    }
  }
  return notes.slice(0, MAX_SOURCES);
};

/** Lists the references that the price and freight of a contract name. */
export const contractReferences = ({ terms }: Pick<OfftakeContract, 'terms'>): readonly string[] => [
  ...new Set(terms.flatMap(termsReferences)),
];

/** The origin of the last price of a reference at the valuation date. */
const lastOrigins = memoizeWeakly(({ deck, valuationMonth }: Workbook) =>
  memoize((code: string) => deck.get(code)?.findLast(({ month }) => month <= valuationMonth)?.origin),
);

/** `filled` or `house` where a price of the contract rests on such a figure at the valuation date; else undefined. */
export const weakestPriceOrigin = (book: Workbook, contract: Pick<OfftakeContract, 'terms'>): 'filled' | 'house' | undefined => {
  const origins = [...includeRates(book, contractReferences(contract))].map(lastOrigins(book));
  return origins.includes('filled') ? 'filled' : origins.find((origin) => origin === 'house');
};

/** The deck that figures are priced on, as a source of theirs. */
export const deckSource = (book: Workbook): Explanation['sources'][number] => ({
  label: message('overview.explain.deck', { deck: chosenDeck(book), month: month(book.valuationMonth) }),
  origin: 'source',
});
