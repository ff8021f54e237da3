import { listReferences, saveReference } from '#db/repositories/references.ts';
import type { Db, Tx } from '#db/schema.ts';
import { logReturnCorrelation } from '#engine';
import type { ParsedInput } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { CorrelationPair, Correlations } from '#shared/contract/market.ts';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { type DeckPoint, hasOwnProcess, type Reference } from '#shared/domain/reference.ts';
import { MONTHS_PER_YEAR } from '#shared/domain/time.ts';
import { correlationOf, originOfPair } from '../simulation/correlation.ts';
import { LEAST_MONTHS, LEAST_PRICES, lastUnbrokenRun, monthlyPrices, type Price, readOwnPoints, yearlyPrices } from './ownPrices.ts';

type FittedCorrelation = NonNullable<CorrelationPair['fitted']>;
type OwnPrices = { readonly monthly: readonly Price[]; readonly yearly: readonly Price[] };

/** A correlation is significant at 5 % if |atanh r| sqrt(n - 3) is above this (Fisher 1921). */
const CRITICAL_VALUE = 1.959964;

/** The last unbroken run of months for which both have a price. */
const commonPrices = (a: readonly Price[], b: readonly Price[], step: number) => {
  const otherPrices = new Map(b.map(({ month, price }) => [month, price]));
  const commonRun = lastUnbrokenRun(
    a.filter(({ month }) => otherPrices.has(month)),
    step,
  );
  return {
    months: commonRun.map(({ month }) => month),
    prices: [commonRun.map(({ price }) => price), commonRun.map(({ month }) => otherPrices.get(month)!)],
  };
};

/** Correlation of two references' log returns; undefined with too few common prices, or prices that never change or are not above zero. */
const fitPair = (a: OwnPrices, b: OwnPrices): FittedCorrelation | undefined => {
  const monthlyPrices = commonPrices(a.monthly, b.monthly, 1);
  const step = monthlyPrices.months.length >= LEAST_MONTHS ? 'month' : 'year';
  const { months, prices } = step === 'month' ? monthlyPrices : commonPrices(a.yearly, b.yearly, MONTHS_PER_YEAR);
  if (months.length < LEAST_PRICES) return undefined;
  try {
    const value = logReturnCorrelation(prices)[0]![1]!;
    const returns = months.length - 1;
    return {
      value,
      // sqrt((1 - r^2) / (n - 2))
      error: Math.sqrt((1 - value * value) / (returns - 2)),
      isSignificant: Math.abs(Math.atanh(value)) * Math.sqrt(returns - 3) > CRITICAL_VALUE,
      returns,
      step,
      from: months[0]!,
      to: months.at(-1)! + (step === 'year' ? MONTHS_PER_YEAR - 1 : 0),
    };
  } catch (error) {
    // a price is not above zero or never changes: the pair has no correlation
    if (error instanceof OrebookError) return undefined;
    throw error;
  }
};

/** Selects the prices with a process of their own: a follower moves with its leader, an average with its indices. */
const withOwnProcess = (references: readonly Reference[]): readonly Reference[] =>
  references.filter((reference) => reference.kind === 'price' && hasOwnProcess(reference));

/** Lists the correlations that a run uses, with those fitted to the workspace's own prices. */
export const listCorrelations = async (db: Db): Promise<Correlations> => {
  const references = withOwnProcess(await listReferences(db));
  const points = await readOwnPoints(db);
  const ownPrices = (code: ReferenceCode): OwnPrices => {
    const referencePoints: readonly DeckPoint[] = points.get(code) ?? [];
    return { monthly: monthlyPrices(referencePoints), yearly: yearlyPrices(referencePoints) };
  };
  const series = references.map(({ code }) => ownPrices(code));
  const { matrix, isRepaired, unrepaired } = correlationOf(references);
  const pairs = references.flatMap((a, i) =>
    references.slice(0, i).map((b, j): CorrelationPair => {
      const fittedCorrelation = fitPair(series[i]!, series[j]!);
      return {
        a: b.code,
        b: a.code,
        stated: unrepaired[i]![j]!,
        used: matrix[i]![j]!,
        ...originOfPair(a, b),
        ...(fittedCorrelation ? { fitted: fittedCorrelation } : {}),
      };
    }),
  );
  return {
    references: references.map(({ code, name, metal }) => ({ reference: code, name: { shipped: name }, ...(metal ? { metal } : {}) })),
    pairs,
    isRepaired,
  };
};

/** Stores the correlations of pairs; a pair without a value returns to the published one. Throws NOT_FOUND and BAD_SHAPE. */
export const setCorrelations = async (tx: Tx, { pairs }: ParsedInput<'market.setCorrelations'>): Promise<void> => {
  const references = await listReferences(tx);
  const byCode = new Map(references.map((reference) => [reference.code, reference]));
  const findReference = (code: ReferenceCode): Reference => {
    const reference = byCode.get(code);
    if (reference === undefined) throw new OrebookError('NOT_FOUND', { kind: 'reference', id: code });
    if (withOwnProcess([reference]).length === 0) throw new OrebookError('BAD_SHAPE', { field: 'pairs', rule: 'follows' });
    return reference;
  };
  for (const { a, b, value, source } of pairs) {
    // the later reference stores the pair; after an import it may stand with the earlier one
    const [earlierReference, laterReference] = [findReference(a), findReference(b)].sort((x, y) => x.order - y.order) as [
      Reference,
      Reference,
    ];
    const correlationsWithout = (firstReference: Reference, secondReference: Reference) =>
      (firstReference.correlations ?? []).filter(({ reference }) => reference !== secondReference.code);
    const otherCorrelations = correlationsWithout(laterReference, earlierReference);
    const earlierCorrelations = correlationsWithout(earlierReference, laterReference);
    if (earlierCorrelations.length < (earlierReference.correlations?.length ?? 0))
      byCode.set(earlierReference.code, { ...earlierReference, correlations: earlierCorrelations });
    byCode.set(laterReference.code, {
      ...laterReference,
      correlations: value === undefined ? otherCorrelations : [...otherCorrelations, { reference: earlierReference.code, value, source }],
    });
  }
  for (const reference of references) {
    const changedReference = byCode.get(reference.code)!;
    if (changedReference !== reference) await saveReference(tx, changedReference);
  }
};
