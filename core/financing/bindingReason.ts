import type { CapacityInput } from '#engine';
import type { Sentence } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { isoMonth, yearOf } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { month, ratio, share, usd, year as yearFigure } from '../portfolio/figures.ts';
import type { FinancingCase, LoanCapacity } from '../portfolio/financingCase.ts';
import { facilitySubject, type IdentifiedPlan, identifyInCase } from './caseIdentity.ts';
import type { LoanInCase } from './planFinancing.ts';

const DECIMALS = 2;
/** A loan below this amount counts as none, USD. */
const NOTHING = 0.5;

type Year = { readonly year: number; readonly cfads: number };

const cashByYear = ({ cash, valued }: FinancingCase): readonly Year[] => {
  const { valuationMonth } = valued.portfolio;
  const byYear = Map.groupBy(
    cash.cfads.map((amount, i) => ({ amount, year: yearOf(valuationMonth + 1 + i) })),
    ({ year }) => year,
  );
  return [...byYear].map(([year, months]) => ({ year, cfads: sum(months.map(({ amount }) => amount)) }));
};

const targetFigure = (binding: LoanCapacity['binding'], { dscr, llcr, plcr, gearing }: CapacityInput['targets']) =>
  binding === 'gearing'
    ? share(gearing?.share ?? 0)
    : ratio((binding === 'llcr' ? llcr : binding === 'plcr' ? plcr : dscr) ?? dscr, { decimals: DECIMALS });

/** Why a case carries no debt, and what would change it. */
const reasonForNothing = (
  plan: IdentifiedPlan,
  one: FinancingCase,
  { sized, start, periodMonths, facility }: LoanInCase & { readonly sized: LoanCapacity },
): Sentence => {
  const { valuationMonth } = one.valued.portfolio;
  const years = cashByYear(one);
  const paidIn = start + sized.bindingPeriod * periodMonths;
  const first = Math.max(0, paidIn - periodMonths - valuationMonth);
  const cfads = sum(one.cash.cfads.slice(first, Math.max(0, paidIn - valuationMonth)));
  const positive = years.find((row) => row.cfads > 0);
  const identify = (subject: string, period: FigureIdentity['period']) => identifyInCase(plan, one.id, 'loanPeriodCash', subject, period);
  const ofLoan = identify(facility ? facilitySubject(facility.id) : 'proposedLoan', isoMonth(paidIn));
  const figures = { month: month(paidIn), cfads: usd(cfads, { identity: ofLoan }) };
  if (positive === undefined) {
    const best = years.reduce((most, row) => (row.cfads > most.cfads ? row : most), years[0] ?? { year: yearOf(paidIn), cfads: 0 });
    return {
      key: 'financing.reason.everyYear',
      figures: {
        ...figures,
        year: yearFigure(best.year),
        lacks: usd(-best.cfads, { identity: identifyInCase(plan, one.id, 'lackingCash', 'plan', best.year) }),
      },
    };
  }
  if (sized.binding !== 'dscr') return { key: 'financing.reason.noValue', figures };
  if (cfads > 0) return { key: 'financing.reason.serviceBefore', figures };
  const isBefore = positive.year > yearOf(paidIn);
  return {
    key: isBefore ? 'financing.reason.beforeYear' : 'financing.reason.period',
    figures: {
      ...figures,
      lacks: usd(-cfads, { identity: { ...ofLoan, measure: 'lackingCash' } }),
      ...(isBefore && { year: yearFigure(positive.year) }),
    },
  };
};

/** What limits a loan in a case: the target that binds and the period in which it is just met, or why the case carries nothing. */
export const bindingReason = (plan: IdentifiedPlan, one: FinancingCase, loan: LoanInCase): Sentence | undefined => {
  const { sized, start, periodMonths, targets } = loan;
  if (sized === undefined) return undefined;
  if (sized.capacity < NOTHING && sized.binding !== 'gearing') return reasonForNothing(plan, one, { ...loan, sized });
  const { binding, bindingPeriod } = sized;
  return {
    key: `financing.reason.${binding}`,
    figures: { target: targetFigure(binding, targets), month: month(start + bindingPeriod * periodMonths) },
  };
};
