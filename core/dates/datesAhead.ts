import { listTenders } from '#db/repositories/tenders.ts';
import type { ContractValue } from '#engine';
import type { DateAhead, DateFilter, DateHorizon } from '#shared/contract/dates.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Tender } from '#shared/domain/tender.ts';
import { daysBetween, endOfMonth, type IsoDate, MONTHS_PER_YEAR } from '#shared/domain/time.ts';
import { dot } from '#shared/math.ts';
import { memoize } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import { isEndOfStep, type Steps } from '#shared/steps.ts';
import { memoizePerRevision, type ServiceContext } from '../context.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import { identifyDeal, identifyInPlan } from '../portfolio/figureIdentity.ts';
import { usd } from '../portfolio/figures.ts';
import { type ValuedPlan, valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { createYielder, runWithYielding, yieldIfDue } from '../yielding.ts';
import { agreedDates, type ContractDate } from './agreedDates.ts';
import { deliveryDates } from './deliveryDates.ts';
import { prepaymentDates } from './prepaymentDates.ts';

/** Days of the shortest horizon, as on the overview. */
export const DAYS_AHEAD = 90;

/** Whether something is left to deliver. */
export const hasDeliveriesLeft = (value: ContractValue | undefined): value is ContractValue =>
  value !== undefined && value.ledger.delivered.length > 0;

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

/** A contract or tender that sets dates, with what their rows have in common. */
type DateSource = {
  /** The key of a date before its suffix. */
  readonly key: string;
  readonly owner: Pick<DateAhead, 'who' | 'contractId' | 'code' | 'buyerId' | 'metal'>;
  readonly worthOf: (date: ContractDate) => Pick<DateAhead, 'worth' | 'basis'>;
};

/** A date of a list, in days from the valuation date. Its row is made when it is shown: a book has many more dates than a page. */
export type ListedDate = { readonly source: DateSource; readonly contractDate: ContractDate; readonly days: number };

const keyOfDate = ({ source, contractDate: { keySuffix } }: ListedDate): string => `${source.key}.${keySuffix}`;

const routeOfDate = ({ source: { owner }, contractDate: { field } }: ListedDate): string => {
  if (typeof field === 'string') return `/contracts/${owner.contractId}?field=${field}`;
  return 'facilityId' in field ? `/financing?facility=${field.facilityId}` : `/contracts/tenders/${field.tenderId}`;
};

/** Returns the row of a date without its value. */
export const rowOfDate = (listedDate: ListedDate): Omit<DateAhead, 'worth' | 'basis'> => {
  const { source, contractDate, days } = listedDate;
  const { date, isOverdue, kind, group, detail } = contractDate;
  return {
    key: keyOfDate(listedDate),
    date,
    days,
    isOverdue,
    kind,
    group,
    ...(detail === undefined ? {} : { detail }),
    ...source.owner,
    route: routeOfDate(listedDate),
  };
};

/** Returns the value of a date. */
export const worthOfDate = ({ source, contractDate }: ListedDate): Pick<DateAhead, 'worth' | 'basis'> => source.worthOf(contractDate);

/** Returns a function that values the dates of a contract: their own amount, else its revenue a year where the whole contract is at stake. */
const valueContractDates =
  (book: Workbook, plan: ValuedPlan, contract: OfftakeContract): DateSource['worthOf'] =>
  ({ kind, amount, keySuffix }) => {
    if (amount === 0) return {};
    if (amount !== undefined) {
      const identity = identifyInPlan(book, plan, 'amountAtDate', { subject: `contract:${contract.id}/${keySuffix}` });
      return { worth: usd(amount, { decimals: 1, identity }), basis: 'once' };
    }
    const value = WHOLE_CONTRACT.has(kind) ? contractValue(plan, contract.id) : undefined;
    if (!hasDeliveriesLeft(value)) return {};
    const identity = identifyDeal(book, plan, contract, 'annualValue', { period: 'nextTwelveMonths' });
    return { worth: usd(yearlyRevenue(value), { decimals: 1, identity }), basis: 'aYear' };
  };

const tenderDates = (book: Workbook, tenders: readonly Tender[]): readonly ListedDate[] =>
  tenders.flatMap(({ id, name, productId, due, bids }): ListedDate[] => {
    const product = book.products.get(productId);
    if (product === undefined || bids.some(({ contractId }) => contractId !== undefined)) return [];
    const days = daysBetween(book.settings.valuationDate, due);
    const contractDate: ContractDate = {
      keySuffix: id,
      kind: 'tenderCloses',
      group: 'decide',
      date: due,
      isOverdue: days < 0,
      detail: message('dates.detail.tender', { count: bids.length }),
      field: { tenderId: id },
    };
    const source = { key: 'tender', owner: { who: name, code: '', metal: product.metal }, worthOf: () => ({}) };
    return [{ source, contractDate, days }];
  });

/**
 * Lists the dates of all contracts; without `hasDeliveries` those of deliveries only of contracts that have no other, so that the list has
 * a date of each contract with dates. Yields between contracts, since thousands of them take a while.
 */
const contractDates = async (book: Workbook, plan: ValuedPlan, hasDeliveries: boolean): Promise<ListedDate[]> => {
  const pause = createYielder();
  const today = book.settings.valuationDate;
  const daysTo = memoize((date: IsoDate) => daysBetween(today, date));
  const prepaymentsByContract = prepaymentDates(book, plan);
  const agreedByContract = new Map<ContractId, readonly ContractDate[]>();
  for (const contract of book.contracts) {
    if (contract.status !== 'ended') agreedByContract.set(contract.id, agreedDates(contract, today, book.lastMonth));
    await pause();
  }
  const listsDeliveriesOf = (id: ContractId): boolean =>
    hasDeliveries || (agreedByContract.get(id)?.length === 0 && !prepaymentsByContract.has(id));
  const deliveriesByContract = await deliveryDates(book, plan, listsDeliveriesOf, pause);
  const dates: ListedDate[] = [];
  for (const contract of book.contracts) {
    const { id, code, buyerId, productId } = contract;
    const agreedDatesOfContract = agreedByContract.get(id);
    const metal = book.products.get(productId)?.metal;
    if (agreedDatesOfContract === undefined || metal === undefined) continue;
    await pause();
    const owner = { who: book.buyers.get(buyerId)?.name ?? code, contractId: id, code, buyerId, metal };
    const source: DateSource = { key: id, owner, worthOf: valueContractDates(book, plan, contract) };
    for (const datesOfKind of [agreedDatesOfContract, deliveriesByContract.get(id) ?? [], prepaymentsByContract.get(id) ?? []])
      for (const contractDate of datesOfKind) dates.push({ source, contractDate, days: daysTo(contractDate.date) });
  }
  return dates;
};

/** Sorts dates by day, those of a day by key; the overdue ones come first. */
function* sortByDay(dates: readonly ListedDate[]): Steps<readonly ListedDate[]> {
  const byDay = new Map<string, ListedDate[]>();
  for (let i = 0; i < dates.length; i++) {
    const listedDate = dates[i]!;
    if (isEndOfStep(i)) yield;
    const { date } = listedDate.contractDate;
    const datesOfDay = byDay.get(date);
    if (datesOfDay === undefined) byDay.set(date, [listedDate]);
    else datesOfDay.push(listedDate);
  }
  const overdueDates: ListedDate[] = [];
  const datesAhead: ListedDate[] = [];
  for (const day of [...byDay.keys()].sort()) {
    yield;
    const datesOfDay = byDay.get(day)!.map((date) => ({ date, key: keyOfDate(date) }));
    datesOfDay.sort((a, b) => a.key.localeCompare(b.key));
    yield;
    for (const { date } of datesOfDay) (date.contractDate.isOverdue ? overdueDates : datesAhead).push(date);
  }
  yield;
  return [...overdueDates, ...datesAhead];
}

const listSorted = async (ctx: ServiceContext, hasDeliveries: boolean): Promise<readonly ListedDate[]> => {
  const book = await valuedWorkbook(ctx);
  const tenders = (await listTenders(ctx.workspace.db())).map(({ tender }) => tender);
  const dates = await contractDates(book, book.plan(), hasDeliveries);
  await yieldIfDue();
  for (const date of tenderDates(book, tenders)) dates.push(date);
  return runWithYielding(sortByDay(dates));
};

/** Lists every date ahead of the workspace and every overdue one, overdue first. */
const listEveryDate = memoizePerRevision((ctx) => listSorted(ctx, true));

/**
 * Lists the same without the dates of deliveries, most of all, which need no action; those of contracts without other dates are in it. It has
 * all that are overdue, all decisions, and all contracts of `listEveryDate`.
 */
export const listActionDates = memoizePerRevision((ctx) => listSorted(ctx, false));

/** Lists the dates that a filter may allow, sorted; `filterDatesInSteps` filters them. */
export const listDatesFor = (ctx: ServiceContext, { groups }: Pick<DateFilter, 'groups'>): Promise<readonly ListedDate[]> =>
  groups.length === 0 || groups.includes('deliver') ? listEveryDate(ctx) : listActionDates(ctx);

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
export function* filterDatesInSteps(
  book: Workbook,
  dates: readonly ListedDate[],
  { ahead, groups, buyers, metals }: DateFilter,
): Steps<readonly ListedDate[]> {
  const last = horizonDays(book, ahead);
  const passes = <T>(filterValues: readonly T[], value: T | undefined): boolean =>
    filterValues.length === 0 || (value !== undefined && filterValues.includes(value));
  const filteredDates: ListedDate[] = [];
  for (let i = 0; i < dates.length; i++) {
    const date = dates[i]!;
    const { source, contractDate, days } = date;
    const { buyerId, metal } = source.owner;
    if (days <= last && passes(groups, contractDate.group) && passes(buyers, buyerId) && passes(metals, metal)) filteredDates.push(date);
    if (isEndOfStep(i)) yield;
  }
  return filteredDates;
}
