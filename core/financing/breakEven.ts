import { type DebtBreakEven, debtBreakEven, protectedShare, scalePrices, valuePortfolioInSteps } from '#engine';
import type { BreakEvenTarget } from '#shared/contract/financing.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import { yearOf } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { isEndOfStep, type Steps } from '#shared/steps.ts';
import { createRevenueSums, type ValuedOnMarket } from '../portfolio/planCash.ts';
import { unitCost } from '../portfolio/projectInputs.ts';
import { runWithYielding } from '../yielding.ts';
import type { PlanFinancing } from './planFinancing.ts';

type IsScaled = Parameters<typeof scalePrices>[3];

/** A target DSCR, and the lowest factor of all prices that meets it. */
export type JointBreakEven = { readonly target: BreakEvenTarget; readonly dscr: number; readonly breakEven: DebtBreakEven };

/** Net price, floor, cash cost and debt service of a product over the life of the loans, USD/dmt unless another unit is named. */
export type ProductFloor = {
  readonly productId: ProductId;
  /** dmt */
  readonly plannedTonnes: number;
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
const withOneProduct = ({ portfolio, ...valued }: ValuedOnMarket, productId: ProductId): ValuedOnMarket => ({
  ...valued,
  portfolio: {
    ...portfolio,
    products: portfolio.products.filter(({ id }) => id === productId),
    contracts: portfolio.contracts.filter(({ contract }) => contract.productId === productId),
  },
  value: {
    contracts: valued.value.contracts.filter((contractRow) => contractRow.productId === productId),
    products: valued.value.products.filter((productValue) => productValue.productId === productId),
    revenueByMonth: [],
  },
});

/** Values a plan again with the prices times a factor; tonnes that depend on no price are those of the plan. */
export function* revalueAtFactor(valuedMarket: ValuedOnMarket, factor: number, isScaled?: IsScaled): Steps<ValuedOnMarket> {
  const { portfolio, market } = valuedMarket;
  const scaledMarket = scalePrices(market, portfolio, factor, isScaled);
  return { portfolio, market: scaledMarket, value: yield* valuePortfolioInSteps(portfolio, scaledMarket, valuedMarket) };
}

/** Revenue of contracts and spot sales by month, month 1 first; USD. */
function* revenueByMonth({ portfolio: { valuationMonth }, value }: ValuedOnMarket): Steps<number[]> {
  const total: number[] = [];
  const add = (index: number, amount: number): void => {
    while (total.length <= index) total.push(0);
    if (index >= 0) total[index]! += amount;
  };
  const sumRevenue = createRevenueSums(valuationMonth);
  for (let i = 0; i < value.contracts.length; i++) {
    const contract = value.contracts[i]!;
    if (isEndOfStep(i)) yield;
    const { sums, length } = sumRevenue(contract);
    for (let index = 0; index < length; index++) add(index, sums[index]!);
  }
  for (const { months } of value.products) for (const { month, spotRevenue } of months) add(month - valuationMonth - 1, spotRevenue);
  return total;
}

/** The plan with the values of one product replaced by those at other prices. */
function* replaceProduct(valuedMarket: ValuedOnMarket, valuesBefore: ValuedOnMarket, valuesAfter: ValuedOnMarket): Steps<ValuedOnMarket> {
  const [revenueBefore, revenueAfter] = [yield* revenueByMonth(valuesBefore), yield* revenueByMonth(valuesAfter)];
  const contracts = new Map(valuesAfter.value.contracts.map((value) => [value.contractId, value]));
  const products = new Map(valuesAfter.value.products.map((value) => [value.productId, value]));
  const months = Math.max(valuedMarket.value.revenueByMonth.length, revenueAfter.length);
  return {
    ...valuedMarket,
    value: {
      contracts: valuedMarket.value.contracts.map((value) => contracts.get(value.contractId) ?? value),
      products: valuedMarket.value.products.map((value) => products.get(value.productId) ?? value),
      revenueByMonth: Array.from(
        { length: months },
        (_, i) => (valuedMarket.value.revenueByMonth[i] ?? 0) - (revenueBefore[i] ?? 0) + (revenueAfter[i] ?? 0),
      ),
    },
  };
}

/** Months from the valuation to the last maturity of a facility. */
const monthsToLastMaturity = ({ facilities, valuationMonth }: PlanFinancing): number =>
  Math.max(0, ...facilities.map(({ finalMaturity }) => finalMaturity - valuationMonth));

/** Lets other requests run between steps of work. */
type YieldNow = () => Promise<void>;

/** Searches a break-even. `knownDscrs`: the lowest DSCR by factor, to which the search adds. */
const searchBreakEven = async (
  lowestDscr: (factor: number) => Steps<number | null>,
  target: number,
  yieldNow: YieldNow,
  knownDscrs = new Map<number, number | null>(),
): Promise<DebtBreakEven> => {
  const steps = debtBreakEven(target, knownDscrs);
  let step = steps.next();
  while (!step.done) {
    const factor = step.value;
    if (!knownDscrs.has(factor)) {
      await yieldNow();
      knownDscrs.set(factor, await runWithYielding(lowestDscr(factor), yieldNow));
    }
    step = steps.next(knownDscrs.get(factor) ?? null);
  }
  return step.value;
};

/** The factors of all prices at which the lowest DSCR of a case is 1, and each DSCR covenant; `targets`: only these. */
export const jointBreakEvens = async (
  plan: PlanFinancing,
  caseId: string,
  yieldNow: YieldNow,
  targets: readonly BreakEvenTarget[] = ['service', 'defaultDscr', 'lockUpDscr'],
): Promise<readonly JointBreakEven[]> => {
  const { valued } = plan.caseOf(caseId);
  // of finished searches alone: those of a cancelled one would lead its repetition to another last digit
  const knownDscrs = await plan.keepResult(`lowest DSCR by factor ${caseId}`, async () => new Map<number, number | null>());
  function* lowestDscr(factor: number): Steps<number | null> {
    if (factor === 1) return plan.waterfallOf(caseId).result.minimumDscr;
    const revaluedMarket = yield* revalueAtFactor(valued, Math.max(NO_PRICE, factor));
    return (yield* plan.variantOf(caseId, { valued: revaluedMarket })).waterfall().result.minimumDscr;
  }
  const covenantTargets = (key: 'lockUpDscr' | 'defaultDscr'): readonly { target: BreakEvenTarget; dscr: number }[] => {
    const limits = plan.facilities.flatMap(({ covenants }) => covenants[key] ?? []);
    return limits.length === 0 ? [] : [{ target: key, dscr: Math.max(...limits) }];
  };
  const breakEvens: JointBreakEven[] = [];
  for (const { target, dscr } of [
    { target: 'service' as const, dscr: 1 },
    ...covenantTargets('defaultDscr'),
    ...covenantTargets('lockUpDscr'),
  ]) {
    if (!targets.includes(target)) continue;
    const breakEven = await plan.keepResult(`break-even of ${target} ${caseId}`, async () => {
      const dscrsOfSearch = new Map(knownDscrs);
      const result = await searchBreakEven(lowestDscr, dscr, yieldNow, dscrsOfSearch);
      for (const [factor, minimumDscr] of dscrsOfSearch) knownDscrs.set(factor, minimumDscr);
      return result;
    });
    breakEvens.push({ target, dscr, breakEven });
  }
  return breakEvens;
};

/** The factor of one metal's prices in a product's sales at which debt is just served, all else as in the case. */
export const productBreakEven = (plan: PlanFinancing, caseId: string, productId: ProductId, yieldNow: YieldNow): Promise<DebtBreakEven> => {
  const { valued } = plan.caseOf(caseId);
  const singleProduct = withOneProduct(valued, productId);
  const metal = singleProduct.portfolio.products[0]?.metal;
  function* lowestDscr(factor: number): Steps<number | null> {
    if (factor === 1) return plan.waterfallOf(caseId).result.minimumDscr;
    const revaluedMarket = yield* revalueAtFactor(singleProduct, Math.max(NO_PRICE, factor), (reference) => reference.metal === metal);
    const variant = yield* plan.variantOf(caseId, { valued: yield* replaceProduct(valued, singleProduct, revaluedMarket) });
    return variant.waterfall().result.minimumDscr;
  }
  return plan.keepResult(`break-even of product ${productId} ${caseId}`, () => searchBreakEven(lowestDscr, 1, yieldNow));
};

const measureProductFloors = async (plan: PlanFinancing, caseId: string, yieldNow: YieldNow): Promise<readonly ProductFloor[]> => {
  const { valued } = plan.caseOf(caseId);
  const { valuationMonth } = plan;
  const months = monthsToLastMaturity(plan);
  const end = valuationMonth + months;
  const service = sumBy(plan.waterfallOf(caseId).result.periods, ({ interest, principal }) => interest + principal);
  const planRevenue = sum(valued.value.revenueByMonth.slice(0, months));
  const floors: ProductFloor[] = [];
  for (const product of valued.portfolio.products) {
    const plannedTonnes = sum(product.production.slice(0, months));
    if (plannedTonnes === 0) continue;
    await yieldNow();
    const valuedProduct = withOneProduct(valued, product.id);
    const revenue = sum((await runWithYielding(revenueByMonth(valuedProduct), yieldNow)).slice(0, months));
    await yieldNow();
    const withoutPrice = revalueAtFactor(valuedProduct, NO_PRICE, (reference) => reference.metal === product.metal);
    const valuedWithoutPrice = await runWithYielding(withoutPrice, yieldNow);
    const contractsById = new Map(valuedProduct.portfolio.contracts.map(({ contract }) => [contract.id, contract]));
    let [floorRevenue, tonnes] = [0, 0];
    for (const { contractId, ledger } of valuedWithoutPrice.value.contracts) {
      await yieldNow();
      const contract = contractsById.get(contractId)!;
      const { first, delivered, netPrice } = ledger;
      for (let month = first; month <= Math.min(end, first + delivered.length - 1); month++) {
        const share = protectedShare(termsAt(contract, month));
        if (share === 0) continue;
        floorRevenue += delivered[month - first]! * netPrice[month - first]!;
        tonnes += delivered[month - first]! * share;
      }
    }
    const cost = sumBy(
      product.production.slice(0, months),
      (amount, i) => amount * (unitCost(product, yearOf(valuationMonth + 1 + i)) ?? 0),
    );
    floors.push({
      productId: product.id,
      plannedTonnes,
      netPrice: revenue / plannedTonnes,
      ...(tonnes > 0 && { floor: { netPrice: floorRevenue / tonnes, tonnes } }),
      cashCost: cost / plannedTonnes,
      debtService: planRevenue > 0 ? (service * Math.max(0, revenue)) / planRevenue / plannedTonnes : 0,
    });
  }
  return floors;
};

/** Floors, cash cost and debt service per tonne of each product with planned production over the life of the facilities. */
export const productFloors = (plan: PlanFinancing, caseId: string, yieldNow: YieldNow): Promise<readonly ProductFloor[]> =>
  plan.keepResult(`floors ${caseId}`, () => measureProductFloors(plan, caseId, yieldNow));

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
  const [mostUsed] = [...tonnes].toSorted(([, a], [, b]) => sumBy(b, (row) => sum(row.tonnes)) - sumBy(a, (row) => sum(row.tonnes)));
  const series = mostUsed && market.prices[mostUsed[0]];
  if (mostUsed === undefined || series === undefined) return undefined;
  const firstIndex = plan.valuationMonth + 1 - market.start;
  const prices = [...series.slice(firstIndex, firstIndex + monthsToLastMaturity(plan))].filter((price) => !Number.isNaN(price));
  return prices.length === 0 ? undefined : { reference: mostUsed[0] as ReferenceCode, price: sum(prices) / prices.length };
};
