import { type ContractValue, deliverySchedule, groupBuyers } from '#engine';
import type { BuyerId, ContractId, ProductId } from '#shared/domain/ids.ts';
import { type Month, type Year, yearOf } from '#shared/domain/time.ts';
import type { CountryCode } from '#shared/domain/zone.ts';
import { sum, sumBy } from '#shared/math.ts';
import { lazy, memoize } from '#shared/memoize.ts';
import type { Steps } from '#shared/steps.ts';
import { contractRevenue, type ValuedOnMarket } from '../portfolio/planCash.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { unitCost } from '../portfolio/projectInputs.ts';

/** Tonnes of a product over the life of the loans, dmt, and its revenue in that time, USD. */
export type ProductLife = {
  readonly productId: ProductId;
  readonly name: string;
  readonly plannedTonnes: number;
  readonly nominalTonnes: number;
  readonly minimumTonnes: number;
  readonly revenue: number;
};

/** Revenue and margin (revenue less cash cost) of one buyer or group, USD, and its contracts. */
export type BuyerLife = {
  readonly names: readonly string[];
  readonly buyerIds: readonly BuyerId[];
  readonly contractIds: readonly ContractId[];
  readonly revenue: number;
  readonly margin: number;
};

/** The contracts of a plan over the life of its loans: to the last maturity, without a loan to the end of the plan. */
export type LoanLife = {
  readonly end: Month;
  readonly months: number;
  /** Net revenue of the plan in that time and to the end, USD. */
  readonly revenue: number;
  readonly revenueToEnd: number;
  /** Revenue of contracts, without spot sales, USD. */
  readonly contractRevenue: number;
  readonly revenueOf: (ids: Iterable<ContractId>) => number;
  readonly products: (countedIds: ReadonlySet<ContractId>, yieldNow: () => Promise<void>) => Promise<readonly ProductLife[]>;
  readonly buyers: () => readonly BuyerLife[];
  readonly groups: () => readonly BuyerLife[];
  /** Contract revenue by destination, in proportion to the buyer's tonnes. */
  readonly soldTo: (country: CountryCode) => number;
  /** Years to the committed end of each contract, weighted by its revenue. */
  readonly weightedTenor: () => {
    readonly years: number;
    readonly byContract: readonly { readonly code: string; readonly years: number }[];
  };
};

