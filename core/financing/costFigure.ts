import { allInCostWithPrice, explainAllInCost } from '#engine';
import type { Figure, Message } from '#shared/contract/figure.ts';
import type { Month } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { share, withExplanation } from '../portfolio/figures.ts';

/** A lender's flows and the price conceded by month, USD; the concession is empty for the cost without a price. */
export type CostFlows = { readonly flows: readonly number[]; readonly concession: readonly number[]; readonly valuationMonth: Month };

/**
 * The effective annual rate of a lender's flows and the price conceded, explained by the present values that sum to zero at it; undefined
 * where no rate solves it.
 */
export const costFigure = (
  { flows, concession, valuationMonth }: CostFlows,
  { title, formula }: { readonly title: Message; readonly formula: Message },
): Figure | undefined => {
  const rate = allInCostWithPrice(flows, concession, valuationMonth);
  if (rate === null) return undefined;
  return withExplanation(share(rate), {
    title,
    formula,
    lines: explainAllInCost(flows, concession, valuationMonth)
      .slice(0, -1)
      .map(({ label, amount }) => {
        const [kind, year] = label.split('.');
        return {
          label: message(`financing.workbench.cost.${kind as 'flows' | 'concession'}`, { year: Number(year) }),
          amount,
          unit: 'usd' as const,
          decimals: 2,
        };
      }),
    total: { label: message('financing.workbench.rate'), amount: rate, unit: 'fraction', decimals: 2 },
    sources: [],
  });
};
