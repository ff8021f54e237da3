import { listTenders } from '#db/repositories/tenders.ts';
import type { Db } from '#db/schema.ts';
import type { ContractValue } from '#engine';
import type { DateAhead, DateFilter, DateHorizon } from '#shared/contract/dates.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Tender } from '#shared/domain/tender.ts';
import { daysBetween, endOfMonth } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { usd } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { createYielder } from '../yielding.ts';
import { agreedDates, type ContractDated } from './agreed.ts';
import { deliveredDates } from './delivered.ts';

const MONTHS_A_YEAR = 12;
/** Days of the nearest horizon, as the overview looks ahead. */
export const DAYS_AHEAD = 90;

/** What a contract earns a year, at the pace of its next twelve months of delivery. */
export const yearlyRevenue = (value: ContractValue | undefined): number => {
  const next = value?.months.slice(0, MONTHS_A_YEAR) ?? [];
  const earned = next.reduce((sum, month) => sum + month.delivered * month.netPrice, 0);
  return next.length > 0 ? (earned / next.length) * MONTHS_A_YEAR : 0;
};

/** Kinds at which the contract as a whole is at stake. */
const WHOLE_CONTRACT = new Set<DateAhead['kind']>([
  'priceReview',
  'payableReview',
  'tcSettlement',
  'notice',
  'renewal',
  'floorReset',
  'noticeBy',
  'optionBy',
  'ends',
]);

/** What goes with a date: the amount it names, else the contract's revenue a year where all of it is at stake. */
const worthOf = ({ kind, amount }: ContractDated, revenue: number | undefined): Pick<DateAhead, 'worth' | 'basis'> => {
  if (amount === 0) return {};
  if (amount !== undefined) return { worth: usd(amount, { decimals: 1 }), basis: 'once' };
  if (revenue === undefined || !WHOLE_CONTRACT.has(kind)) return {};
  return { worth: usd(revenue, { decimals: 1 }), basis: 'aYear' };
};

const tenderLines = (book: Workbook, tenders: readonly Tender[]): readonly DateAhead[] =>
  tenders.flatMap(({ id, name, productId, due, bids }): DateAhead[] => {
    const product = book.products.get(productId);
    if (product === undefined || bids.some(({ contractId }) => contractId !== undefined)) return [];
    const days = daysBetween(book.settings.valuationDate, due);
    return [
      {
        key: `tender.${id}`,
        date: due,
        days,
        overdue: days < 0,
        kind: 'tenderCloses',
        group: 'decide',
        detail: message('dates.detail.tender', { count: bids.length }),
        who: name,
        code: '',
        metal: product.metal,
        route: `/contracts/tenders/${id}`,
      },
    ];
  });

/** Thousands of contracts take a while: it is done in slices. */
const contractLines = async (book: Workbook, plan: ValuedPlan): Promise<readonly DateAhead[]> => {
  const pause = createYielder();
  const today = book.settings.valuationDate;
  const values = new Map(plan.value.contracts.map((value) => [value.contractId, value]));
  const delivered = await deliveredDates(book, plan, pause);
  const lineOf = (contract: OfftakeContract, dated: ContractDated): DateAhead[] => {
    const metal = book.products.get(contract.productId)?.metal;
    if (metal === undefined) return [];
    const { own, kind, group, date, overdue, detail, field } = dated;
    const value = values.get(contract.id);
    return [
      {
        key: `${contract.id}.${own}`,
        date,
        days: daysBetween(today, date),
        overdue,
        kind,
        group,
        ...(detail === undefined ? {} : { detail }),
        who: book.buyers.get(contract.buyerId)?.name ?? contract.code,
        contractId: contract.id,
        code: contract.code,
        buyerId: contract.buyerId,
        metal,
        ...worthOf(dated, value && yearlyRevenue(value)),
        route: `/contracts/${contract.id}?field=${field}`,
      },
    ];
  };
  const lines: DateAhead[] = [];
  for (const contract of book.contracts) {
    if (contract.status === 'ended') continue;
    await pause();
    for (const dated of agreedDates(contract, today, book.lastMonth)) lines.push(...lineOf(contract, dated));
    for (const dated of delivered.get(contract.id) ?? []) lines.push(...lineOf(contract, dated));
  }
  return lines;
};

/** Overdue first, then by day. */
const byUrgency = (a: DateAhead, b: DateAhead): number =>
  Number(b.overdue) - Number(a.overdue) || a.date.localeCompare(b.date) || a.key.localeCompare(b.key);

/** Every date ahead of the workspace and every one that waits, overdue first. */
export const allDates = async (book: Workbook, db: Db): Promise<readonly DateAhead[]> => {
  const tenders = (await listTenders(db)).map(({ tender }) => tender);
  return [...(await contractLines(book, book.plan())), ...tenderLines(book, tenders)].sort(byUrgency);
};

/** Days from the valuation date that a horizon reaches. */
const daysAhead = ({ settings, valuationMonth }: Workbook, ahead: DateHorizon): number => {
  switch (ahead) {
    case 'quarter':
      return DAYS_AHEAD;
    case 'year':
      return daysBetween(settings.valuationDate, endOfMonth(valuationMonth + MONTHS_A_YEAR));
    case 'all':
      return Number.POSITIVE_INFINITY;
  }
};

/** Those that a filter lets pass. */
export const passing = (
  book: Workbook,
  dates: readonly DateAhead[],
  { ahead, groups, buyers, metals }: DateFilter,
): readonly DateAhead[] => {
  const last = daysAhead(book, ahead);
  const among = <T>(chosen: readonly T[], value: T | undefined): boolean =>
    chosen.length === 0 || (value !== undefined && chosen.includes(value));
  return dates.filter(
    ({ days, group, buyerId, metal }) => days <= last && among(groups, group) && among(buyers, buyerId) && among(metals, metal),
  );
};