/** Measures the contracts of a valued plan over the life of its loans, a contract in a step. */
export function* loanLife(book: Workbook, { portfolio, value }: ValuedOnMarket, maturity: Month | undefined): Steps<LoanLife> {
  const { valuationMonth, contracts, products } = portfolio;
  const end = maturity ?? portfolio.lastMonth;
  const months = Math.max(0, end - valuationMonth);
  const unitCostsOf = memoize((productId: ProductId) => {
    const product = products.find(({ id }) => id === productId);
    return memoize((year: Year): number => (product && unitCost(product, year)) ?? 0);
  });
  const cashCost = ({ ledger: { first, delivered }, productId }: ContractValue): number => {
    const unitCosts = unitCostsOf(productId);
    let cost = 0;
    for (let month = first; month <= Math.min(end, first + delivered.length - 1); month++)
      cost += delivered[month - first]! * unitCosts(yearOf(month));
    return cost;
  };
  const amounts = new Map<ContractId, { readonly revenue: number; readonly revenueToEnd: number; readonly cost: number }>();
  for (const contractValue of value.contracts) {
    const payments = contractRevenue(contractValue, valuationMonth);
    amounts.set(contractValue.contractId, {
      revenue: sum(payments.slice(0, months)),
      revenueToEnd: sum(payments),
      cost: cashCost(contractValue),
    });
    yield;
  }
  const revenueOf = (ids: Iterable<ContractId>): number => {
    let amount = 0;
    for (const id of ids) amount += amounts.get(id)?.revenue ?? 0;
    return amount;
  };
  const contractsByBuyer = lazy(() => Map.groupBy(contracts, ({ buyer }) => buyer.id));
  const positions = lazy(() => new Map(contracts.map((entry, i) => [entry, i])));
  const buyerLife = (buyerIds: readonly BuyerId[]): BuyerLife => {
    const ownContracts = buyerIds.flatMap((id) => contractsByBuyer().get(id) ?? []);
    if (buyerIds.length > 1) ownContracts.sort((a, b) => positions().get(a)! - positions().get(b)!);
    const contractIds = ownContracts.map(({ contract }) => contract.id);
    const revenue = revenueOf(contractIds);
    const activeBuyerIds = new Set(ownContracts.map(({ buyer }) => buyer.id));
    return {
      names: [...activeBuyerIds].map((id) => book.buyers.get(id)?.name ?? id),
      buyerIds: [...activeBuyerIds],
      contractIds,
      revenue,
      margin: revenue - sumBy(contractIds, (id) => amounts.get(id)?.cost ?? 0),
    };
  };
  const byMargin = (lives: readonly BuyerLife[]) =>
    lives.filter(({ contractIds }) => contractIds.length > 0).toSorted((a, b) => b.margin - a.margin);
  return {
    end,
    months,
    revenue: sum(value.revenueByMonth.slice(0, months)),
    revenueToEnd: sum(value.revenueByMonth),
    contractRevenue: revenueOf(amounts.keys()),
    revenueOf,
    products: async (countedIds, yieldNow) => {
      const contractsByProduct = Map.groupBy(contracts, ({ contract }) => contract.productId);
      const lives: ProductLife[] = [];
      for (const product of products) {
        const productContracts = contractsByProduct.get(product.id) ?? [];
        let [nominalTonnes, minimumTonnes] = [0, 0];
        for (const { contract, committedEnd } of productContracts) {
          if (!countedIds.has(contract.id)) continue;
          for (const { nominal, minimum } of deliverySchedule(contract, valuationMonth + 1, Math.min(end, committedEnd), committedEnd)) {
            nominalTonnes += nominal;
            minimumTonnes += minimum;
          }
          await yieldNow();
        }
        const spotMonths = value.products.find(({ productId }) => productId === product.id)?.months ?? [];
        lives.push({
          productId: product.id,
          name: book.products.get(product.id)?.name ?? product.id,
          plannedTonnes: sum(product.production.slice(0, months)),
          nominalTonnes,
          minimumTonnes,
          revenue:
            revenueOf(productContracts.map(({ contract }) => contract.id)) +
            sumBy(spotMonths, ({ month, spotRevenue }) => (month > end ? 0 : spotRevenue)),
        });
      }
      return lives;
    },
    buyers: lazy(() => byMargin([...new Set(contracts.map(({ buyer }) => buyer.id))].map((id) => buyerLife([id])))),
    groups: lazy(() =>
      byMargin(
        groupBuyers([...contracts.map(({ buyer }) => buyer), ...(portfolio.otherBuyers ?? [])]).map(({ buyers }) =>
          buyerLife(buyers.map(({ id }) => id)),
        ),
      ),
    ),
    soldTo: (country) =>
      sumBy(contracts, ({ contract, buyer }) => {
        const share = sumBy(buyer.destination, (part) => (part.country === country ? part.share : 0));
        return share === 0 ? 0 : share * revenueOf([contract.id]);
      }),
    weightedTenor: () => {
      const rows = contracts
        .map(({ contract, committedEnd }) => ({
          code: contract.code,
          revenue: amounts.get(contract.id)?.revenueToEnd ?? 0,
          years: Math.max(0, committedEnd - valuationMonth) / 12,
        }))
        .filter(({ revenue }) => revenue > 0);
      const totalRevenue = sumBy(rows, ({ revenue }) => revenue);
      // weighted tenor = sum revenue x (committed end - valuation) / sum revenue
      const byContract = rows.map(({ code, revenue, years }) => ({ code, years: (revenue * years) / totalRevenue }));
      return { years: sumBy(byContract, ({ years }) => years), byContract };
    },
  };
}
