import { type ExplainLine, explainNetPrice, type Market, type Portfolio } from '#engine';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';

/** The inputs of a line and the months whose prices it uses. */
export type LineSource = NonNullable<ExplainLine['source']> & { readonly isWeighted?: true | undefined };

/** A line of a price, of one month or averaged over several. */
export type PricedLine = Omit<ExplainLine, 'source'> & { readonly source?: LineSource | undefined };

type WeightedSource = { readonly source: LineSource; readonly count: number; readonly weight: number; readonly price: number };

/** Adds a month's source to that of the months before; undefined where their inputs differ, so that no one price times them is the line. */
const mergeSource = (previous: WeightedSource | undefined, source: LineSource | undefined, weight: number): WeightedSource | undefined => {
  if (source === undefined) return undefined;
  const price = (source.price ?? 0) * weight;
  if (previous === undefined) return { source, count: 1, weight, price };
  const isSame = previous.source.reference === source.reference && JSON.stringify(previous.source.inputs) === JSON.stringify(source.inputs);
  if (!isSame) return undefined;
  const months = {
    from: Math.min(previous.source.months.from, source.months.from),
    to: Math.max(previous.source.months.to, source.months.to),
  };
  return {
    source: { ...previous.source, months },
    count: previous.count + 1,
    weight: previous.weight + weight,
    price: previous.price + price,
  };
};

/**
 * Lists the lines of a contract's net price summed over months with a weight each, the price itself last, USD/dmt. A line has inputs if
 * they are the same in all months and the weights sum to one; its price is then weighted like the line, so that the inputs multiply to it.
 */
export const weightedPriceLines = (
  { portfolio }: { readonly portfolio: Portfolio },
  { market }: { readonly market: Market },
  id: ContractId,
  months: readonly { readonly month: Month; readonly weight: number }[],
): readonly PricedLine[] => {
  const amounts = new Map<string, number>();
  const sources = new Map<string, WeightedSource | undefined>();
  for (const { month, weight } of months) {
    for (const { label, amount, source } of explainNetPrice(portfolio, id, market, month)) {
      sources.set(
        label,
        amounts.has(label) && sources.get(label) === undefined ? undefined : mergeSource(sources.get(label), source, weight),
      );
      amounts.set(label, (amounts.get(label) ?? 0) + amount * weight);
    }
  }
  const total = amounts.get('total') ?? 0;
  amounts.delete('total');
  const sourceOf = (label: string): LineSource | undefined => {
    const mergedSource = sources.get(label);
    if (mergedSource === undefined || mergedSource.count < months.length || Math.abs(mergedSource.weight - 1) > 1e-9) return undefined;
    const { source } = mergedSource;
    return {
      ...source,
      ...(source.price === undefined ? {} : { price: mergedSource.price / mergedSource.weight }),
      ...(months.length > 1 ? { isWeighted: true as const } : {}),
    };
  };
  return [
    ...[...amounts].map(([label, amount]): PricedLine => {
      const source = sourceOf(label);
      return source === undefined ? { label, amount } : { label, amount, source };
    }),
    { label: 'total', amount: total },
  ];
};

/**
 * Lists the lines of a contract's net price over some of its months, each weighted by the tonnes delivered in its month, the price itself
 * last, USD/dmt. Undefined where nothing is delivered.
 */
export const netPriceLines = (
  plan: { readonly portfolio: Portfolio },
  book: { readonly market: Market },
  id: ContractId,
  months: readonly { readonly month: Month; readonly delivered: number }[],
): readonly PricedLine[] | undefined => {
  const tonnes = sumBy(months, ({ delivered }) => delivered);
  if (tonnes === 0) return undefined;
  return weightedPriceLines(
    plan,
    book,
    id,
    months.map(({ month, delivered }) => ({ month, weight: delivered / tonnes })),
  );
};
