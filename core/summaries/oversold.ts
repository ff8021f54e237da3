import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { text } from '#shared/messages/text.ts';
import { chartMoney, year as yearFigure } from '../portfolio/figures.ts';
import { oversoldProducts } from '../portfolio/oversold.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { column, figureCell, heading, numbers, table, textCell, tonnesColumn } from './blockBuilders.ts';

/** Returns a table of the years in which the plan oversells a product; empty for a plan that can be delivered. */
export const oversoldBlocks = (book: Workbook, plan: ValuedPlan): readonly SummaryBlock[] => {
  const products = oversoldProducts(book, plan);
  if (products.length === 0) return [];
  const tonnes = tonnesColumn(products.flatMap(({ years }) => years.map(({ committed }) => Number(committed.value))));
  const { unit } = chartMoney(book.settings);
  return [
    heading('oversold.title'),
    ...table(
      [
        column('oversold.product', { weight: 2.2 }),
        column('oversold.year', { weight: 0.7 }),
        numbers('oversold.planned', tonnes.unit, 1.2),
        numbers('oversold.committed', tonnes.unit, 1.2),
        numbers('oversold.short', tonnes.unit, 1.1),
        numbers('oversold.damages', unit, 1.1),
        column('oversold.certainty', { weight: 1.8 }),
      ],
      products.flatMap(({ product, years }) =>
        years.map(({ year, planned, committed, short, damages, isCertain }) => [
          textCell(product),
          figureCell(yearFigure(year)),
          tonnes.cell(Number(planned.value)),
          tonnes.cell(Number(committed.value)),
          tonnes.cell(Number(short.value)),
          figureCell(damages),
          textCell(text(isCertain ? 'oversold.certain' : 'oversold.nominal')),
        ]),
      ),
    ),
  ];
};
