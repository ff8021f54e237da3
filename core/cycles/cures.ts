import {
  clauseValues,
  createRevenueCache,
  type Market,
  type Portfolio,
  type PortfolioValue,
  scenarioMarket,
  type Valuation,
  valuePortfolioInSteps,
  yearlyRevenueInSteps,
} from '#engine';
import { findById } from '#shared/collections.ts';
import type { Output, ParsedInput } from '#shared/contract/contract.ts';
import type { Cure } from '#shared/contract/cycles.ts';
import type { Message } from '#shared/contract/figure.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import { ScenarioId } from '#shared/domain/ids.ts';
import type { PriceBasis } from '#shared/domain/terms.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { withOverrides } from '../plans/overrides.ts';
import { dmt, quotedPrice, share } from '../portfolio/figures.ts';
import { valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { applyOverride } from '../portfolio/resolver.ts';
import { getPriceProcesses } from '../simulation/processes.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';

/** Candidate terms (default assumptions): floor as a share of the deck price, take-or-pay share, share of tonnes moved to another buyer. */
const FLOOR_SHARE = 0.9;
const TAKE_OR_PAY_SHARE = 0.9;
const MOVED_SHARE = 0.2;
/** Cures that restore less than this share of the loss are excluded. */
const MIN_RESTORED_SHARE = 0.0005;
/** Contracts whose terms are tried: those that lose most. */
const MAX_TRIED_CONTRACTS = 60;
/** Other contracts of a product to which tonnes are moved, and by how much these raise their tonnes at most (a default assumption). */
const MAX_OTHER_BUYERS = 5;
const MAX_ADDED_SHARE = 1;
/** Maximum number of cures in an answer. */
const MAX_CURES = 12;
/** Significant digits of a floor. */
const FLOOR_DIGITS = 3;

type Edits = Cure['edits'];
type Candidate = Pick<Cure, 'kind' | 'contractId' | 'code' | 'buyer' | 'term' | 'edits'> & { readonly productId: string };
type Deal = Portfolio['contracts'][number];

const revenueOf = ({ revenue }: Pick<PortfolioValue, 'revenue'>): number => sum(revenue);

/** The reference that a floor of a price applies to. */
const mainReference = (price: PriceBasis): string | undefined => {
  if (price.basis === 'payableMetal' || price.basis === 'percentage') return price.payables[0]?.reference;
  return price.basis === 'fixed' ? undefined : price.reference;
};

const chinaShare = ({ buyer }: Deal): number => sum(buyer.destination.map(({ zone, share }) => (zone === 'china' ? share : 0)));

/** The contracts that lose most in the scenario, in the order of the plan. */
const listMostLosing = ({ portfolio, value }: Valuation, stressedValue: PortfolioValue): readonly Deal[] => {
  const { contracts } = portfolio;
  if (contracts.length <= MAX_TRIED_CONTRACTS) return contracts;
  const losses = value.contracts.map((contractValue, i) => revenueOf(contractValue) - revenueOf(stressedValue.contracts[i]!));
  const places = contracts.map((_, i) => i).toSorted((a, b) => losses[b]! - losses[a]! || a - b);
  return places
    .slice(0, MAX_TRIED_CONTRACTS)
    .toSorted((a, b) => a - b)
    .map((place) => contracts[place]!);
};

/** A contract without sales to China, and its agreed tonnes, dmt/year. */
type Outlet = { readonly deal: Deal; readonly tonnesPerYear: number };

/** The outlets of each product outside China, those with the highest revenue in the scenario per tonne a year first. */
const listOutlets = (
  { contracts }: Portfolio,
  stressedValue: PortfolioValue,
  tonnesOf: (contract: OfftakeContract) => number,
): ReadonlyMap<string, readonly Outlet[]> => {
  const outlets = contracts.flatMap((deal, i) => {
    const tonnesPerYear = tonnesOf(deal.contract);
    if (chinaShare(deal) > 0 || tonnesPerYear === 0) return [];
    return [{ deal, tonnesPerYear, revenuePerTonne: revenueOf(stressedValue.contracts[i]!) / tonnesPerYear }];
  });
  return Map.groupBy(
    outlets.toSorted((a, b) => b.revenuePerTonne - a.revenuePerTonne),
    ({ deal }) => deal.contract.productId,
  );
};

/** Lists terms that could be negotiated in contracts of the plan, as edits of the plan. */
const listCandidates = (book: Workbook, portfolio: Portfolio, deals: readonly Deal[], stressedValue: PortfolioValue): Candidate[] => {
  const month = (contract: OfftakeContract) => Math.max(contract.start, book.valuationMonth + 1);
  const outlets = listOutlets(portfolio, stressedValue, (contract) => termsAt(contract, month(contract)).quantity.tonnesPerYear);
  return deals.flatMap((deal): Candidate[] => {
    const { contract, buyer } = deal;
    const terms = termsAt(contract, month(contract));
    const name = book.buyers.get(buyer.id)?.name ?? buyer.id;
    const of = (kind: Cure['kind'], term: Message, edits: Edits): Candidate => ({
      kind,
      contractId: contract.id,
      productId: contract.productId,
      code: contract.code,
      buyer: name,
      term,
      edits,
    });
    const code = mainReference(terms.price);
    const deck = code === undefined ? undefined : book.market.deck[code]?.[month(contract) - book.market.start];
    const unit = code === undefined ? undefined : book.references.get(code)?.unit;
    const candidates: Candidate[] = [];
    if (terms.collar?.floor === undefined && terms.collar?.cap === undefined && deck !== undefined && deck > 0 && unit !== undefined) {
      const value = Number((FLOOR_SHARE * deck).toPrecision(FLOOR_DIGITS));
      const term = message('cycles.cures.floor', { price: quotedPrice(value, unit), share: share(value / deck, { decimals: 0 }) });
      candidates.push(of('floor', term, [{ contractId: contract.id, field: 'floor', value }]));
    }
    if (terms.quantity.takeOrPayShare < TAKE_OR_PAY_SHARE) {
      const term = message('cycles.cures.takeOrPay', {
        share: share(TAKE_OR_PAY_SHARE, { decimals: 0 }),
        before: share(terms.quantity.takeOrPayShare, { decimals: 0 }),
      });
      candidates.push(of('takeOrPay', term, [{ contractId: contract.id, field: 'takeOrPayShare', value: TAKE_OR_PAY_SHARE }]));
    }
    if (chinaShare(deal) > 0.5) {
      const tonnes = MOVED_SHARE * terms.quantity.tonnesPerYear;
      const ableOutlets = (outlets.get(contract.productId) ?? []).filter(({ tonnesPerYear }) => tonnes <= MAX_ADDED_SHARE * tonnesPerYear);
      for (const { deal: otherDeal, tonnesPerYear } of ableOutlets.slice(0, MAX_OTHER_BUYERS)) {
        candidates.push(
          of(
            'elsewhere',
            message('cycles.cures.elsewhere', {
              tonnes: dmt(tonnes, { decimals: 1 }),
              buyer: book.buyers.get(otherDeal.buyer.id)?.name ?? '',
            }),
            [
              { contractId: contract.id, field: 'tonnesPerYear', value: terms.quantity.tonnesPerYear - tonnes },
              { contractId: otherDeal.contract.id, field: 'tonnesPerYear', value: tonnesPerYear + tonnes },
            ],
          ),
        );
      }
    }
    return candidates;
  });
};

/** The plan of one product with a candidate's edits; undefined if a contract does not allow them. */
const applyCandidate = (book: Workbook, portfolio: Portfolio, { edits }: Candidate): Portfolio | undefined => {
  const { plan } = book.plan();
  const editedContracts = edits.flatMap(({ contractId }) => findById(book.contracts, contractId) ?? []);
  const { overrides, refused } = withOverrides(plan, edits, editedContracts, book.valuationMonth);
  if (refused.length > 0) return undefined;
  const contracts = portfolio.contracts.map((deal) => {
    const contract = editedContracts.find(({ id }) => id === deal.contract.id);
    if (contract === undefined) return deal;
    return {
      ...deal,
      contract: applyOverride(
        contract,
        overrides.find(({ contractId }) => contractId === contract.id),
      ),
    };
  });
  return { ...portfolio, contracts };
};

/** The plan of one product, and its net revenue at deck prices and in the scenario, USD. */
type ProductRevenue = { readonly portfolio: Portfolio; readonly atDeck: number; readonly stressed: number };

/**
 * Finds the terms that restore most revenue for their cost in a scenario of the chosen plan, each alone: the revenue given up at deck
 * prices, the value of a floor to the buyer, and the loss avoided in the scenario. A term changes only the value of its product.
 */
export const curesOf = async ({ shocks }: ParsedInput<'cycles.cures'>, ctx: ServiceContext): Promise<Output<'cycles.cures'>> => {
  const book = await valuedWorkbook(ctx);
  const { plan, portfolio, value } = book.plan();
  const { market } = book;
  const stress = scenarioMarket(
    market,
    { ...shocks, id: ScenarioId.parse('stress'), name: 'stress', family: 'demandCycle', shipped: false },
    portfolio,
  );
  const valueOn = async (of: Portfolio, on: Market, earlierValuation?: Valuation): Promise<Valuation> => ({
    portfolio: of,
    market: on,
    value: await runWithYielding(valuePortfolioInSteps(of, on, earlierValuation)),
  });
  const base: Valuation = { portfolio, market, value };
  const stressedPlan = await valueOn(portfolio, stress, base);
  const loss = revenueOf(value) - revenueOf(stressedPlan.value);
  // without a loss there is nothing to restore
  if (!(loss > 0)) return { planId: plan.id, lost: loss, cures: [] };
  const { processes, correlation } = getPriceProcesses(book);
  const cache = createRevenueCache();
  const revenueOn = async (of: Portfolio, on: Market): Promise<number> => sum(await runWithYielding(yearlyRevenueInSteps(of, on, cache)));
  const revenuesByProduct = new Map<string, ProductRevenue>();
  const revenueOfProduct = async (productId: string): Promise<ProductRevenue> => {
    const knownRevenue = revenuesByProduct.get(productId);
    if (knownRevenue) return knownRevenue;
    const ofProduct = {
      ...portfolio,
      products: portfolio.products.filter(({ id }) => id === productId),
      contracts: portfolio.contracts.filter(({ contract }) => contract.productId === productId),
    };
    const revenue = { portfolio: ofProduct, atDeck: await revenueOn(ofProduct, market), stressed: await revenueOn(ofProduct, stress) };
    revenuesByProduct.set(productId, revenue);
    return revenue;
  };
  const triedDeals = listMostLosing(base, stressedPlan.value);
  await yieldIfDue();
  const cures: Cure[] = [];
  for (const candidate of listCandidates(book, portfolio, triedDeals, stressedPlan.value)) {
    await yieldIfDue();
    const { portfolio: ofProduct, atDeck, stressed } = await revenueOfProduct(candidate.productId);
    const changedPortfolio = applyCandidate(book, ofProduct, candidate);
    if (changedPortfolio === undefined) continue;
    const restoredRevenue = (await revenueOn(changedPortfolio, stress)) - stressed;
    if (!(restoredRevenue > MIN_RESTORED_SHARE * loss)) continue;
    const givenUp = atDeck - (await revenueOn(changedPortfolio, market));
    const contract =
      candidate.kind === 'floor'
        ? (await valueOn(changedPortfolio, market, base)).value.contracts.find(({ contractId }) => contractId === candidate.contractId)
        : undefined;
    const worth =
      contract &&
      clauseValues(changedPortfolio, contract, market, processes, correlation).clauses.find(({ key }) => key === 'floor')?.value;
    const { productId: _product, ...cure } = candidate;
    cures.push({
      ...cure,
      givenUp,
      ...(worth === undefined ? {} : { worth }),
      restored: restoredRevenue,
      share: restoredRevenue / loss,
    });
  }
  const cost = ({ givenUp, worth = 0 }: Cure): number => Math.max(0, givenUp) + worth;
  return {
    planId: plan.id,
    lost: loss,
    cures: cures.toSorted((a, b) => cost(a) / a.restored - cost(b) / b.restored || b.restored - a.restored).slice(0, MAX_CURES),
    ...(triedDeals.length < portfolio.contracts.length ? { tried: { contracts: triedDeals.length, of: portfolio.contracts.length } } : {}),
  };
};
