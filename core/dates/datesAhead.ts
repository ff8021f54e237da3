import { listTenders } from '#db/repositories/tenders.ts';
import type { ContractValue } from '#engine';
import type { DateAhead, DateFilter, DateHorizon } from '#shared/contract/dates.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { Tender } from '#shared/domain/tender.ts';
import { daysBetween, endOfMonth, MONTHS_PER_YEAR } from '#shared/domain/time.ts';
import { dot } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { memoizePerRevision } from '../context.ts';
import { identifyDeal, identifyInPlan } from '../portfolio/figureIdentity.ts';
import { usd } from '../portfolio/figures.ts';
import { type ValuedPlan, valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { createYielder, yieldIfDue } from '../yielding.ts';
import { agreedDates, type ContractDate } from './agreedDates.ts';
import { deliveryDates } from './deliveryDates.ts';
import { prepaymentDates } from './prepaymentDates.ts';

/** Days of the shortest horizon, as on the overview. */
export const DAYS_AHEAD = 90;

/** A contract's net revenue a year, from its next twelve months of delivery; USD. */
export const yearlyRevenue = (value: ContractValue | undefined): number => {
  if (value === undefined) return 0;
  // the ledger has the numbers of `months`, which are long lists to make and keep for each of thousands of contracts
  const { delivered, netPrice } = value.ledger;
  const months = Math.min(delivered.length, MONTHS_PER_YEAR);
  return months > 0 ? (dot(delivered.subarray(0, months), netPrice.subarray(0, months)) / months) * MONTHS_PER_YEAR : 0;
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

/** The value of a date: its own amount, else the contract's revenue a year where the whole contract is at stake. */
const worthOfDate = (
  { kind, amount, keySuffix }: ContractDate,
  revenue: number | undefined,
  identify: (measure: 'annualValue' | 'amountAtDate', part?: string) => FigureIdentity,
): Pick<DateAhead, 'worth' | 'basis'> => {
  if (amount === 0) return {};
  if (amount !== undefined) return { worth: usd(amount, { decimals: 1, identity: identify('amountAtDate', keySuffix) }), basis: 'once' };
  if (revenue === undefined || !WHOLE_CONTRACT.has(kind)) return {};
  return { worth: usd(revenue, { decimals: 1, identity: identify('annualValue') }), basis: 'aYear' };
};

/** A date whose value is computed when it is read: a book has many more dates than a page shows. */
export type ListedDate = Omit<DateAhead, 'worth' | 'basis'> & { readonly worthOf: () => Pick<DateAhead, 'worth' | 'basis'> };

/** Returns a date with its value. */
export const withWorth = ({ worthOf: computeWorth, ...date }: ListedDate): DateAhead => ({ ...date, ...computeWorth() });

const tenderDates = (book: Workbook, tenders: readonly Tender[]): readonly ListedDate[] =>
  tenders.flatMap(({ id, name, productId, due, bids }): ListedDate[] => {
    const product = book.products.get(productId);
    if (product === undefined || bids.some(({ contractId }) => contractId !== undefined)) return [];
    const days = daysBetween(book.settings.valuationDate, due);
    return [
      {
        key: `tender.${id}`,
        date: due,
        days,
        isOverdue: days < 0,
        kind: 'tenderCloses',
        group: 'decide',
        detail: message('dates.detail.tender', { count: bids.length }),
        who: name,
        code: '',
        metal: product.metal,
        route: `/contracts/tenders/${id}`,
        worthOf: () => ({}),
      },
    ];
  });

/** Lists the dates of all contracts; yields between contracts, since thousands of them take a while. */
const contractDates = async (book: Workbook, plan: ValuedPlan): Promise<readonly ListedDate[]> => {
  const pause = createYielder();
  const today = book.settings.valuationDate;
  const values = new Map(plan.value.contracts.map((value) => [value.contractId, value]));
  const deliveriesByContract = await deliveryDates(book, plan, pause);
  const prepaymentsByContract = prepaymentDates(book, plan);
  const datesOf = (contract: OfftakeContract, contractDate: ContractDate): ListedDate[] => {
    const metal = book.products.get(contract.productId)?.metal;
    if (metal === undefined) return [];
    const { keySuffix, kind, group, date, isOverdue, detail, field } = contractDate;
    const value = values.get(contract.id);
    return [
      {
        key: `${contract.id}.${keySuffix}`,
        date,
        days: daysBetween(today, date),
        isOverdue,
        kind,
        group,
        ...(detail === undefined ? {} : { detail }),
        who: book.buyers.get(contract.buyerId)?.name ?? contract.code,
        contractId: contract.id,
        code: contract.code,
        buyerId: contract.buyerId,
        metal,
        worthOf: () =>
          worthOfDate(contractDate, value && yearlyRevenue(value), (measure, part) =>
            part === undefined
              ? identifyDeal(book, plan, contract, measure, { period: 'nextTwelveMonths' })
              : identifyInPlan(book, plan, measure, { subject: `contract:${contract.id}/${part}` }),
          ),
        route: typeof field === 'string' ? `/contracts/${contract.id}?field=${field}` : `/financing?facility=${field.facilityId}`,
      },
    ];
  };
  const dates: ListedDate[] = [];
  for (const contract of book.contracts) {
    if (contract.status === 'ended') continue;
    await pause();
    for (const contractDates of [
      agreedDates(contract, today, book.lastMonth),
      deliveriesByContract.get(contract.id) ?? [],
      prepaymentsByContract.get(contract.id) ?? [],
    ])
      for (const contractDate of contractDates) dates.push(...datesOf(contract, contractDate));
  }
  return dates;
};

/** Dates that are sorted by day between two yields. */
const DATES_PER_STEP = 5000;

/** Sorts dates by day; those of a day by key. */
const sortByDay = async (dates: readonly ListedDate[]): Promise<readonly ListedDate[]> => {
  const byDay = new Map<string, ListedDate[]>();
  for (const [i, date] of dates.entries()) {
    if (i % DATES_PER_STEP === 0) await yieldIfDue();
    const datesOfDay = byDay.get(date.date);
    if (datesOfDay === undefined) byDay.set(date.date, [date]);
    else datesOfDay.push(date);
  }
  const sortedDates: ListedDate[] = [];
  for (const day of [...byDay.keys()].sort()) {
    await yieldIfDue();
    for (const date of byDay.get(day)!.sort((a, b) => a.key.localeCompare(b.key))) sortedDates.push(date);
  }
  return sortedDates;
};

/** Lists every date ahead of the workspace and every overdue one, overdue first. */
export const listDatesAhead = memoizePerRevision(async (ctx): Promise<readonly ListedDate[]> => {
  const book = await valuedWorkbook(ctx);
  const tenders = (await listTenders(ctx.workspace.db())).map(({ tender }) => tender);
  const dates = [...(await contractDates(book, book.plan())), ...tenderDates(book, tenders)];
  await yieldIfDue();
  const sortedDates = await sortByDay(dates);
  const overdueDates = sortedDates.filter(({ isOverdue }) => isOverdue);
  await yieldIfDue();
  return [...overdueDates, ...sortedDates.filter(({ isOverdue }) => !isOverdue)];
});

/** The last day of a horizon, in days from the valuation date. */
const horizonDays = ({ settings, valuationMonth }: Workbook, dateHorizon: DateHorizon): number => {
  switch (dateHorizon) {
    case 'quarter':
      return DAYS_AHEAD;
    case 'year':
      return daysBetween(settings.valuationDate, endOfMonth(valuationMonth + MONTHS_PER_YEAR));
    case 'all':
      return Number.POSITIVE_INFINITY;
  }
};

/** Keeps the dates that a filter allows. */
export const filterDates = (
  book: Workbook,
  dates: readonly ListedDate[],
  { ahead, groups, buyers, metals }: DateFilter,
): readonly ListedDate[] => {
  const last = horizonDays(book, ahead);
  const passes = <T>(filterValues: readonly T[], value: T | undefined): boolean =>
    filterValues.length === 0 || (value !== undefined && filterValues.includes(value));
  return dates.filter(
    ({ days, group, buyerId, metal }) => days <= last && passes(groups, group) && passes(buyers, buyerId) && passes(metals, metal),
  );
};
