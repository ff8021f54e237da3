import { payoff } from '#engine';
import { unique } from '#shared/collections.ts';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import { termsAt } from '#shared/domain/contract.ts';
import { monthOf, yearOf } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { formatNumber, formatPercent, formatPrice } from '#shared/units/format.ts';
import { collarUnit } from '../contracts/contractRows.ts';
import { contractValue, firstFullYear } from '../portfolio/contractValues.ts';
import { year as yearFigure } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { unitCost } from '../portfolio/projectInputs.ts';
import { column, figureCell, heading, missingCell, note, numbers, table, textCell, type YieldToOthers } from './blockBuilders.ts';
import type { OfftakePicture } from './offtakePicture.ts';
import type { Deal } from './subject.ts';

const floorText = (book: Workbook, { contract }: Deal): string => {
  const { collar, price } = termsAt(contract, Math.max(contract.start, book.valuationMonth + 1));
  if (collar?.floor === undefined) return text('common.none');
  const { text: amount, unit } = formatPrice(collar.floor, collarUnit(collar, price, book));
  return `${amount} ${unit}`;
};

/** Returns the lowest net price under each floor, and the cash cost per tonne. */
const floorRow = ({ book, offtake, base }: OfftakePicture, deal: Deal): readonly (readonly SummaryCell[])[] => {
  const { contract, product } = deal;
  if (contract.terms.every(({ collar }) => collar?.floor === undefined)) return [];
  const value = contractValue({ value: base }, contract.id);
  if (value === undefined) return [];
  const { months } = value;
  const year = firstFullYear({ months }, book.year);
  const month = months.find((contractMonth) => yearOf(contractMonth.month) === year)?.month;
  const cost = unitCost(product, year);
  if (month === undefined || termsAt(contract, monthOf(year, 7)).collar?.floor === undefined) return [];
  // the net price at a reference price of 0 is the floor
  const floorPrice = payoff(offtake.portfolio, contract.id, book.market, month, [0])[0]?.netPrice;
  if (floorPrice === undefined) return [];
  const amount = (figure: number) => textCell(formatNumber(figure, { decimals: 1 }));
  return [
    [
      textCell(contract.code),
      textCell(deal.buyer.name),
      textCell(floorText(book, deal)),
      figureCell(yearFigure(year)),
      amount(floorPrice),
      cost === undefined ? missingCell() : amount(cost),
      cost === undefined ? missingCell() : textCell(formatNumber(floorPrice - cost, { decimals: 1, sign: true })),
    ],
  ];
};

/** Notes which share of the unit costs is in another currency. */
const foreignCostNotes = ({ offtake }: OfftakePicture): readonly SummaryBlock[] =>
  unique(offtake.deals.map(({ product }) => product)).flatMap(({ name: product, costCurrency: part }) => {
    if (part === undefined || part.share === 0) return [];
    return [note('product.foreignCost', { product, share: formatPercent(part.share, { decimals: 0 }), currency: part.currency })];
  });

/** Returns the floors of the contracts beside their cash cost. */
export const floorBlocks = async (picture: OfftakePicture, yieldToOthers: YieldToOthers): Promise<readonly SummaryBlock[]> => {
  const rows: (readonly SummaryCell[])[] = [];
  for (const deal of picture.offtake.deals) {
    rows.push(...floorRow(picture, deal));
    await yieldToOthers();
  }
  const unit = text('summaries.unit.usdPerDmt');
  return [
    heading('summaries.head.floors'),
    ...(rows.length === 0
      ? [note('summaries.lender.floorNone')]
      : [
          ...table(
            [
              column('summaries.column.contract', { weight: 0.7 }),
              column('summaries.column.buyer', { weight: 1.9 }),
              numbers('summaries.column.floor', undefined, 1.3),
              numbers('summaries.column.year', undefined, 0.7),
              numbers('summaries.column.floorPrice', unit, 1.6),
              numbers('summaries.column.cost', unit),
              numbers('summaries.column.margin', unit),
            ],
            rows,
          ),
          note('summaries.lender.floor'),
          ...foreignCostNotes(picture),
        ]),
  ];
};
