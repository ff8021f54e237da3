import { describe, expect, it } from 'vitest';
import {
  breakEvenPrice,
  compareWithSpot,
  type Market,
  operatingCostByMonth,
  type Portfolio,
  type PortfolioProduct,
  plannedCosts,
  valuePortfolio,
} from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { yearOf } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { CONTRACT, entry, JAN_2027, market, month, offtake, portfolio, product, REFERENCES } from '../../tests/helpers/engine/plans.ts';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const RATE = 'usdaud' as ReferenceCode;
const SHARE = 0.6;

const planOf = (fields: Partial<PortfolioProduct> = {}): Portfolio =>
  portfolio([entry(offtake())], {
    products: [
      product({
        unitCost: [
          { year: 2027, usdPerDmt: 40 },
          { year: 2029, usdPerDmt: 50 },
        ],
        ...fields,
      }),
    ],
    references: { ...REFERENCES, [RATE]: { code: RATE, kind: 'rate', unit: 'AUD/USD' } },
  });

const inAustralia = planOf({ costCurrency: { currency: 'AUD', share: SHARE } });

/** A market with the deck's rate at 1.5 and its own rate, Australian dollars for one US dollar by month after the valuation. */
const marketAt = (rateIn: (t: number) => number): Market => {
  const { deck, prices, start, ...rest } = market();
  const length = deck.iron!.length;
  const flat = new Float64Array(length).fill(1.5);
  const rates = Float64Array.from({ length }, (_, i) => rateIn(start + i - JAN_2027 + 1));
  return { ...rest, start, deck: { ...deck, [RATE]: flat }, prices: { ...prices, [RATE]: rates } };
};

const costs = (of: Portfolio, on: Market): readonly number[] => {
  const { contracts, products } = valuePortfolio(of, on);
  return contracts[0]!.cost.map((cost, y) => cost + products[0]!.spotCost[y]!);
};

describe('a unit cost with a share in another currency', () => {
  it('is the entered cost to the bit at the rates of the deck, and without a share', () => {
    const atDeck = marketAt(() => 1.5);
    const [inUsd, noShare] = [planOf(), planOf({ costCurrency: { currency: 'AUD', share: 0 } })];
    for (const testMarket of [atDeck, { ...atDeck, prices: atDeck.deck }]) {
      expect(costs(inAustralia, testMarket)).toEqual(costs(inUsd, testMarket));
      expect(breakEvenPrice(inAustralia, CONTRACT, testMarket)).toEqual(breakEvenPrice(inUsd, CONTRACT, testMarket));
    }
    expect(
      costs(
        noShare,
        marketAt(() => 2),
      ),
    ).toEqual(costs(inUsd, atDeck));
  });

  it('rises by its share of the currency’s gain in US dollars, month by month', () => {
    // 36 months of 1,200 dmt; one Australian dollar buys 25 % more US dollars from month 7 on: 1.5 / 1.2
    const on = marketAt((t) => (t < 7 ? 1.5 : 1.2));
    const years = [2027, 2028, 2029];
    const expectedCosts = [
      1200 * 40 * (6 + 6 * (1 + SHARE * 0.25)),
      1200 * 40 * 12 * (1 + SHARE * 0.25),
      1200 * 50 * 12 * (1 + SHARE * 0.25),
    ];
    costs(inAustralia, on).forEach((cost, y) => {
      expect(cost).toBeCloseTo(expectedCosts[y]!, 6);
    });
    plannedCosts(inAustralia, on, years).forEach((cost, y) => {
      expect(cost).toBeCloseTo(expectedCosts[y]!, 6);
    });
    const { contracts } = valuePortfolio(inAustralia, on);
    // 1,000 dmt a month from the contract: the mean of both halves of the year
    expect(compareWithSpot(inAustralia, contracts[0]!, on).years[0]!.unitCost).toBeCloseTo(40 * (1 + (SHARE * 0.25) / 2), 9);
  });

  it('raises the break-even price by the change of the cost', () => {
    const expensiveBreakEven = breakEvenPrice(
      planOf({ unitCost: [{ year: 2027, usdPerDmt: 40 }], costCurrency: { currency: 'AUD', share: SHARE } }),
      CONTRACT,
      marketAt(() => 1.2),
    ).price!;
    expect(expensiveBreakEven).toBeCloseTo(40 * (1 + SHARE * 0.25), 6);
  });

  it('at a share of 1 is a cost in the currency: its cost in Australian dollars never moves', () => {
    const audPlan = planOf({ costCurrency: { currency: 'AUD', share: 1 } });
    const rates = [1.2, 1.5, 2.4];
    const inAud = rates.map(
      (rate) =>
        sum(
          costs(
            audPlan,
            marketAt(() => rate),
          ),
        ) * rate,
    );
    for (const amount of inAud) expect(amount).toBeCloseTo(inAud[0]!, 3);
  });

  it('is refused without an exchange rate', () => {
    const { [RATE]: _, ...references } = inAustralia.references;
    const on = marketAt(() => 1.5);
    expectRefusal(() => valuePortfolio({ ...inAustralia, references }, on), 'CURRENCY', { currency: 'AUD' });
    const gap = marketAt((t) => (t === 5 ? Number.NaN : 1.5));
    expectRefusal(() => valuePortfolio(inAustralia, gap), 'CURRENCY', { currency: 'AUD', reference: RATE, month: month(5) });
  });
});

describe('operating costs by month', () => {
  it('sum to the planned costs of each year, with a part in another currency', () => {
    const on = marketAt((t) => (t <= 6 ? 1.5 : 1.2));
    const years = [2027, 2028, 2029];
    const yearCosts = plannedCosts(inAustralia, on, years);
    const byMonth = operatingCostByMonth(inAustralia, on);
    for (const [y, year] of years.entries()) {
      const months = byMonth.filter((_, i) => yearOf(JAN_2027 + i) === year);
      expect(sum(months)).toBeCloseTo(yearCosts[y]!, 6);
    }
    // 1,200 dmt at 40 USD/dmt, of which 60 % is 1.5 / 1.2 times as dear in July
    expect(byMonth[6]).toBeCloseTo(1200 * 40 * (1 + SHARE * 0.25), 9);
  });
});
