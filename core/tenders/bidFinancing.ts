import type { EffectRow } from '#shared/contract/contracts.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { BidRow } from '#shared/contract/tenders.ts';
import type { Bid, Tender } from '#shared/domain/tender.ts';
import type { ServiceContext } from '../context.ts';
import { financingEffect } from '../financing/headline.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { listAcceptedContracts } from './assessBids.ts';

/** What a bid changes in the financing of the chosen plan without the contracts of accepted bids; no rows without facilities. */
export const bidFinancing = (ctx: ServiceContext, book: Workbook, tender: Tender, { deal }: Bid): Promise<readonly EffectRow[]> => {
  const excludedContracts = listAcceptedContracts(book, tender);
  return financingEffect(ctx, {
    before: (bookOfStep) => bookOfStep.without(excludedContracts),
    after: (bookOfStep) => bookOfStep.withDraft(deal, undefined, excludedContracts),
    dealId: deal.id,
  });
};

/** Adds debt capacity, lowest DSCR and the cost of its prepayment with each bid that has a price. */
export const withFinancing = async (
  ctx: ServiceContext,
  book: Workbook,
  tender: Tender,
  rows: readonly BidRow[],
): Promise<readonly BidRow[]> => {
  const rowsWithFinancing: BidRow[] = [];
  for (const row of rows) {
    const bid = tender.bids.find(({ deal }) => deal.id === row.id);
    const effects = bid === undefined || row.rank === undefined ? [] : await bidFinancing(ctx, book, tender, bid);
    const figureAfter = (key: EffectRow['key']): Figure | undefined => {
      const figure = effects.find((candidate) => candidate.key === key)?.signed;
      if (figure === undefined) return undefined;
      // a bid has one value before and after it is accepted, in plans that differ by its contract
      const { identity: _identity, ...rest } = figure;
      return rest;
    };
    const [debtCapacity, minimumDscr, allInCost] = [figureAfter('debtCapacity'), figureAfter('minimumDscr'), figureAfter('allInCost')];
    rowsWithFinancing.push({
      ...row,
      ...(debtCapacity && { debtCapacity }),
      ...(minimumDscr && { minimumDscr }),
      ...(allInCost && { allInCost }),
    });
  }
  return rowsWithFinancing;
};
