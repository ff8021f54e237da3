import {
  committedEnd,
  type GroupedBuyers,
  groupBuyersInSteps,
  type Market,
  type Portfolio,
  type PortfolioBuyer,
  type PortfolioContract,
  type PortfolioProduct,
  productionByMonth,
  scenarioMarket,
} from '#engine';
import type { Buyer } from '#shared/domain/buyer.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Prepayment } from '#shared/domain/financing.ts';
import type { BuyerId } from '#shared/domain/ids.ts';
import { isInPlan, overrideOf, type Plan, type PlanOverride } from '#shared/domain/plan.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { memoizeWhile } from '#shared/memoize.ts';
import { isEndOfStep, type LazySteps, lazySteps, type Steps } from '#shared/steps.ts';
import { parentNames } from './buyerParents.ts';
import type { Records } from './records.ts';
import { prepaymentsInPlan } from './valuedPrepayments.ts';

const productOf = (product: Product, { valuationMonth, lastMonth }: Records): PortfolioProduct => ({
  id: product.id,
  metal: product.metal,
  production: productionByMonth(product.production, valuationMonth + 1, lastMonth),
  unitCost: [...product.unitCost].sort((a, b) => a.year - b.year),
  moisture: product.moisture,
  assay: product.assay,
  spotPrice: product.spotPrice,
  spotZone: product.spotZone,
  resaleMonths: product.resaleMonths,
  mainReference: product.mainReference,
  depthShare: product.depthShare,
  depthSlope: product.depthSlope,
  depthCap: product.depthCap,
  costCurrency: product.costCurrency,
  countryOfOrigin: product.countryOfOrigin,
});

const buyerOf = (buyer: Buyer, { countries }: Records, parent: string | undefined): PortfolioBuyer => ({
  id: buyer.id,
  groupId: buyer.groupId,
  destination: buyer.destination.map(({ country, share }) => ({ zone: countries.get(country)?.zone ?? 'unknown', country, share })),
  cycleSensitivity: buyer.cycleSensitivity,
  rating: buyer.rating,
  ownership: buyer.ownership,
  country: buyer.country,
  // a buyer that is the parent of others is one with them
  parent,
  parentCountry: buyer.ultimateParent?.country,
});

/** Returns a contract with the overrides of a plan. */
export const applyOverride = (contract: OfftakeContract, override: PlanOverride | undefined): OfftakeContract => {
  if (override === undefined) return contract;
  const { tonnesPerYear, start, end, probability, deliveryPriority, terms = contract.terms } = override;
  return {
    ...contract,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(probability === undefined ? {} : { probability }),
    ...(deliveryPriority === undefined ? {} : { deliveryPriority }),
    terms: tonnesPerYear === undefined ? terms : terms.map((set) => ({ ...set, quantity: { ...set.quantity, tonnesPerYear } })),
  };
};

/** A deal with the prepayment that it had, which is valued in place of that of its facilities; null = none. */
export type DealState = OfftakeContract & { readonly prepayment: Prepayment | null };

/** The prepayment that is valued with a contract. */
const valuedPrepayment = (
  contract: OfftakeContract | DealState,
  ofFacilities: ReturnType<typeof prepaymentsInPlan>,
): Prepayment | undefined => ('prepayment' in contract ? (contract.prepayment ?? undefined) : ofFacilities.get(contract.id)?.prepayment);

/** The buyers of a workspace by id, and their groups with the place of that of each buyer. */
type ResolvedBuyers = {
  readonly byId: ReadonlyMap<BuyerId, PortfolioBuyer>;
  readonly groups: readonly GroupedBuyers[];
  readonly groupIndex: ReadonlyMap<PortfolioBuyer, number>;
};

function* resolveBuyers(records: Records, resolve: (buyer: Buyer, parent: string | undefined) => PortfolioBuyer): Steps<ResolvedBuyers> {
  const parentOf = parentNames(records.buyers.values());
  const byId = new Map<BuyerId, PortfolioBuyer>();
  for (const [id, buyer] of records.buyers) {
    byId.set(id, resolve(buyer, parentOf(buyer)));
    if (isEndOfStep(byId.size)) yield;
  }
  const groups = yield* groupBuyersInSteps(byId.values());
  yield;
  const groupIndex = new Map<PortfolioBuyer, number>();
  groups.forEach(({ buyers: members }, index) => {
    for (const buyer of members) groupIndex.set(buyer, index);
  });
  return { byId, groups, groupIndex };
}

