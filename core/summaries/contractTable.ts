import type { ContractRow } from '#shared/contract/contracts.ts';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import { METAL_SYMBOL } from '#shared/domain/metal.ts';
import { sumBy } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { formatMonth, formatNumber, formatPrice } from '#shared/units/format.ts';
import { contractRow } from '../contracts/contractRows.ts';
import { identifyDeal } from '../portfolio/figureIdentity.ts';
import { chartMoney, usd } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import {
  column,
  figureCell,
  missingCell,
  numbers,
  percentUnit,
  table,
  textCell,
  tonnesColumn,
  type YieldToOthers,
} from './blockBuilders.ts';
import type { Deal } from './subject.ts';

/**
 * Returns a table of contracts of the plan with their revenue in the first full year; the total is that of the table. `maxRows` are the rows
 * that are built.
 */
export const contractTable = async (
  book: Workbook,
  plan: ValuedPlan,
  deals: readonly Deal[],
  yieldToOthers: YieldToOthers,
  { hasTotal = false, maxRows }: { readonly hasTotal?: boolean; readonly maxRows?: number | undefined } = {},
): Promise<readonly SummaryBlock[]> => {
  const { unit } = chartMoney(book.settings);
  const quantityOf = (contract: OfftakeContract) => termsAt(contract, Math.max(contract.start, book.valuationMonth + 1)).quantity;
  const tonnes = tonnesColumn(deals.map(({ contract }) => quantityOf(contract).tonnesPerYear));
  const rows: { readonly contract: OfftakeContract; readonly row: ContractRow }[] = [];
  for (const { contract } of deals.slice(0, maxRows)) {
    rows.push({ contract, row: contractRow(book, plan, contract) });
    await yieldToOthers();
  }
  const columns = [
    column('summaries.column.contract', { weight: 0.95 }),
    column('summaries.column.buyer', { weight: 2 }),
    column('summaries.column.metal', { weight: 0.65 }),
    column('summaries.column.destination', { weight: 1.1 }),
    column('summaries.column.until', { weight: 1.15 }),
    numbers('summaries.column.tonnesYear', tonnes.unit, 0.85),
    numbers('summaries.column.floor', undefined, 1.45),
    numbers('summaries.column.takeOrPay', percentUnit(), 1.1),
    numbers('summaries.column.netPrice', text('summaries.unit.usdPerDmt'), 1),
    numbers('summaries.column.revenuePaid', unit, 1.15),
  ];
  const revenue = usd(
    sumBy(rows, ({ row }) => row.revenue ?? 0),
    { decimals: 1 },
  );
  const cells: SummaryCell[][] = [];
  for (const { contract, row } of rows) {
    const { takeOrPayShare } = quantityOf(contract);
    const floor = row.floor === undefined || row.collarUnit === undefined ? undefined : formatPrice(row.floor, row.collarUnit);
    cells.push([
      textCell(row.code),
      textCell(row.buyer),
      textCell(METAL_SYMBOL[row.metal]),
      textCell(renderLabel(row.destination)),
      textCell(formatMonth(row.end)),
      tonnes.cell(row.tonnesPerYear),
      floor === undefined ? missingCell() : textCell(`${floor.text} ${floor.unit}`),
      takeOrPayShare === 0 ? missingCell() : textCell(formatNumber(takeOrPayShare * 100, { decimals: 0 })),
      row.netPrice === undefined ? missingCell() : textCell(formatNumber(row.netPrice, { decimals: 1 })),
      row.revenue === undefined
        ? missingCell()
        : figureCell(usd(row.revenue, { decimals: 1, identity: identifyDeal(book, plan, contract, 'revenue', { period: book.year }) })),
    ]);
    await yieldToOthers();
  }
  return table(
    columns,
    cells,
    hasTotal ? [textCell(text('common.total')), ...columns.slice(2).map(() => textCell('')), figureCell(revenue)] : undefined,
  );
};
