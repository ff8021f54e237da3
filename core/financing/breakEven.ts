import { type DebtBreakEven, debtBreakEven, protectedShare, scalePrices, valuePortfolio } from '#engine';
import type { BreakEvenTarget } from '#shared/contract/financing.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import { yearOf } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { unitCost } from '../contracts/previewFigures.ts';
import { contractRevenue, type ValuedOnMarket } from '../portfolio/planCash.ts';
import type { PlanFinancing } from './planFinancing.ts';

type IsScaled = Parameters<typeof scalePrices>[3];

/** A target DSCR, and the lowest factor of all prices that meets it. */
export type JointBreakEven = { readonly target: BreakEvenTarget; readonly dscr: number; readonly found: DebtBreakEven };

/** What a product sells for against its costs and its part of the debt service over the life of the loans; USD/dmt where not said otherwise. */
export type ProductFloor = {
  readonly productId: ProductId;
  readonly planned: number;
  readonly netPrice: number;
  /** Average net price of the tonnes with a floor or a fixed price where the product's reference prices are zero; absent without such tonnes. */
  readonly floor?: { readonly netPrice: number; readonly tonnes: number };
  readonly cashCost: number;
  /** Debt service in proportion to the product's revenue. */
  readonly debtService: number;
};

/** Prices of zero are invalid in some formulas; this factor is below every floor. */
const NO_PRICE = 1e-9;

/** A valued plan of one product. */
const productAlone = ({ portfolio, ...valued }: ValuedOnMarket, productId: ProductId): ValuedOnMarket => ({
  ...valued,
  portfolio: {
    ...portfolio,
    products: portfolio.products.filter(({ id }) => id === productId),
    contracts: portfolio.contracts.filter(({ contract }) => contract.productId === productId),
  },
  value: {
    contracts: valued.value.contracts.filter((one) => one.productId === productId),
    products: valued.value.products.filter((one) => one.productId === productId),
    revenueByMonth: [],
  },
});

/** The same plan at other prices. */
const atPrices = ({ portfolio, market }: ValuedOnMarket, factor: number, isScaled?: IsScaled): ValuedOnMarket => {
  const scaled = scalePrices(market, portfolio, factor, isScaled);
  return { portfolio, market: scaled, value: valuePortfolio(portfolio, scaled) };
};

/** Revenue of contracts and spot sales by month, month 1 first; USD. */
const revenueByMonth = ({ portfolio: { valuationMonth }, value }: ValuedOnMarket): number[] => {
  const total: number[] = [];
  const add = (at: number, amount: number): void => {
    while (total.length <= at) total.push(0);
    if (at >= 0) total[at]! += amount;
  };
  for (const contract of value.contracts) for (const [at, amount] of contractRevenue(contract, valuationMonth).entries()) add(at, amount);
  for (const { months } of value.products) for (const { month, spotRevenue } of months) add(month - valuationMonth - 1, spotRevenue);
  return total;
};

/** The plan with one product valued at other prices. */
const withProduct = (valued: ValuedOnMarket, before: ValuedOnMarket, after: ValuedOnMarket): ValuedOnMarket => {
  const [less, more] = [revenueByMonth(before), revenueByMonth(after)];
  const contracts = new Map(after.value.contracts.map((one) => [one.contractId, one]));
  const products = new Map(after.value.products.map((one) => [one.productId, one]));
  const months = Math.max(valued.value.revenueByMonth.length, more.length);
  return {
    ...valued,
    value: {
      contracts: valued.value.contracts.map((one) => contracts.get(one.contractId) ?? one),
      products: valued.value.products.map((one) => products.get(one.productId) ?? one),
      revenueByMonth: Array.from({ length: months }, (_, i) => (valued.value.revenueByMonth[i] ?? 0) - (less[i] ?? 0) + (more[i] ?? 0)),
    },
  };
};

/** Months from the valuation to the last maturity of a facility. */
const lifeOf = ({ facilities, valuationMonth }: PlanFinancing): number =>
  Math.max(0, ...facilities.map(({ finalMaturity }) => finalMaturity - valuationMonth));

/** Yields to other requests between steps of work. */
type YieldNow = () => Promise<void>;

/** Searches a break-even. `known`: the lowest DSCR by factor, to which the search adds. */
const search = async (
  lowestDscr: (factor: number) => number | null,
  target: number,
  yieldNow: YieldNow,
  known = new Map<number, number | null>(),
): Promise<DebtBreakEven> => {
  const steps = debtBreakEven(target, known);
  let step = steps.next();
  while (!step.done) {
    const factor = step.value;
    if (!known.has(factor)) {
      await yieldNow();
      known.set(factor, lowestDscr(factor));
    }
    step = steps.next(known.get(factor) ?? null);
  }
  return step.value;
};