/** Engine inputs by record object: an unchanged record resolves to the same input object. */
export const createResolverCache = () => ({
  products: memoizeWhile<Product, PortfolioProduct>(),
  buyers: memoizeWhile<Buyer, PortfolioBuyer>(),
  buyerGroups: memoizeWhile<Records['buyers'], LazySteps<ResolvedBuyers>>(),
  contracts: memoizeWhile<OfftakeContract, PortfolioContract>(),
  references: memoizeWhile<Records['references'], Portfolio['references']>(),
  overrides: memoizeWhile<PlanOverride, OfftakeContract>(),
  scenarios: memoizeWhile<Scenario, Market>(),
});

const lazilyResolvedBuyers = (records: Records, cache: ReturnType<typeof createResolverCache>): LazySteps<ResolvedBuyers> => {
  const { buyers, countries } = records;
  const resolve = (buyer: Buyer, parent: string | undefined) =>
    cache.buyers(buyer, [countries, parent], () => buyerOf(buyer, records, parent));
  return cache.buyerGroups(buyers, [countries], () => lazySteps(() => resolveBuyers(records, resolve)));
};

/** Resolves the buyers of records before `createResolver` reads them. */
export function* prepareBuyers(records: Records, cache: ReturnType<typeof createResolverCache>): Steps<void> {
  yield* lazilyResolvedBuyers(records, cache).prepare();
}

/** Resolves records to engine inputs. Two portfolios share the objects of what they have in common, so that its valuation is reused. */
export type Resolver = {
  /** Contracts are valued with the prepayments of the plan's facilities, by default those of the workspace. */
  readonly resolve: (contracts: readonly OfftakeContract[], plan?: Plan) => Steps<Portfolio>;
  /** The contracts of a plan with its overrides. */
  readonly contractsOf: (plan: Plan) => Steps<readonly OfftakeContract[]>;
  /** The market of a scenario. */
  readonly marketIn: (scenario: Scenario) => Market;
};

export const createResolver = (records: Records, cache = createResolverCache()): Resolver => {
  const { settings, valuationMonth, lastMonth, zoneWeights, market } = records;
  const products = [...records.products.values()].map((product) =>
    cache.products(product, [valuationMonth, lastMonth], () => productOf(product, records)),
  );
  const references = cache.references(records.references, [], () => Object.fromEntries(records.references));
  const { byId, groups, groupIndex } = lazilyResolvedBuyers(records, cache).get();
  const entryOf = (contract: OfftakeContract, prepayment: Prepayment | undefined): PortfolioContract | undefined => {
    const buyer = byId.get(contract.buyerId);
    if (buyer === undefined) return undefined;
    const make = () => ({
      contract,
      buyer,
      committedEnd: committedEnd(contract, valuationMonth),
      priority: contract.deliveryPriority,
      damagesShare: contract.damagesShare,
      ...(prepayment !== undefined && { prepayment }),
    });
    return cache.contracts(contract, [buyer, valuationMonth, JSON.stringify(prepayment)], make);
  };
  /** Buyers that default together with a buyer of the contracts and have none of them, in the order of their groups. */
  const otherBuyersOf = (entries: readonly PortfolioContract[]): readonly PortfolioBuyer[] => {
    const includedBuyers = new Set<PortfolioBuyer>();
    const indices = new Set<number>();
    for (const { buyer } of entries) {
      includedBuyers.add(buyer);
      indices.add(groupIndex.get(buyer)!);
    }
    return [...indices].sort((a, b) => a - b).flatMap((index) => groups[index]!.buyers.filter((buyer) => !includedBuyers.has(buyer)));
  };
  return {
    *resolve(contracts, plan) {
      const prepayments = prepaymentsInPlan(records.facilities, plan);
      const entries: PortfolioContract[] = [];
      for (let i = 0; i < contracts.length; i++) {
        const contract = contracts[i]!;
        const entry = entryOf(contract, valuedPrepayment(contract, prepayments));
        if (entry !== undefined) entries.push(entry);
        if (isEndOfStep(i)) yield;
      }
      const otherBuyers = otherBuyersOf(entries);
      yield;
      return {
        valuationDate: settings.valuationDate,
        valuationMonth,
        lastMonth,
        discountRate: settings.discountRate,
        products,
        contracts: entries,
        ...(otherBuyers.length > 0 && { otherBuyers }),
        zoneWeights,
        references,
      };
    },
    *contractsOf(plan) {
      const contracts: OfftakeContract[] = [];
      for (let i = 0; i < records.contracts.length; i++) {
        const contract = records.contracts[i]!;
        const override = overrideOf(plan, contract.id);
        if (isInPlan(plan, contract))
          contracts.push(
            override === undefined ? contract : cache.overrides(override, [contract], () => applyOverride(contract, override)),
          );
        if (isEndOfStep(i)) yield;
      }
      return contracts;
    },
    marketIn: (scenario) =>
      cache.scenarios(scenario, [market, references, valuationMonth], () =>
        scenarioMarket(market, scenario, { valuationMonth, references }),
      ),
  };
};
