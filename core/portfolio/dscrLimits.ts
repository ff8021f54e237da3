import { type MeasuredLimit, measureRatioLimit, scenarioMarket, valuePortfolioInSteps } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Facility } from '#shared/domain/financing.ts';
import type { Limit, LimitMeasure } from '#shared/domain/limit.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { type Month, monthOf, type Year, yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { lazySteps, runSteps, type Steps } from '#shared/steps.ts';
import { type CaseWaterfall, caseWaterfall, type FinancingCase, type Sizing } from './financingCase.ts';
import { lenderCashInSteps, planCashInSteps, type ValuedOnMarket } from './planCash.ts';
import { engineFacilities, listPlanFacilities } from './planFacilities.ts';
import type { Records } from './records.ts';

type DscrMeasure = Extract<LimitMeasure, { kind: 'minimumDscr' }>;
type DscrLimit = Limit & { readonly measure: DscrMeasure };

export const isDscrLimit = (limit: Limit): limit is DscrLimit => limit.measure.kind === 'minimumDscr';

/** The waterfall of a plan in the case of a limit, with the facilities in their order. */
export type DscrCase = CaseWaterfall & {
  readonly facilities: readonly Facility[];
  readonly computed: FinancingCase;
  readonly sizing: Sizing;
};

/** Values plans in lenders' cases; results of one plan are kept. */
const createCases = (records: Records, plan: Plan, valuedMarket: ValuedOnMarket) => {
  const { settings, valuationMonth, otherMarkets, project } = records;
  const valuedOnLowDeck = lazySteps(function* (): Steps<ValuedOnMarket> {
    if (settings.deck === 'low') return valuedMarket;
    const market = otherMarkets.low;
    if (market === undefined) throw new OrebookError('EMPTY', { field: 'deck', deck: 'low' });
    const { portfolio } = valuedMarket;
    return { portfolio, market, value: yield* valuePortfolioInSteps(portfolio, market) };
  });
  function* valuedInScenario(id: string): Steps<ValuedOnMarket> {
    const scenario = records.scenarios.find((candidate) => candidate.id === id);
    if (scenario === undefined) throw new OrebookError('NOT_FOUND', { kind: 'scenario', id });
    const { portfolio, market } = valuedMarket;
    const scenarioPrices = scenarioMarket(market, scenario, { valuationMonth, references: portfolio.references });
    return { portfolio, market: scenarioPrices, value: yield* valuePortfolioInSteps(portfolio, scenarioPrices) };
  }
  function* valuedInCase(id: DscrMeasure['case']): Steps<ValuedOnMarket> {
    if (id === 'base') return valuedMarket;
    return id === 'low' || id === 'lender' ? yield* valuedOnLowDeck.prepare() : yield* valuedInScenario(id);
  }
  return function* (id: DscrMeasure['case']): Steps<DscrCase | undefined> {
    const contracts = valuedMarket.portfolio.contracts.map(({ contract }) => contract);
    const { facilities } = listPlanFacilities(records, plan, contracts);
    if (facilities.length === 0) return undefined;
    const loans = facilities.filter(({ kind }) => kind === 'loan');
    const maturity = loans.length === 0 ? undefined : Math.max(...loans.map(({ finalMaturity }) => finalMaturity));
    // instalments are sized on the lender case
    const lender = yield* lenderCashInSteps(yield* valuedOnLowDeck.prepare(), project, maturity);
    const caseMarket = yield* valuedInCase(id);
    const cash = id === 'lender' ? lender : yield* planCashInSteps(caseMarket, project);
    const financingCase: FinancingCase = {
      id,
      label: { name: id },
      valued: caseMarket,
      cash,
      facilities: engineFacilities(facilities, caseMarket),
    };
    const sizing: Sizing = { project, sizingCfads: lender.cfads, valuationMonth };
    return { facilities, computed: financingCase, sizing, ...caseWaterfall(financingCase, sizing) };
  };
};

/** A coverage ratio of a case: of a period by its last month, or of a loan above its capacity in a year. Its id begins with its year. */
export type MeasuredRatio = { readonly id: string; readonly month: Month; readonly value: number };

const ratioOf = (month: Month, value: number, of = String(month)): MeasuredRatio => ({ id: `${yearOf(month)}:${of}`, month, value });

/**
 * The coverage ratios of a case: those of the periods, and of a sculpted loan above its capacity target x capacity / debt in its years, by
 * their first month with debt.
 */
export const coverageRatios = ({ result, facilities, aboveCapacity, sizing: { valuationMonth } }: DscrCase): readonly MeasuredRatio[] => [
  ...result.periods.flatMap(({ month, dscr }) => (dscr === null ? [] : [ratioOf(valuationMonth + month, dscr)])),
  ...aboveCapacity.flatMap(({ index, capacity }): MeasuredRatio[] => {
    const { id, repayment, draws, opening, firstRepayment, finalMaturity } = facilities[index]!;
    const debt = (opening?.balance ?? 0) + sumBy(draws, ({ amount }) => amount);
    if (repayment.style !== 'sculpted' || debt <= 0) return [];
    const from = Math.max(firstRepayment, valuationMonth + 1);
    const value = (repayment.targetDscr * capacity) / debt;
    return Array.from({ length: yearOf(finalMaturity) - yearOf(from) + 1 }, (_, i) => {
      const year = yearOf(from) + i;
      return ratioOf(i === 0 ? from : monthOf(year, 1), value, id);
    });
  }),
];

