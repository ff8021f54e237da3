import { listTenders } from '#db/repositories/tenders.ts';
import { findById } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Tender } from '#shared/domain/tender.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { usdPerDmt } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { listAcceptedContracts } from '../tenders/assessBids.ts';
import { type DefaultRates, identifyBid, readDefaultRates, type ValuedBid, valueBidAtOnce } from '../tenders/netback.ts';
import type { Target } from './targets.ts';

/** A bid of a tender: the plan is valued with it and without the contracts of accepted bids, as the tender's page does. */
export type TenderBid = {
  readonly tender: Tender;
  readonly version: number;
  readonly excludedContracts: readonly ContractId[];
  readonly rates: DefaultRates;
};

/** A contract, or the deal of a bid, whose terms may change. */
export type Deal = { readonly contract: OfftakeContract; readonly bid?: TenderBid };

/** Finds a contract or a bid by the id of its deal. Throws NOT_FOUND. */
export const findDeal = async ({ workspace }: ServiceContext, book: Workbook, id: ContractId): Promise<Deal> => {
  const contract = findById(book.contracts, id);
  if (contract !== undefined) return { contract };
  const db = workspace.db();
  for (const { tender, version } of await listTenders(db)) {
    const bid = tender.bids.find(({ deal }) => deal.id === id);
    if (bid === undefined) continue;
    const rates = await readDefaultRates(db);
    return { contract: bid.deal, bid: { tender, version, rates, excludedContracts: listAcceptedContracts(book, tender) } };
  }
  throw new OrebookError('NOT_FOUND', { kind: 'contract', id });
};

/** Lists the bids that are not accepted. */
export const listOpenBids = async ({ workspace }: ServiceContext, book: Workbook) =>
  (await listTenders(workspace.db())).flatMap(({ tender }) =>
    tender.bids.flatMap(({ deal, contractId }) =>
      contractId === undefined
        ? [{ id: deal.id, tenderId: tender.id, tender: tender.name, buyer: book.buyers.get(deal.buyerId)?.name ?? deal.buyerId }]
        : [],
    ),
  );

const BID_FIGURES = {
  netback: ({ netback }) => netback.total,
  riskAdjusted: ({ riskAdjusted }) => riskAdjusted,
} as const satisfies Readonly<Record<string, (valuedBid: ValuedBid) => number>>;

const BID_MEASURES = { netback: 'netback', riskAdjusted: 'riskAdjustedNetback' } as const;

/** Lists the figures of a bid by which a tender ranks it. */
export const listBidTargets = ({ contract, bid }: Deal): readonly Target[] => {
  if (bid === undefined) return [];
  return (['riskAdjusted', 'netback'] as const).map((key) => ({
    key: `bid.${key}`,
    group: 'deal',
    label: message(`tenders.${key}`),
    unit: 'usdPerDmt',
    decimals: 1,
    years: [],
    of: ({ book, contract: changedDeal }) => {
      const valuedBid = changedDeal && valueBidAtOnce(book, changedDeal, bid.rates, bid.excludedContracts);
      if (changedDeal === undefined || valuedBid === undefined || valuedBid instanceof OrebookError) return undefined;
      const value = BID_FIGURES[key](valuedBid);
      // the identity of a bid's figure does not name its terms: others have none
      const identity = changedDeal === contract ? { identity: identifyBid(book, valuedBid, changedDeal, BID_MEASURES[key]) } : {};
      return { value, figure: () => usdPerDmt(value, identity) };
    },
  }));
};
