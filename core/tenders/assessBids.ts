import { getContract } from '#db/repositories/contracts.ts';
import type { Db } from '#db/schema.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Bid, Tender } from '#shared/domain/tender.ts';
import { type LimitObjection, listCuredLimits, listLimitObjections } from '../limits/limitObjections.ts';
import { valueInSteps, type Workbook } from '../portfolio/portfolio.ts';
import { yieldIfDue } from '../yielding.ts';
import { type DefaultRates, type ValuedBid, valueBid } from './netback.ts';

/** A bid with its value and the limits that it breaches. */
export type PricedBid = {
  readonly bid: Bid;
  readonly valued: ValuedBid;
  /** Limits that it breaches or worsens; a bid without them is admissible. */
  readonly objections: readonly LimitObjection[];
  readonly curedLimits: readonly Limit[];
};

/** A bid that can't be priced, and why. */
export type UnpricedBid = { readonly bid: Bid; readonly problem: OrebookError };

/** The bids of a tender: the priced ones by risk-adjusted netback, the highest first. */
export type AssessedBids = {
  readonly priced: readonly PricedBid[];
  readonly unpriced: readonly UnpricedBid[];
  /** Contracts of accepted bids. The plan is valued without them, so that a bid has one value before and after it is accepted. */
  readonly excludedContracts: readonly ContractId[];
};

/** Lists the contracts of accepted bids that still exist. */
export const listAcceptedContracts = ({ contracts }: Pick<Workbook, 'contracts'>, { bids }: Tender): readonly ContractId[] =>
  bids.flatMap(({ contractId }) => (contractId !== undefined && contracts.some(({ id }) => id === contractId) ? [contractId] : []));

/** Throws BID_ACCEPTED where a contract was made from one of the bids: their terms are those of the contract. */
export const requireOpenBids = async (db: Db, bids: readonly Bid[]): Promise<void> => {
  for (const { contractId } of bids)
    if (contractId !== undefined) throw new OrebookError('BID_ACCEPTED', { code: (await getContract(db, contractId)).contract.code });
};

/** Values the bids of a tender in the chosen plan without the contracts of accepted bids, and checks them against the limits. */
export const assessBids = async (book: Workbook, tender: Tender, rates: DefaultRates): Promise<AssessedBids> => {
  const excludedContracts = listAcceptedContracts(book, tender);
  const planBefore = book.without(excludedContracts);
  await valueInSteps(planBefore);
  const limitsBefore = planBefore.limits();
  const pricedBids: PricedBid[] = [];
  const unpricedBids: UnpricedBid[] = [];
  for (const bid of tender.bids) {
    const valuedBid = await valueBid(book, bid.deal, rates, excludedContracts);
    if (valuedBid instanceof OrebookError) {
      unpricedBids.push({ bid, problem: valuedBid });
      continue;
    }
    await yieldIfDue();
    const limitsAfter = valuedBid.drafted.plan.limits();
    pricedBids.push({
      bid,
      valued: valuedBid,
      objections: listLimitObjections(book.limits, limitsBefore, limitsAfter),
      curedLimits: listCuredLimits(book.limits, limitsBefore, limitsAfter),
    });
  }
  return { priced: pricedBids.sort((a, b) => b.valued.riskAdjusted - a.valued.riskAdjusted), unpriced: unpricedBids, excludedContracts };
};

export const isAdmissible = ({ objections }: Pick<PricedBid, 'objections'>): boolean => objections.length === 0;

/** The admissible bid with the highest risk-adjusted netback; undefined where none is admissible. */
export const bestAdmissibleBid = ({ priced }: Pick<AssessedBids, 'priced'>): PricedBid | undefined => priced.find(isAdmissible);
