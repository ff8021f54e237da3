import type { PortfolioValue, ProductMonth } from '#engine';
import type { Figure } from '#shared/contract/figure.ts';
import type { Month } from '#shared/domain/time.ts';
import { labelFigure, month } from './figures.ts';
import type { Workbook } from './portfolio.ts';

/** The most sentences of one verdict about closed markets. */
const MAX_PERIODS = 12;

/** Runs of months with tonnes for sale on spot and no market depth in any zone. */
const closedPeriods = (months: readonly ProductMonth[]): readonly { readonly from: Month; readonly to: Month }[] => {
  const periods: { readonly from: Month; to: Month }[] = [];
  for (const { month: closedMonth, depth, spotPrice } of months) {
    if (spotPrice === undefined || depth > 0) continue;
    const lastPeriod = periods.at(-1);
    if (lastPeriod?.to === closedMonth - 1) lastPeriod.to = closedMonth;
    else periods.push({ from: closedMonth, to: closedMonth });
  }
  return periods;
};

/**
 * Returns the values of the text `spot.marketsClosed` for each period in which products have tonnes for sale and every market for them is
 * closed, the longest first.
 */
export const closedMarkets = (
  { products: productsById }: Pick<Workbook, 'products'>,
  { products }: Pick<PortfolioValue, 'products'>,
): readonly Readonly<Record<'products' | 'from' | 'to', Figure>>[] => {
  const closures = products.flatMap(({ productId, months }) =>
    closedPeriods(months).map((period) => ({ ...period, product: productsById.get(productId)?.name ?? productId })),
  );
  return [...Map.groupBy(closures, ({ from, to }) => `${from} ${to}`).values()]
    .toSorted(([a], [b]) => b!.to - b!.from - (a!.to - a!.from))
    .slice(0, MAX_PERIODS)
    .map((sameClosures) => ({
      products: labelFigure({ list: sameClosures.map(({ product }) => product), by: 'and' }),
      from: month(sameClosures[0]!.from),
      to: month(sameClosures[0]!.to),
    }));
};