/** The factors of all prices at which the lowest DSCR of a case is 1, and each DSCR covenant. */
export const jointBreakEvens = async (plan: PlanFinancing, caseId: string, yieldNow: YieldNow): Promise<readonly JointBreakEven[]> => {
  const { valued } = plan.caseOf(caseId);
  const known = new Map<number, number | null>();
  const lowest = (factor: number): number | null =>
    (factor === 1 ? plan.waterfallOf(caseId) : plan.waterfallWith(caseId, atPrices(valued, Math.max(NO_PRICE, factor)))).result.minimumDscr;
  const covenant = (key: 'lockUpDscr' | 'defaultDscr'): readonly { target: BreakEvenTarget; dscr: number }[] => {
    const limits = plan.facilities.flatMap(({ covenants }) => covenants[key] ?? []);
    return limits.length === 0 ? [] : [{ target: key, dscr: Math.max(...limits) }];
  };
  const found: JointBreakEven[] = [];
  for (const { target, dscr } of [{ target: 'service' as const, dscr: 1 }, ...covenant('defaultDscr'), ...covenant('lockUpDscr')])
    found.push({ target, dscr, found: await search(lowest, dscr, yieldNow, known) });
  return found;
};

/** The factor of one metal's prices in a product's sales at which debt is just served, all else as in the case. */
export const productBreakEven = (plan: PlanFinancing, caseId: string, productId: ProductId, yieldNow: YieldNow): Promise<DebtBreakEven> => {
  const { valued } = plan.caseOf(caseId);
  const before = productAlone(valued, productId);
  const metal = before.portfolio.products[0]?.metal;
  const lowest = (factor: number): number | null => {
    if (factor === 1) return plan.waterfallOf(caseId).result.minimumDscr;
    const after = atPrices(before, Math.max(NO_PRICE, factor), (reference) => reference.metal === metal);
    return plan.waterfallWith(caseId, withProduct(valued, before, after)).result.minimumDscr;
  };
  return search(lowest, 1, yieldNow);
};

/** Floors, cash cost and debt service per tonne of each product with planned production over the life of the facilities. */
export const productFloors = (plan: PlanFinancing, caseId: string): readonly ProductFloor[] => {
  const { valued } = plan.caseOf(caseId);
  const { valuationMonth } = plan;
  const months = lifeOf(plan);
  const end = valuationMonth + months;
  const service = sumBy(plan.waterfallOf(caseId).result.periods, ({ interest, principal }) => interest + principal);
  const whole = sum(valued.value.revenueByMonth.slice(0, months));
  return valued.portfolio.products.flatMap((product): ProductFloor[] => {
    const planned = sum(product.production.slice(0, months));
    if (planned === 0) return [];
    const alone = productAlone(valued, product.id);
    const revenue = sum(revenueByMonth(alone).slice(0, months));
    const withoutPrice = atPrices(alone, NO_PRICE, (reference) => reference.metal === product.metal);
    const terms = new Map(alone.portfolio.contracts.map(({ contract }) => [contract.id, contract]));
    let [floorRevenue, tonnes] = [0, 0];
    for (const { contractId, months: delivered } of withoutPrice.value.contracts)
      for (const row of delivered) {
        const share = row.month > end ? 0 : protectedShare(termsAt(terms.get(contractId)!, row.month));
        if (share === 0) continue;
        floorRevenue += row.delivered * row.netPrice;
        tonnes += row.delivered * share;
      }
    const cost = sumBy(
      product.production.slice(0, months),
      (amount, i) => amount * (unitCost(product, yearOf(valuationMonth + 1 + i)) ?? 0),
    );
    return [
      {
        productId: product.id,
        planned,
        netPrice: revenue / planned,
        ...(tonnes > 0 && { floor: { netPrice: floorRevenue / tonnes, tonnes } }),
        cashCost: cost / planned,
        debtService: whole > 0 ? (service * Math.max(0, revenue)) / whole / planned : 0,
      },
    ];
  });
};

/** The price reference that most contract tonnes of a product refer to, and its average price over the life of the facilities. */
export const averageReferencePrice = (
  plan: PlanFinancing,
  caseId: string,
  productId: ProductId,
): { readonly reference: ReferenceCode; readonly price: number } | undefined => {
  const { market } = plan.caseOf(caseId).valued;
  const tonnes = Map.groupBy(
    plan.plan.exposure().rows.filter(({ members }) => members.product === productId),
    ({ members }) => members.reference,
  );
  const [first] = [...tonnes].toSorted(([, a], [, b]) => sumBy(b, (row) => sum(row.tonnes)) - sumBy(a, (row) => sum(row.tonnes)));
  const series = first && market.prices[first[0]];
  if (first === undefined || series === undefined) return undefined;
  const from = plan.valuationMonth + 1 - market.start;
  const prices = [...series.slice(from, from + lifeOf(plan))].filter((price) => !Number.isNaN(price));
  return prices.length === 0 ? undefined : { reference: first[0] as ReferenceCode, price: sum(prices) / prices.length };
};
