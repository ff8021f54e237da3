import type { Verdict } from '#shared/contract/figure.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { count, month, usd, words, year as yearFigure } from '../portfolio/figures.ts';

/** A contract with destination China: its buyer, its revenue from China in the year, and the month in which its commitment ends. */
export type BoughtContract = { readonly buyer: Buyer; readonly revenue: number; readonly end: Month };

/** State-linked buyers with a sentence of their own; the others share one for each kind. */
const MAX_BUYERS = 8;

/** The list of buyers that has the others of a kind. */
const ROUTES = { central: '/buyers?type=centralBuyer', owned: '/buyers?ownership=state' } as const;

/** States what each buyer takes that buys centrally or is owned by the state, central buyers first, the largest first, and the sum of the others. */
export const stateBuyerSentences = (
  contracts: readonly BoughtContract[],
  year: number,
  identify: (subject: string) => FigureIdentity,
): Verdict => {
  const buyers = [...Map.groupBy(contracts, ({ buyer }) => buyer)]
    .flatMap(([buyer, contractsOfBuyer]) => {
      const isCentralBuyer = buyer.type === 'centralBuyer';
      if (!(isCentralBuyer || buyer.ownership === 'state')) return [];
      const kind: keyof typeof ROUTES = isCentralBuyer ? 'central' : 'owned';
      return [
        {
          buyer,
          kind,
          end: Math.max(...contractsOfBuyer.map(({ end }) => end)),
          revenue: sumBy(contractsOfBuyer, ({ revenue }) => revenue),
        },
      ];
    })
    .sort((a, b) => Number(b.kind === 'central') - Number(a.kind === 'central') || b.revenue - a.revenue);
  const figures = (revenue: number, end: Month, subject: string) => ({
    revenue: usd(revenue, { decimals: 0, identity: identify(subject) }),
    year: yearFigure(year),
    end: month(end),
  });
  const otherBuyers = Map.groupBy(buyers.slice(MAX_BUYERS), ({ kind }) => kind);
  return [
    ...buyers.slice(0, MAX_BUYERS).map(({ buyer, kind, end, revenue }) => ({
      key: `china.state.${kind}` as const,
      figures: { buyer: words(buyer.name, { route: `/buyers/${buyer.id}` }), ...figures(revenue, end, `buyer:${buyer.id}`) },
    })),
    ...[...otherBuyers].map(([kind, buyersOfKind]) => ({
      key: `china.state.${kind}.others` as const,
      figures: {
        count: count(buyersOfKind.length, { route: ROUTES[kind] }),
        ...figures(
          sumBy(buyersOfKind, ({ revenue }) => revenue),
          Math.max(...buyersOfKind.map(({ end }) => end)),
          `smallest:${kind}/${buyersOfKind.length}`,
        ),
      },
    })),
  ];
};