/** The lowest ratio of each year. */
const lowestByYear = (ratioCase: DscrCase): ReadonlyMap<Year, number> => {
  const lowestRatios = new Map<Year, number>();
  for (const { month, value } of coverageRatios(ratioCase)) {
    const year = yearOf(month);
    lowestRatios.set(year, Math.min(value, lowestRatios.get(year) ?? value));
  }
  return new Map([...lowestRatios].sort(([a], [b]) => a - b));
};

function* dscrCaseInSteps(records: Records, plan: Plan, valuedMarket: ValuedOnMarket, limit: Limit): Steps<DscrCase | undefined> {
  if (!isDscrLimit(limit)) return undefined;
  try {
    return yield* createCases(records, plan, valuedMarket)(limit.measure.case);
  } catch (error) {
    // a deck without prices, or a scenario that was deleted
    if (error instanceof OrebookError) return undefined;
    throw error;
  }
}

/** The waterfall of a plan in the case of a limit; undefined where the plan has no debt or the case can't be computed. */
export const dscrCase = (...of: Parameters<typeof dscrCaseInSteps>): DscrCase | undefined => runSteps(dscrCaseInSteps(...of));

/** Doublings and halvings of a debt in the search for the most that keeps a level: to 1e-10 of the debt. */
const MAX_DOUBLINGS = 8;
const HALVINGS = 36;

/** The case with the debt of one loan times a factor. */
const scaledCase = (ratioCase: DscrCase, loanIndex: number, factor: number): DscrCase => {
  const scale = <T extends { readonly amount: number }>(entry: T): T => ({ ...entry, amount: entry.amount * factor });
  const facilities = ratioCase.facilities.map((facility, i) => {
    if (i !== loanIndex) return facility;
    const { opening, draws, commitment } = facility;
    return {
      ...facility,
      commitment: commitment * factor,
      draws: draws.map(scale),
      ...(opening && { opening: { ...opening, balance: opening.balance * factor, arrears: opening.arrears * factor } }),
    };
  });
  const computedCase = {
    ...ratioCase.computed,
    facilities: ratioCase.computed.facilities.map((facility, i) => {
      if (i !== loanIndex) return facility;
      const { opening, draws, commitment, otherFees } = facility;
      return {
        ...facility,
        commitment: commitment * factor,
        draws: draws.map(scale),
        otherFees: otherFees.map(scale),
        ...(opening && { opening: { ...opening, balance: opening.balance * factor, arrears: opening.arrears * factor } }),
      };
    }),
  };
  return { ...ratioCase, facilities, computed: computedCase, ...caseWaterfall(computedCase, ratioCase.sizing) };
};

/** The largest factor of a loan's debt at which a limit is kept, by bisection; undefined where it is breached without the loan. */
export const largestDebtFactor = (limit: Limit, ratioCase: DscrCase, loanIndex: number): number | undefined => {
  const isKept = (factor: number): boolean =>
    measureRatioLimit(limit, lowestByYear(scaledCase(ratioCase, loanIndex, factor))).state !== 'breached';
  let keptFactor = 0;
  let breachedFactor = 1;
  while (isKept(breachedFactor)) {
    if (breachedFactor >= 2 ** MAX_DOUBLINGS) return breachedFactor;
    keptFactor = breachedFactor;
    breachedFactor *= 2;
  }
  if (keptFactor === 0 && !isKept(Number.EPSILON)) return undefined;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (keptFactor + breachedFactor) / 2;
    if (isKept(middle)) keptFactor = middle;
    else breachedFactor = middle;
  }
  return keptFactor;
};

/** Measures the limits on a coverage ratio in the places of `measuredLimits`; without debt in the plan they are not measured. */
export function* withDscrLimitsInSteps(
  measuredLimits: readonly MeasuredLimit[],
  records: Records,
  plan: Plan,
  valuedMarket: ValuedOnMarket,
): Steps<readonly MeasuredLimit[]> {
  const limits = records.limits.filter(isDscrLimit);
  if (limits.length === 0) return measuredLimits;
  const measuredById = new Map<Limit['id'], MeasuredLimit>();
  for (const limit of limits) {
    const ratioCase = yield* dscrCaseInSteps(records, plan, valuedMarket, limit);
    measuredById.set(limit.id, measureRatioLimit(limit, ratioCase === undefined ? new Map() : lowestByYear(ratioCase)));
  }
  return measuredLimits.map((limit) => measuredById.get(limit.limitId) ?? limit);
}
