import type { SummaryDocument } from '#shared/contract/summaries.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { Deal } from './subject.ts';
import { countDeliveryMonths } from './workbook.ts';

/**
 * Measured in CSV files of plans of 10,000 contracts, of five and of fifty years: payments of a delivery that the plan values, rows of terms and
 * years of a contract, and bytes of a row.
 */
const PAYMENTS_PER_DELIVERY = 2.2;
const OTHER_ROWS_PER_CONTRACT = 20;
const BYTES_PER_ROW = 50;

/** The rows that a spreadsheet reads of a file; it leaves out those that follow. */
export const SPREADSHEET_ROWS = 1_048_576;

/** Estimates the rows and bytes of the CSV file of a summary. */
export const estimateCsvSize = (
  book: Workbook,
  deals: readonly Deal[],
  view: SummaryDocument['view'],
): { readonly rows: number; readonly bytes: number } => {
  const payments = view === 'internal' ? PAYMENTS_PER_DELIVERY * countDeliveryMonths(book, deals, book.lastMonth) : 0;
  const rows = Math.round(countDeliveryMonths(book, deals) + payments + OTHER_ROWS_PER_CONTRACT * deals.length);
  return { rows, bytes: rows * BYTES_PER_ROW };
};
