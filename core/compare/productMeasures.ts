import type { Product } from '#shared/domain/product.ts';
import { monthOf } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { deckSource } from '../portfolio/explain.ts';
import { share, usdPerDmt } from '../portfolio/figures.ts';
import { amountInScope, explainByLines, identifyInScope, type Measure, measuredValue } from './measure.ts';

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
        .map(({ contractId, ledger: { first, delivered, netPrice } }) => {
          // the ledger has the numbers of `months`, which are long lists to make and keep for each of thousands of contracts
          const from = year === undefined ? 0 : Math.max(0, monthOf(year, 1) - first);
          const to = year === undefined ? delivered.length : Math.min(delivered.length, monthOf(year + 1, 1) - first);
          let [tonnes, amount] = [0, 0];
          for (let i = from; i < to; i++) {
            tonnes += delivered[i]!;
            amount += delivered[i]! * netPrice[i]!;
          }
          return { contractId, tonnes, amount };
        });
      const tonnes = sum(contracts.map((contract) => contract.tonnes));
      if (tonnes === 0) return undefined;
      // sum of tonnes x net price / sum of tonnes
      const value = sum(contracts.map(({ amount }) => amount)) / tonnes;
      const lines = contracts.map(({ contractId, amount }) => ({ contractId, amount: amount / tonnes }));
      const identity = identifyInScope({ book, plan, year }, 'netPrice', `product:${product.id}`);
      return measuredValue(value, () =>
        explainByLines(book, usdPerDmt(value, { identity }), lines, 'compare.formula.netPrice', label, [deckSource(book)]),
      );
    },
  };
};

/** Nominal tonnes of a product under contract over its planned production. */
export const committedShareOf = (product: Product): Measure => {
  const label = message('effect.committedShare', { product: product.name });
  return {
    key: 'committedShare',
    group: 'concentration',
    label,
    better: 'more',
    unit: 'points',
    decimals: 1,
    of: ({ book, plan, year }) => {
      const { rows, years } = plan.exposure();
      const plannedTonnes = sum(
        (plan.commitments().find(({ productId }) => productId === product.id)?.years ?? [])
          .filter((commitmentYear) => year === undefined || commitmentYear.year === year)
          .map(({ planned }) => planned),
      );
      if (plannedTonnes === 0) return undefined;
      const lines = rows
        .filter(({ members }) => members.product === product.id)
        .map(({ contractId, tonnes }) => ({
          contractId,
          amount: amountInScope(tonnes, years, year) / plannedTonnes,
        }));
      const value = sum(lines.map(({ amount }) => amount));
      return measuredValue(value, () =>
        explainByLines(
          book,
          share(value, { identity: identifyInScope({ book, plan, year }, 'committedShare', `product:${product.id}`) }),
          lines,
          'effect.formula.committedShare',
          label,
        ),
      );
    },
  };
};
