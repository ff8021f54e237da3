import { type ClauseKey, type ClauseValues, clauseValues, type Market, type Portfolio, type PriceProcess, valuePortfolio } from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { entry, market, month, offtake, portfolio, product, type TermsGiven, terms } from './plans.ts';

export const VOLATILITY = 0.3;

const processOf = (volatility: number, fields: Partial<PriceProcess> = {}): PriceProcess => ({
  kind: 'price',
  volatility,
  meanReversion: 0,
  ...fields,
});

export const PROCESSES: Readonly<Record<string, PriceProcess>> = {
  iron: processOf(VOLATILITY),
  copper: processOf(0.22, { meanReversion: 0.6 }),
  carbonate: processOf(0.5),
  spodumene: processOf(0.25, { follows: { reference: 'carbonate' as ReferenceCode, beta: 0.5, residualVolatility: 0.25 } }),
  tc: processOf(25, { kind: 'treatmentCharge' }),
};

/** The same processes with zero volatility. */
export const STILL: Readonly<Record<string, PriceProcess>> = Object.fromEntries(
  Object.entries(PROCESSES).map(([code, process]) => [
    code,
    { ...process, volatility: 0, follows: process.follows && { ...process.follows, residualVolatility: 0 } },
  ]),
);

export const DECK = market({ iron: (t) => 100 + t, copper: (t) => 9600 - 20 * t, carbonate: (t) => 10_000 + 100 * t });

export const planOf = (
  termFields: TermsGiven,
  months = 24,
  productFields: Parameters<typeof product>[0] = {},
  discountRate = 0.1,
): Portfolio =>
  portfolio([entry(offtake({ end: month(months), terms: [terms(termFields)] }))], { products: [product(productFields)], discountRate });

type ClausePlanOptions = {
  readonly deck?: Market;
  readonly processes?: typeof PROCESSES;
  readonly months?: number;
  readonly discountRate?: number;
};

/** Values the clauses of a contract with one set of terms. */
export const clausesOf = (
  termFields: TermsGiven,
  { deck = DECK, processes = PROCESSES, months = 24, discountRate = 0.1 }: ClausePlanOptions = {},
): ClauseValues => {
  const plan = planOf(termFields, months, {}, discountRate);
  return clauseValues(plan, valuePortfolio(plan, deck).contracts[0]!, deck, processes);
};

export const clauseValue = (values: ClauseValues, key: ClauseKey): number => {
  const clause = values.clauses.find((item) => item.key === key);
  if (clause === undefined) throw new Error(`no ${key}`);
  return clause.value;
};
