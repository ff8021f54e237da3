import type { DateLine } from '#shared/contract/overview.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { isInPlan } from '#shared/domain/plan.ts';
import type { PriceBasis } from '#shared/domain/terms.ts';
import { daysBetween, MONTHS_PER_YEAR } from '#shared/domain/time.ts';
import { memoize } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { endDates, listEnteredDates } from '../dates/agreedDates.ts';
import { DAYS_AHEAD, hasDeliveriesLeft, yearlyRevenue } from '../dates/datesAhead.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import { includeRates } from '../portfolio/explain.ts';
import { identifyDeal, identifyInPlan } from '../portfolio/figureIdentity.ts';
import { usd } from '../portfolio/figures.ts';
import { referenceLabel } from '../portfolio/labels.ts';
import { oversoldDamages, oversoldProducts } from '../portfolio/oversold.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

/** The references that a price basis uses, without those of charges. */
export const priceReferences = (price: PriceBasis): readonly string[] => {
  switch (price.basis) {
    case 'payableMetal':
      return price.payables.slice(0, 1).map((payable) => payable.reference);
    case 'percentage':
      return price.payables.map((payable) => payable.reference);
    case 'fixed':
      return [];
    default:
      return [price.reference];
  }
};

type DateInputs = {
  readonly book: Workbook;
  readonly plan: ValuedPlan;
  readonly revenue: (contract: OfftakeContract) => number;
  readonly contracts: readonly OfftakeContract[];
};

type Worth = Pick<DateLine, 'worth' | 'basis'>;

/** The revenue of a contract a year. */
const worthOfYear = (book: Workbook, plan: ValuedPlan, contract: OfftakeContract): Worth => {
  const value = contractValue(plan, contract.id);
  if (!hasDeliveriesLeft(value)) return {};
  const identity = identifyDeal(book, plan, contract, 'annualValue', { period: 'nextTwelveMonths' });
  return { worth: usd(yearlyRevenue(value), { decimals: 1, identity }), basis: 'aYear' };
};

/** The revenue of a contract in an average month. */
const worthOfMonth = (book: Workbook, plan: ValuedPlan, contract: OfftakeContract): Worth => {
  const value = contractValue(plan, contract.id);
  if (!hasDeliveriesLeft(value)) return {};
  const identity = identifyDeal(book, plan, contract, 'monthlyValue', { period: 'nextTwelveMonths' });
  return { worth: usd(yearlyRevenue(value) / MONTHS_PER_YEAR, { decimals: 1, identity }), basis: 'once' };
};

function* datedLines({ book, plan, contracts }: DateInputs): Steps<readonly DateLine[]> {
  const today = book.settings.valuationDate;
  const lines: DateLine[] = [];
  for (const contract of contracts) {
    yield;
    const metal = book.products.get(contract.productId)?.metal;
    const who = book.buyers.get(contract.buyerId)?.name;
    if (metal === undefined || who === undefined) continue;
    const dates = [...listEnteredDates(contract, today), ...endDates(contract, today)].filter(
      ({ date, isOverdue }) => isOverdue || daysBetween(today, date) <= DAYS_AHEAD,
    );
    if (dates.length === 0) continue;
    for (const { kind, date, isOverdue } of dates) {
      const isOnce = kind === 'qpDeclaration';
      lines.push({
        contractId: contract.id,
        who: { name: who },
        metal,
        kind,
        date,
        ...(isOnce ? worthOfMonth(book, plan, contract) : worthOfYear(book, plan, contract)),
        isOverdue,
      });
    }
  }
  return lines;
}

/** References of contract prices whose last actual price is older than the valuation month, with the yearly revenue that depends on them. */
function* staleLines({ book, plan, revenue, contracts }: DateInputs): Steps<readonly DateLine[]> {
  const staleReferences = new Map<string, { worth: number; metal: Metal }>();
  const isStale = memoize((reference: string): boolean => {
    const point = book.deck.get(reference)?.findLast(({ month }) => month <= book.valuationMonth);
    return point !== undefined && (point.month < book.valuationMonth || point.origin === 'filled');
  });
  for (const contract of contracts) {
    yield;
    const product = book.products.get(contract.productId);
    if (product === undefined) continue;
    for (const reference of includeRates(book, priceReferences(termsAt(contract, book.valuationMonth).price))) {
      if (!isStale(reference)) continue;
      const entry = staleReferences.get(reference) ?? { worth: 0, metal: product.metal };
      staleReferences.set(reference, { ...entry, worth: entry.worth + revenue(contract) });
    }
  }
  return [...staleReferences].map(([reference, { worth, metal }]) => ({
    kind: 'stalePrices',
    who: referenceLabel(book.references, reference),
    metal,
    worth: usd(worth, {
      decimals: 1,
      identity: identifyInPlan(book, plan, 'annualValue', { period: 'nextTwelveMonths', subject: `reference:${reference}` }),
    }),
    basis: 'aYear',
    isOverdue: false,
  }));
}

/** More oversold products than this are one line, so that deadlines stay in view. */
const MAX_OVERSOLD_LINES = 2;

/** Products that the plan oversells, with what the damages cost over the plan. */
const oversoldLines = (book: Workbook, plan: ValuedPlan): readonly DateLine[] => {
  const products = oversoldProducts(book, plan);
  const line = { kind: 'oversold', basis: 'once', isOverdue: true } as const;
  if (products.length <= MAX_OVERSOLD_LINES)
    return products.map(({ product, metal, damages }) => ({ ...line, who: { name: product }, metal, worth: damages }));
  const years = products.flatMap((product) => product.years.map(({ year }) => year));
  const who = message('overview.dates.oversoldProducts', { count: products.length, year: Math.min(...years) });
  return [{ ...line, who, worth: oversoldDamages(book, plan) }];
};

/** Lists oversold products, then the deadlines of the next 90 days, soonest first, then missing terms, then outdated prices by value. */
export function* dateLines(book: Workbook, plan: ValuedPlan): Steps<readonly DateLine[]> {
  const revenue = ({ id }: OfftakeContract): number => yearlyRevenue(contractValue(plan, id));
  const contracts = book.contracts.filter((contract) => isInPlan(plan.plan, contract) && contract.end >= book.valuationMonth);
  const inputs = { book, plan, revenue, contracts };
  const deadlineLines = (yield* datedLines(inputs)).toSorted((a, b) => (a.date ?? '').localeCompare(b.date ?? ''));
  yield;
  const missingTermLines = contracts.flatMap((contract): DateLine[] => {
    const metal = book.products.get(contract.productId)?.metal;
    // a price that can't be computed, or a benchmark without a fallback
    if (metal === undefined || !(plan.problems.has(contract.id) || contract.benchmarkFallback.trim() === '')) return [];
    return [
      {
        kind: 'missingTerms',
        contractId: contract.id,
        who: { name: book.buyers.get(contract.buyerId)?.name ?? contract.code },
        metal,
        ...worthOfYear(book, plan, contract),
        isOverdue: false,
      },
    ];
  });
  yield;
  const staleLinesByWorth = (yield* staleLines(inputs)).toSorted((a, b) => Number(b.worth?.value) - Number(a.worth?.value));
  yield;
  return [...oversoldLines(book, plan), ...deadlineLines, ...missingTermLines, ...staleLinesByWorth];
}
