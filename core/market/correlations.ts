import { listReferences, saveReference } from '#db/repositories/references.ts';
import type { Db, Tx } from '#db/schema.ts';
import { logReturnCorrelation } from '#engine';
import type { ParsedInput } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { CorrelationPair, Correlations } from '#shared/contract/market.ts';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { DeckPoint, Reference } from '#shared/domain/reference.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { correlationOf, originOfPair } from '../simulation/correlation.ts';
import { LEAST_MONTHS, LEAST_PRICES, MONTHS_A_YEAR, monthlyOf, ownPoints, type Price, unbroken, yearlyOf } from './ownPrices.ts';

type Fitted = NonNullable<CorrelationPair['fitted']>;
type Own = { readonly monthly: readonly Price[]; readonly yearly: readonly Price[] };

/** |atanh r| sqrt(n - 3) above this tells a correlation from none, at 5 % (Fisher 1921). */
const TWO_SIDED_5 = 1.959964;

/** Months that both have a price of, one step after the other up to the last that both have. */
const inCommon = (a: readonly Price[], b: readonly Price[], step: number) => {
  const other = new Map(b.map(({ month, price }) => [month, price]));
  const both = unbroken(
    a.filter(({ month }) => other.has(month)),
    step,
  );
  return { months: both.map(({ month }) => month), prices: [both.map(({ price }) => price), both.map(({ month }) => other.get(month)!)] };
};

/** Correlation of two references' log returns where they have enough prices in common, none of them dead or without movement. */
const fittedOf = (a: Own, b: Own): Fitted | undefined => {
  const monthly = inCommon(a.monthly, b.monthly, 1);
  const step = monthly.months.length >= LEAST_MONTHS ? 'month' : 'year';
  const { months, prices } = step === 'month' ? monthly : inCommon(a.yearly, b.yearly, MONTHS_A_YEAR);
  if (months.length < LEAST_PRICES) return undefined;
  try {
    const value = logReturnCorrelation(prices)[0]![1]!;
    const returns = months.length - 1;
    return {
      value,
      // sqrt((1 - r^2) / (n - 2))
      error: Math.sqrt((1 - value * value) / (returns - 2)),
      significant: Math.abs(Math.atanh(value)) * Math.sqrt(returns - 3) > TWO_SIDED_5,
      returns,
      step,
      from: months[0]!,
      to: months.at(-1)! + (step === 'year' ? MONTHS_A_YEAR - 1 : 0),
    };
  } catch (error) {
    // a price not above zero, or one that never moves: nothing can be said of the pair
    if (error instanceof OrebookError) return undefined;
    throw error;
  }
};

/** Prices that move by themselves: what follows another moves with it by its beta. */
const movers = (references: readonly Reference[]): readonly Reference[] =>
  references.filter(({ kind, follows }) => kind === 'price' && follows === undefined);

/** How prices move together: what a run uses, and what the workspace's own prices say. */
export const correlationsOf = async (db: Db): Promise<Correlations> => {
  const references = movers(await listReferences(db));
  const points = await ownPoints(db);
  const own = (code: ReferenceCode): Own => {
    const of: readonly DeckPoint[] = points.get(code) ?? [];
    return { monthly: monthlyOf(of), yearly: yearlyOf(of) };
  };
  const series = references.map(({ code }) => own(code));
  const { matrix, repaired, stated } = correlationOf(references);
  const pairs = references.flatMap((a, i) =>
    references.slice(0, i).map((b, j): CorrelationPair => {
      const fitted = fittedOf(series[i]!, series[j]!);
      return { a: b.code, b: a.code, stated: stated[i]![j]!, used: matrix[i]![j]!, ...originOfPair(a, b), ...(fitted ? { fitted } : {}) };
    }),
  );
  return {
    references: references.map(({ code, name, metal }) => ({ reference: code, name: shippedText(name), ...(metal ? { metal } : {}) })),
    pairs,
    repaired,
  };
};

/** Writes how pairs move together; a pair without a value goes back to what is published. Throws NOT_FOUND, BAD_SHAPE. */
export const setCorrelations = async (tx: Tx, { pairs }: ParsedInput<'market.setCorrelations'>): Promise<void> => {
  const references = await listReferences(tx);
  const byCode = new Map(references.map((reference) => [reference.code, reference]));
  const found = (code: ReferenceCode): Reference => {
    const reference = byCode.get(code);
    if (reference === undefined) throw new OrebookError('NOT_FOUND', { kind: 'reference', id: code });
    if (movers([reference]).length === 0) throw new OrebookError('BAD_SHAPE', { field: 'pairs', rule: 'follows' });
    return reference;
  };
  for (const { a, b, value, source } of pairs) {
    // the one that was added later holds the pair; a bundle may have brought it with the other
    const [earlier, later] = [found(a), found(b)].sort((x, y) => x.order - y.order) as [Reference, Reference];
    const without = (one: Reference, other: Reference) => (one.correlations ?? []).filter(({ reference }) => reference !== other.code);
    const others = without(later, earlier);
    const given = without(earlier, later);
    if (given.length < (earlier.correlations?.length ?? 0)) byCode.set(earlier.code, { ...earlier, correlations: given });
    byCode.set(later.code, {
      ...later,
      correlations: value === undefined ? others : [...others, { reference: earlier.code, value, source }],
    });
  }
  for (const reference of references) {
    const next = byCode.get(reference.code)!;
    if (next !== reference) await saveReference(tx, next);
  }
};
