import type { DeckId } from '#shared/domain/ids.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { Month, monthOf, monthOfDate } from '#shared/domain/time.ts';
import type { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { everyShippedText, storedFrom } from '#shared/messages/shipped.ts';
import { message } from '#shared/messages/text.ts';
import { unitIn } from '../sheets/headers.ts';
import { type ImportContext, pointKey, type StoredPoint } from '../sheets/importContext.ts';
import { isLongTermField, monthsIn } from '../sheets/periods.ts';
import { isPriceUnit, priceFactor } from '../sheets/priceUnits.ts';
import { cellIssue, messageOf, type Outcome, type ReadRow } from './readRow.ts';
import { decimalsOf } from './rowValues.ts';

/** The price of a period: one month, or each month of a quarter or year. */
type PriceCell = { readonly field: string; readonly months: readonly number[]; readonly price: unknown };

type PriceCheck = {
  readonly context: ImportContext;
  readonly settings: WorkspaceSettings;
  /** The prices of earlier rows of the file. */
  readonly points: Map<string, StoredPoint>;
  /** The source stored with prices of a row without a source. */
  readonly source: string;
};

/** Returns the worst of several outcomes of one row, in the order refused, changed, added, same. */
const worstOutcome = (outcomes: readonly Outcome[]): Outcome =>
  (['refused', 'changed', 'added'] as const).find((candidate) => outcomes.includes(candidate)) ?? 'same';

/** Checks a row of prices: of its month, quarter or year, or of each period that has a column. A row with a refused cell is refused whole. */
export const checkPriceRow = (read: ReadRow, defaultDeck: DeckId, check: PriceCheck): Outcome => {
  if (read.issues.length > 0) return 'refused';
  const byColumn = [...read.values.keys()].flatMap((field): PriceCell[] => {
    const months = monthsIn(field);
    return months ? [{ field, months, price: read.values.get(field) }] : [];
  });
  if (byColumn.length === 0 && !read.values.has('month')) {
    read.issues.push(cellIssue(read, 'price', 'required'));
    return 'refused';
  }
  const rowCell = { field: 'month', months: (read.values.get('month') ?? []) as readonly number[], price: read.values.get('price') };
  const cells = (byColumn.length === 0 ? [rowCell] : byColumn).map((cell) => inReferenceUnit(read, cell, check));
  if (read.issues.length > 0) return 'refused';
  const rowPoints = new Map<string, StoredPoint>();
  const outcome = worstOutcome(cells.map((cell) => checkPriceCell(read, defaultDeck, check, cell, rowPoints)));
  if (outcome === 'refused') return outcome;
  for (const [key, point] of rowPoints) check.points.set(key, point);
  noteGaps(read, [...rowPoints.values()], check);
  noteUnusualPrice(read, [...rowPoints.values()], check);
  return outcome;
};

const referenceIn = (read: ReadRow, { context }: PriceCheck): Reference | undefined =>
  context.references.find(({ code }) => code === read.values.get('reference'));

/**
 * Converts the price of a cell to the unit of its reference, from the unit in the row, after the name of the reference, or in the header.
 * Adds an issue if there is no conversion.
 */
const inReferenceUnit = (read: ReadRow, cell: PriceCell, check: PriceCheck): PriceCell => {
  const reference = referenceIn(read, check);
  const units = [read.units.get(cell.field), read.values.get('unit'), unitIn(read.textOf('reference')), unitIn(read.headerOf(cell.field))];
  const unit = units.find((text) => typeof text === 'string' && isPriceUnit(text));
  // the name of a rate is like a unit: USD/CNY
  if (reference === undefined || reference.kind === 'rate' || typeof unit !== 'string') return cell;
  const factor = priceFactor(unit, reference.unit);
  if (factor === undefined) {
    if (!read.issues.some(({ field }) => field === 'unit')) {
      const column = read.columnOf('unit') ?? read.columnOf('reference');
      const issue = messageOf({ rule: 'unitNotConvertible', limit: reference.unit });
      read.issues.push({ field: 'unit', message: issue, ...(column === undefined ? {} : { column }) });
    }
    return cell;
  }
  if (factor === 1) return cell;
  if (!read.notes.some(({ key }) => key === 'imports.note.unit'))
    read.notes.push(message('imports.note.unit', { given: unit, unit: reference.unit }));
  return { ...cell, price: Number(cell.price) * factor };
};

/** A price that differs from that in the workspace by more than this factor is likely in another unit. */
const UNUSUAL_RATIO = 5;

/** The price of each reference to compare with: its last actual price, else the last one of the base deck. */
const comparablePrices = memoizeWeakly((context: ImportContext): ReadonlyMap<string, StoredPoint> => {
  const rankOf = ({ origin, month }: StoredPoint): number => (origin === 'house' ? 0 : 1e6) + month;
  const prices = new Map<string, StoredPoint>();
  for (const point of context.points.values()) {
    const knownPoint = prices.get(point.reference);
    if (point.deck === 'base' && (knownPoint === undefined || rankOf(knownPoint) < rankOf(point))) prices.set(point.reference, point);
  }
  return prices;
});

/** Adds a remark if the first price of a row is far from the price of its reference in the workspace. */
const noteUnusualPrice = (read: ReadRow, [first]: readonly StoredPoint[], check: PriceCheck): void => {
  const last = first && comparablePrices(check.context).get(first.reference);
  const reference = referenceIn(read, check);
  if (!first || !last || reference?.kind !== 'price' || !(first.price > 0 && last.price > 0)) return;
  const ratio = first.price / last.price;
  if (ratio <= UNUSUAL_RATIO && ratio >= 1 / UNUSUAL_RATIO) return;
  read.notes.push(
    message('imports.note.unusualPrice', {
      price: { value: first.price, unit: 'count', decimals: decimalsOf(first.price) },
      last: { value: last.price, unit: 'count', decimals: decimalsOf(last.price) },
      month: { value: last.month, unit: 'month' },
      unit: reference.unit,
    }),
  );
};

/** Maximum number of gaps in the remarks of one row. */
const MAX_GAPS = 3;

/** Adds remarks on the months between the prices of a row that the rule of the deck fills. */
const noteGaps = (read: ReadRow, rowPoints: readonly StoredPoint[], { context, points }: PriceCheck): void => {
  const [first] = rowPoints;
  const deck = first && context.entries.get('deck')?.get(first.deck)?.value;
  // a row with one price has no gap of its own: prices one below another are in several rows
  if (first === undefined || deck?.kind !== 'own' || rowPoints.length < 2) return;
  const hasPrice = (month: number): boolean => {
    const key = pointKey(first.deck, first.reference, month);
    return points.has(key) || context.points.has(key);
  };
  const months = rowPoints.map(({ month }) => month).sort((a, b) => a - b);
  const gaps = months.flatMap((month, i) => {
    const next = months[i + 1] ?? month;
    const missingMonths = Array.from({ length: Math.max(0, next - month - 1) }, (_, at) => month + 1 + at).filter(
      (monthBetween) => !hasPrice(monthBetween),
    );
    return missingMonths.length === 0 ? [] : [{ from: missingMonths[0]!, to: missingMonths.at(-1)! }];
  });
  const rule = deck.rule === 'linear' ? 'linear' : 'hold';
  for (const { from, to } of gaps.slice(0, MAX_GAPS)) {
    read.notes.push(
      from === to
        ? message(`imports.note.gapMonth.${rule}`, { month: { value: from, unit: 'month' } })
        : message(`imports.note.gap.${rule}`, { from: { value: from, unit: 'month' }, to: { value: to, unit: 'month' } }),
    );
  }
};

const checkPriceCell = (
  read: ReadRow,
  defaultDeck: DeckId,
  check: PriceCheck,
  { field, months, price }: PriceCell,
  rowPoints: Map<string, StoredPoint>,
): Outcome => {
  const refuse = (rule: 'outsideMonths' | 'pastPeriod' | 'twice'): Outcome => {
    // each month of a period has the same issue
    const issue = cellIssue(read, field, rule);
    if (!read.issues.some((otherIssue) => isDeepEqual(otherIssue, issue))) read.issues.push(issue);
    return 'refused';
  };
  const valuationMonth = monthOfDate(check.settings.valuationDate);
  if (months.length === 0 || months.some((month) => !Month.safeParse(month).success)) return refuse('outsideMonths');
  // the price of a year under way is a forecast of its other months, and does not replace actual prices
  // a long-term price fills the plan and the year after it, in which its last deliveries are priced
  const lastPricedMonth = isLongTermField(field) ? Math.max(monthOf(check.settings.horizonYear + 1, 12), months[0]! + 11) : months.at(-1)!;
  const pricedMonths = months.length === 1 ? months : months.filter((month) => month > valuationMonth && month <= lastPricedMonth);
  if (pricedMonths.length === 0) return refuse('pastPeriod');
  return worstOutcome(
    pricedMonths.map((month) => {
      const deck: DeckId = month <= valuationMonth ? 'base' : ((read.values.get('deck') as DeckId | undefined) ?? defaultDeck);
      const reference = read.values.get('reference') as StoredPoint['reference'];
      const key = pointKey(deck, reference, month);
      if (check.points.has(key) || rowPoints.has(key)) return refuse('twice');
      const pointBefore = check.context.points.get(key);
      const point = { ...pointOf(read, Number(price), pointBefore, check.source), deck, reference, month };
      rowPoints.set(key, point);
      if (!pointBefore) return 'added';
      return pointBefore.price === point.price && pointBefore.origin === point.origin && pointBefore.source === point.source
        ? 'same'
        : 'changed';
    }),
  );
};

/** Returns the stored values of a price. Origin and source are kept if the price is unchanged. */
const pointOf = (
  read: ReadRow,
  price: number,
  pointBefore: StoredPoint | undefined,
  source: string,
): Pick<StoredPoint, 'price' | 'origin' | 'source'> => {
  const origin =
    (read.values.get('origin') as StoredPoint['origin'] | undefined) ?? (pointBefore?.price === price ? pointBefore.origin : 'user');
  const statedSource = read.values.get('source') as string | undefined;
  const isSourceKept =
    pointBefore !== undefined &&
    (statedSource === undefined ? pointBefore.price === price : everyShippedText(pointBefore.source).includes(statedSource));
  const newSource = isSourceKept ? pointBefore.source : statedSource === undefined ? source : storedFrom(statedSource, 'shipped.price.');
  return { price, origin, source: newSource.slice(0, 500) };
};
