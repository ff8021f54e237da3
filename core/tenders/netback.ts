import { listFacts } from '#db/repositories/facts.ts';
import type { Db } from '#db/schema.ts';
import { type ClauseTimeValues, clauseTimeValues, createDiscountFactor, type Netback, netback } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Tender } from '#shared/domain/tender.ts';
import type { DraftedContract } from '../contracts/draftedContract.ts';
import { valueDraftAtOnce, valueDraftOrError } from '../contracts/draftedContract.ts';
import { priceDetail } from '../contracts/priceDetails.ts';
import { lineMessage } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { weightedPriceLines } from '../portfolio/priceLines.ts';
import { recordOf } from '../portfolio/records.ts';
import { getPriceProcesses } from '../simulation/processes.ts';
import { yieldIfDue } from '../yielding.ts';

/** Default probability over a year by rating, 0..1. */
export type DefaultRates = ReadonlyMap<string, number>;

/** The rating that an unrated buyer counts as: a default assumption. */
const UNRATED = 'BB';

/** Reads the default rates of the workspace. */
export const readDefaultRates = async (db: Db): Promise<DefaultRates> =>
  new Map((await listFacts(db, { topic: 'defaultRate' })).map(({ subject, value }) => [subject, (value ?? 0) / 100]));

export const defaultProbability = ({ rating }: Pick<Buyer, 'rating'>, rates: DefaultRates): number =>
  rates.get(rating === 'unrated' ? UNRATED : rating) ?? 0;

/** A bid valued in the chosen plan, USD/dmt. */
export type ValuedBid = {
  readonly drafted: DraftedContract;
  readonly netback: Netback;
  /** Value that uncertain prices add through its clauses. */
  readonly clauses: ClauseTimeValues;
  /** Netback plus clauses less the expected credit loss. */
  readonly riskAdjusted: number;
};

/** Values a bid that is in the plan of a draft; returns the error if it can't be valued. */
export const valueDraftedBid = (
  book: Workbook,
  deal: OfftakeContract,
  rates: DefaultRates,
  drafted: DraftedContract | OrebookError,
): ValuedBid | OrebookError => {
  if (drafted instanceof OrebookError) return drafted;
  const { value, plan } = drafted;
  try {
    const perTonne = netback(value, {
      valuationDate: book.settings.valuationDate,
      discountRate: book.settings.discountRate,
      defaultProbability: defaultProbability(recordOf(book.buyers, deal.buyerId, 'buyer'), rates),
      termsIn: ({ month }) => termsAt(deal, month),
    });
    if (perTonne === undefined) return new OrebookError('EMPTY', { field: 'terms.0.quantity.tonnesPerYear' });
    const { processes, correlation } = getPriceProcesses(book);
    const { total, lines } = clauseTimeValues(plan.portfolio, value, book.market, processes, correlation);
    const clauses = {
      total: total / perTonne.tonnes,
      lines: lines.map(({ key, value: amount }) => ({ key, value: amount / perTonne.tonnes })),
    };
    return { drafted, netback: perTonne, clauses, riskAdjusted: perTonne.total + clauses.total - perTonne.creditLoss };
  } catch (error) {
    if (error instanceof OrebookError) return error;
    throw error;
  }
};

/** Values a bid in the chosen plan without the contracts of `excludedContracts`; returns the error if it can't be valued. */
export const valueBidAtOnce = (
  book: Workbook,
  deal: OfftakeContract,
  rates: DefaultRates,
  excludedContracts: readonly ContractId[] = [],
): ValuedBid | OrebookError => valueDraftedBid(book, deal, rates, valueDraftAtOnce(book, deal, excludedContracts));

/** The same in steps between which other requests run. */
export const valueBid = async (
  book: Workbook,
  deal: OfftakeContract,
  rates: DefaultRates,
  excludedContracts: readonly ContractId[] = [],
): Promise<ValuedBid | OrebookError> => {
  const drafted = await valueDraftOrError(book, deal, excludedContracts);
  await yieldIfDue();
  return valueDraftedBid(book, deal, rates, drafted);
};

/** Identifies a figure of a bid: one value before and after it is accepted, in the plan without the contracts of accepted bids. */
export const identifyBid = (
  book: Workbook,
  { drafted }: ValuedBid,
  { id }: Pick<OfftakeContract, 'id'>,
  measure: FigureMeasure,
  part?: string,
): FigureIdentity => {
  // without the variant, which names the contract of an accepted bid
  const { variant: _variant, ...identity } = identifyInPlan(book, drafted.plan, measure, {
    subject: part === undefined ? `bid:${id}` : `bid:${id}/${part}`,
  });
  return identity;
};

/**
 * The spot value of a tender's tonnes in the chosen plan, USD/dmt: the product's spot price in the tender's months, weighted by discount
 * factors as in a netback; undefined where the plan sells nothing on spot in these months.
 */
export const spotNetback = (
  book: Workbook,
  { productId, start, end }: Pick<Tender, 'productId' | 'start' | 'end'>,
  excludedContracts: readonly ContractId[] = [],
): number | undefined => {
  const discountFactor = createDiscountFactor({ ...book.settings, valuationMonth: book.valuationMonth });
  const months = book.without(excludedContracts).value.products.find((product) => product.productId === productId)?.months ?? [];
  let weights = 0;
  let amount = 0;
  for (const { month, spotPrice } of months) {
    if (month < start || month > end || spotPrice === undefined) continue;
    const weight = discountFactor(month);
    weights += weight;
    amount += weight * spotPrice;
  }
  return weights === 0 ? undefined : amount / weights;
};

/** A line of a bid's figure, with what it is computed from. */
export type BidLine = { readonly label: Message; readonly amount: number; readonly detail?: Message | undefined };

/** Lists the lines of a bid's levelised price, USD/dmt: each month's lines weighted by its paid tonnes and discount factor. */
export const priceLines = (book: Workbook, { drafted: { plan, value }, netback }: ValuedBid, deal: OfftakeContract): readonly BidLine[] => {
  const discountFactor = createDiscountFactor({ ...book.settings, valuationMonth: book.valuationMonth });
  const weights = value.months
    .filter(({ delivered }) => delivered !== 0)
    .map(({ month, delivered, makeUp }) => ({ month, weight: ((delivered - makeUp) * discountFactor(month)) / netback.tonnes }));
  return weightedPriceLines(plan, book, deal.id, weights)
    .slice(0, -1)
    .map((line) => {
      const detail = priceDetail(book, line);
      return { label: lineMessage(line.label), amount: line.amount, ...(detail === undefined ? {} : { detail }) };
    });
};
