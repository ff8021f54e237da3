import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { Rating } from '#shared/domain/buyer.ts';
import { termsAt } from '#shared/domain/contract.ts';
import { sum } from '#shared/math.ts';
import { ratingText } from '#shared/messages/rating.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { formatNumber } from '#shared/units/format.ts';
import { chartMoney, count, share, usd } from '../portfolio/figures.ts';
import { countryLabel } from '../portfolio/labels.ts';
import { column, figureCell, heading, missingCell, numbers, percentUnit, table, textCell } from './blockBuilders.ts';
import { identifyOfftake, type OfftakePicture, rankByRevenue } from './offtakePicture.ts';
import type { Deal } from './subject.ts';

/** Returns the buyers of the contracts: country, parent, rating, security of payment and revenue, largest first. */
export const counterpartyBlocks = (picture: OfftakePicture): readonly SummaryBlock[] => {
  const { book } = picture;
  const { unit } = chartMoney(book.settings);
  const contracts = rankByRevenue(picture);
  const totalRevenue = sum(contracts.map((row) => row.revenue));
  const byBuyer = [...Map.groupBy(contracts, ({ deal }) => deal.buyer)]
    .map(([buyer, rows]) => ({ buyer, rows, revenue: sum(rows.map((row) => row.revenue)) }))
    .toSorted((a, b) => b.revenue - a.revenue);
  const isSecured = ({ contract }: Deal): boolean =>
    termsAt(contract, Math.max(contract.start, book.valuationMonth + 1)).payment.letterOfCredit;
  return [
    heading('summaries.head.counterparties'),
    ...table(
      [
        column('summaries.column.buyer', { weight: 2 }),
        column('buyers.table.column.country', { weight: 1.1 }),
        column('buyers.table.column.parent', { weight: 1.5 }),
        column('summaries.column.rating', { weight: 0.8 }),
        numbers('summaries.column.contracts', undefined, 0.8),
        numbers('financing.tests.letterOfCredit', percentUnit(), 1),
        numbers(picture.offtake.includesSpot ? 'summaries.column.revenuePaid' : 'summaries.column.revenueAlone', unit),
        numbers(picture.offtake.includesSpot ? 'summaries.column.shareOfRevenue' : 'summaries.column.shareOfRevenueAlone', percentUnit()),
      ],
      byBuyer.map(({ buyer, rows, revenue }) => {
        const securedRevenue = sum(rows.map((row) => (isSecured(row.deal) ? row.revenue : 0)));
        const part = { part: `of buyer ${buyer.id}` };
        return [
          textCell(buyer.name),
          textCell(renderLabel(countryLabel(book.countries, buyer.country))),
          textCell(buyer.ultimateParent?.name ?? ''),
          textCell(ratingText(buyer.rating)),
          figureCell(count(rows.length)),
          revenue > 0 ? textCell(formatNumber((securedRevenue / revenue) * 100, { decimals: 0 })) : missingCell(),
          figureCell(usd(revenue, { decimals: 1, identity: identifyOfftake(picture, 'revenue', part) })),
          figureCell(share(totalRevenue === 0 ? 0 : revenue / totalRevenue, { identity: identifyOfftake(picture, 'revenueShare', part) })),
        ];
      }),
    ),
  ];
};

/** Returns contract revenue by the rating of buyers. */
export const ratingBlocks = (picture: OfftakePicture): readonly SummaryBlock[] => {
  const { unit } = chartMoney(picture.book.settings);
  const contracts = rankByRevenue(picture);
  const byRating = Map.groupBy(contracts, ({ deal }) => deal.buyer.rating);
  const totalRevenue = sum(contracts.map((row) => row.revenue));
  return [
    heading('summaries.head.ratings'),
    ...table(
      [
        column('summaries.column.rating', { weight: 2 }),
        numbers('summaries.column.contracts', undefined),
        numbers(picture.offtake.includesSpot ? 'summaries.column.revenuePaid' : 'summaries.column.revenueAlone', unit),
        numbers(picture.offtake.includesSpot ? 'summaries.column.shareOfRevenue' : 'summaries.column.shareOfRevenueAlone', percentUnit()),
      ],
      Rating.options.flatMap((rating) => {
        const rows = byRating.get(rating);
        if (rows === undefined) return [];
        const revenue = sum(rows.map((row) => row.revenue));
        return [
          [
            textCell(ratingText(rating)),
            figureCell(count(rows.length)),
            figureCell(usd(revenue, { decimals: 1, identity: identifyOfftake(picture, 'revenue', { part: `rated ${rating}` }) })),
            figureCell(
              share(totalRevenue === 0 ? 0 : revenue / totalRevenue, {
                identity: identifyOfftake(picture, 'revenueShare', { part: `rated ${rating}` }),
              }),
            ),
          ],
        ];
      }),
    ),
  ];
};
