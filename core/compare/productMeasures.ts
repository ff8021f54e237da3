import type { Product } from '#shared/domain/product.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { deckSource } from '../portfolio/explain.ts';
import { share, usdPerDmt } from '../portfolio/figures.ts';
import { codeOf, explainByLines, identifyInScope, type Measure, nameMessage, within } from './measure.ts';

/** Mean net price of a product's contract tonnes, weighted by them. */
export const netPriceOf = (product: Product): Measure => {
  const label = message('compare.netPrice', { product: product.name });
  return {
    key: 'netPrice',
    group: 'earnings',
    label,
    better: 'more',
    unit: 'usdPerDmt',
    decimals: 1,
    of: ({ book, plan, year }) => {
      const contracts = plan.value.contracts
        .filter(({ productId }) => productId === product.id)
        .map(({ contractId, months }) => {
          const some = months.filter(({ month }) => year === undefined || Math.floor(month / 12) === year);
          return {
            label: nameMessage(codeOf(book, contractId)),
            tonnes: sum(some.map(({ delivered }) => delivered)),
            amount: sum(some.map(({ delivered, netPrice }) => delivered * netPrice)),
          };
        });
      const tonnes = sum(contracts.map((one) => one.tonnes));
      if (tonnes === 0) return undefined;
      // sum of tonnes x net price / sum of tonnes
      const value = sum(contracts.map(({ amount }) => amount)) / tonnes;
      const lines = contracts.map((one) => ({ label: one.label, amount: one.amount / tonnes }));
      const identity = identifyInScope({ book, plan, year }, 'netPrice', `product:${product.id}`);
      return {
        value,
        figure: explainByLines(usdPerDmt(value, { identity }), lines, 'compare.formula.netPrice', label, [deckSource(book)]),
      };
    },
  };
};

/** Nominal tonnes of a product under contract over its planned production. */
export const coverageOf = (product: Product): Measure => {
  const label = message('effect.coverage', { product: product.name });
  return {
    key: 'coverage',
    group: 'concentration',
    label,
    better: 'more',
    unit: 'points',
    decimals: 1,
    of: ({ book, plan, year }) => {
      const { rows, years } = plan.exposure();
      const planned = sum(
        (plan.coverage().find(({ productId }) => productId === product.id)?.years ?? [])
          .filter((one) => year === undefined || one.year === year)
          .map((one) => one.planned),
      );
      if (planned === 0) return undefined;
      const lines = rows
        .filter(({ members }) => members.product === product.id)
        .map(({ contractId, tonnes }) => ({ label: nameMessage(codeOf(book, contractId)), amount: within(tonnes, years, year) / planned }));
      const value = sum(lines.map(({ amount }) => amount));
      return {
        value,
        figure: explainByLines(
          share(value, { identity: identifyInScope({ book, plan, year }, 'coverage', `product:${product.id}`) }),
          lines,
          'effect.formula.coverage',
          label,
        ),
      };
    },
  };
};
