import { clauseValues, type Portfolio, scenarioMarket, type Valuation, valuePortfolio } from '#engine';
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
import { createYielder } from '../yielding.ts';

/** Candidate terms (default assumptions): floor as a share of the deck price, take-or-pay share, share of tonnes moved to another buyer. */
const FLOOR_SHARE = 0.9;
const TAKE_OR_PAY_SHARE = 0.9;
const MOVED_SHARE = 0.2;
/** Cures that restore less than this share of the loss are excluded. */
const MIN_RESTORED_SHARE = 0.0005;
/** Maximum number of cures in an answer. */
const MAX_CURES = 12;
/** Significant digits of a floor. */
const FLOOR_DIGITS = 3;

type Edits = Cure['edits'];
type Candidate = Pick<Cure, 'kind' | 'contractId' | 'code' | 'buyer' | 'term' | 'edits'>;
type Deal = Portfolio['contracts'][number];

const revenueOf = ({ value }: Valuation): number => sum(value.revenue);

/** The reference that a floor of a price applies to. */
const mainReference = (price: PriceBasis): string | undefined => {
  if (price.basis === 'payableMetal' || price.basis === 'percentage') return price.payables[0]?.reference;
  return price.basis === 'fixed' ? undefined : price.reference;
};

const chinaShare = ({ buyer }: Deal): number => sum(buyer.destination.map(({ zone, share }) => (zone === 'china' ? share : 0)));

/** Lists terms that could be negotiated in each contract of the plan, as edits of the plan. */
const listCandidates = (book: Workbook, portfolio: Portfolio): Candidate[] => {
  const month = (contract: OfftakeContract) => Math.max(contract.start, book.valuationMonth + 1);
  return portfolio.contracts.flatMap((deal): Candidate[] => {
    const { contract, buyer } = deal;
    const terms = termsAt(contract, month(contract));
    const name = book.buyers.get(buyer.id)?.name ?? buyer.id;
    const of = (kind: Cure['kind'], term: Message, edits: Edits): Candidate => ({
      kind,
      contractId: contract.id,
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
      const others = portfolio.contracts.filter(
        (otherEntry) => otherEntry.contract.productId === contract.productId && chinaShare(otherEntry) === 0,
      );
      for (const otherEntry of others) {
        const tonnes = MOVED_SHARE * terms.quantity.tonnesPerYear;
        const takes = termsAt(otherEntry.contract, month(otherEntry.contract)).quantity.tonnesPerYear;
        candidates.push(
          of(
            'elsewhere',
            message('cycles.cures.elsewhere', {
              tonnes: dmt(tonnes, { decimals: 1 }),
              buyer: book.buyers.get(otherEntry.buyer.id)?.name ?? '',
            }),
            [
              { contractId: contract.id, field: 'tonnesPerYear', value: terms.quantity.tonnesPerYear - tonnes },
              { contractId: otherEntry.contract.id, field: 'tonnesPerYear', value: takes + tonnes },
            ],
          ),
        );
      }
    }
    return candidates;
  });
};

/** Applies a candidate's edits to the plan; undefined if a contract does not allow them. */
const applyCandidate = (book: Workbook, portfolio: Portfolio, { edits }: Candidate): Portfolio | undefined => {
  const { plan } = book.plan();
  const { overrides, refused } = withOverrides(plan, edits, book.contracts, book.valuationMonth);
  if (refused.length > 0) return undefined;
  const editedIds = new Set(edits.map(({ contractId }) => contractId));
  const contracts = portfolio.contracts.map((deal) => {
    const contract = editedIds.has(deal.contract.id) ? findById(book.contracts, deal.contract.id) : undefined;
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

/**
 * Finds the terms that restore most revenue for their cost in a scenario of the chosen plan, each alone: the revenue given up at deck
 * prices, the value of a floor to the buyer, and the loss avoided in the scenario.
 */
export const curesOf = async ({ shocks }: ParsedInput<'cycles.cures'>, ctx: ServiceContext): Promise<Output<'cycles.cures'>> => {
  const book = await valuedWorkbook(ctx);
  const { plan, portfolio } = book.plan();
  const { market } = book;
  const pause = createYielder();
  const stress = scenarioMarket(
    market,
    { ...shocks, id: ScenarioId.parse('stress'), name: 'stress', family: 'demandCycle', shipped: false },
    portfolio,
  );
  const valueOn = (of: Portfolio, on: Valuation['market'], earlierValuation?: Valuation): Valuation => ({
    portfolio: of,
    market: on,
    value: valuePortfolio(of, on, earlierValuation),
  });
  const base = valueOn(portfolio, market);
  const stressedValuation = valueOn(portfolio, stress);
  const loss = revenueOf(base) - revenueOf(stressedValuation);
  // without a loss there is nothing to restore
  if (!(loss > 0)) return { planId: plan.id, lost: loss, cures: [] };
  const { processes, correlation } = getPriceProcesses(book);
  const cures: Cure[] = [];
  for (const candidate of listCandidates(book, portfolio)) {
    await pause();
    const changedPortfolio = applyCandidate(book, portfolio, candidate);
    if (changedPortfolio === undefined) continue;
    const restoredRevenue = revenueOf(valueOn(changedPortfolio, stress, stressedValuation)) - revenueOf(stressedValuation);
    if (!(restoredRevenue > MIN_RESTORED_SHARE * loss)) continue;
    const atDeck = valueOn(changedPortfolio, market, base);
    const contract =
      candidate.kind === 'floor' ? atDeck.value.contracts.find(({ contractId }) => contractId === candidate.contractId) : undefined;
    const worth =
      contract &&
      clauseValues(changedPortfolio, contract, market, processes, correlation).clauses.find(({ key }) => key === 'floor')?.value;
    cures.push({
      ...candidate,
      givenUp: revenueOf(base) - revenueOf(atDeck),
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
  };
};
