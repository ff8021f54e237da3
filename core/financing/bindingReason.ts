import type { CapacityInput } from '#engine';
import type { Message, Sentence } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { isoMonth, type Month, yearOf } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { month, ratio, share, usd, year as yearFigure } from '../portfolio/figures.ts';
import type { FinancingCase, LoanCapacity } from '../portfolio/financingCase.ts';
import { facilitySubject, type IdentifiedPlan, identifyInCase } from './caseIdentity.ts';
import type { LoanInCase } from './planFinancing.ts';

const DECIMALS = 2;
/** USD; a smaller capacity counts as none. */
const LEAST_DEBT = 0.5;

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

/** The label of a line of a capacity: the engine writes the number of a facility's period after the point. */
export const capacityLineLabel = (label: string, paymentMonthOf: (period: number) => Month): Message => {
  const [kind = label, period] = label.split('.');
  const key = `financing.line.${kind}`;
  return period === undefined ? { key } : { key, values: { month: month(paymentMonthOf(Number(period))) } };
};

/** Why a case carries no debt, and what would change it. */
const reasonForNoDebt = (
  plan: IdentifiedPlan,
  financingCase: FinancingCase,
  { sizedDebt, start, periodMonths, facility }: LoanInCase & { readonly sizedDebt: LoanCapacity },
): Sentence => {
  const { valuationMonth } = financingCase.valued.portfolio;
  const years = cashByYear(financingCase);
  const paymentMonth = start + sizedDebt.bindingPeriod * periodMonths;
  const firstMonth = Math.max(0, paymentMonth - periodMonths - valuationMonth);
  const cfads = sum(financingCase.cash.cfads.slice(firstMonth, Math.max(0, paymentMonth - valuationMonth)));
  const firstPositive = years.find((row) => row.cfads > 0);
  const identify = (subject: string, period: FigureIdentity['period']) =>
    identifyInCase(plan, financingCase.id, 'loanPeriodCash', subject, period);
  const loanIdentity = identify(facility ? facilitySubject(facility.id) : 'proposedLoan', isoMonth(paymentMonth));
  const figures = { month: month(paymentMonth), cfads: usd(cfads, { identity: loanIdentity }) };
  if (firstPositive === undefined) {
    const bestYear = years.reduce(
      (highestRow, row) => (row.cfads > highestRow.cfads ? row : highestRow),
      years[0] ?? { year: yearOf(paymentMonth), cfads: 0 },
    );
    return {
      key: 'financing.reason.everyYear',
      figures: {
        ...figures,
        year: yearFigure(bestYear.year),
        lacks: usd(-bestYear.cfads, { identity: identifyInCase(plan, financingCase.id, 'lackingCash', 'plan', bestYear.year) }),
      },
    };
  }
  if (sizedDebt.binding !== 'dscr') return { key: 'financing.reason.noValue', figures };
  if (cfads > 0) return { key: 'financing.reason.serviceBefore', figures };
  const isBeforePositiveYear = firstPositive.year > yearOf(paymentMonth);
  return {
    key: isBeforePositiveYear ? 'financing.reason.beforeYear' : 'financing.reason.period',
    figures: {
      ...figures,
      lacks: usd(-cfads, { identity: { ...loanIdentity, measure: 'lackingCash' } }),
      ...(isBeforePositiveYear && { year: yearFigure(firstPositive.year) }),
    },
  };
};

/** What limits a loan in a case: the target that binds and the period in which it is just met, or why the case carries nothing. */
export const bindingReason = (plan: IdentifiedPlan, financingCase: FinancingCase, loan: LoanInCase): Sentence | undefined => {
  const { sizedDebt, start, periodMonths, targets } = loan;
  if (sizedDebt === undefined) return undefined;
  if (sizedDebt.capacity < LEAST_DEBT && sizedDebt.binding !== 'gearing')
    return reasonForNoDebt(plan, financingCase, { ...loan, sizedDebt });
  const { binding, bindingPeriod } = sizedDebt;
  return {
    key: `financing.reason.${binding}`,
    figures: { target: targetFigure(binding, targets), month: month(start + bindingPeriod * periodMonths) },
  };
};
