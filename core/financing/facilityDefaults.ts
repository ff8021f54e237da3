import type { Message } from '#shared/contract/figure.ts';
import type { Facility } from '#shared/domain/financing.ts';
import { FacilityId } from '#shared/domain/ids.ts';
import type { Month } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { month, ratio, share } from '../portfolio/figures.ts';
import { newFacilityName } from '../recordTexts.ts';

/** Terms of a new facility: default assumptions. Months; the rate is a fraction per year. */
const GRACE_MONTHS = 12;
const LIFE_MONTHS = 84;
const PERIOD_MONTHS = 6;
const RATE = 0.08;

/** No fees, recourse, reserve, sweep or covenants. */
export const NO_EXTRAS = {
  upfrontFee: 0,
  commitmentFee: 0,
  otherFees: [],
  recourse: false,
  earlyEndShare: 0,
  sweepShare: 0,
  dsraMonths: 0,
  dsraAtClose: false,
  covenants: {},
  note: '',
} as const satisfies Partial<Facility>;

type PlanMonths = { readonly valuationMonth: Month; readonly lastMonth: Month };

/** Months from the first draw to the maturity: whole periods within the plan, one at least. */
const lifeWithin = ({ valuationMonth, lastMonth }: PlanMonths): number => {
  const periods = Math.floor(Math.min(LIFE_MONTHS, lastMonth - valuationMonth - 1) / PERIOD_MONTHS);
  return Math.max(1, periods) * PERIOD_MONTHS;
};

/** Creates a loan with default terms, repaid within the plan, and no amount. */
export const createBlankLoan = (
  id: string,
  months: PlanMonths,
  { order, taken }: { readonly order: number; readonly taken: Iterable<string> },
): Facility => ({
  id: FacilityId.parse(id),
  name: newFacilityName('loan', taken),
  kind: 'loan',
  lender: '',
  inBaseline: true,
  rank: 1,
  order,
  commitment: 0,
  draws: [{ month: months.valuationMonth + 1, amount: 0 }],
  rate: { kind: 'fixed', rate: RATE },
  dayCount: 'actual/360',
  periodMonths: PERIOD_MONTHS,
  firstRepayment: months.valuationMonth + 1 + Math.min(GRACE_MONTHS, lifeWithin(months)),
  finalMaturity: months.valuationMonth + 1 + lifeWithin(months),
  graceInterest: 'paid',
  repayment: { style: 'linear' },
  contractIds: [],
  ...NO_EXTRAS,
});

/** Creates a sculpted senior loan with default terms, which is sized while the plan has no loan. */
export const proposedLoan = (months: PlanMonths, targetDscr: number): Facility => ({
  ...createBlankLoan('proposed', months, { order: 0, taken: [] }),
  repayment: { style: 'sculpted', targetDscr },
});

/** Lists the terms of the proposed loan. */
export const proposedTerms = (months: PlanMonths, targetDscr: number): Message => {
  const { draws, firstRepayment, finalMaturity } = proposedLoan(months, targetDscr);
  return message('financing.proposedTerms', {
    draw: month(draws[0]!.month),
    rate: share(RATE),
    periodMonths: PERIOD_MONTHS,
    first: month(firstRepayment),
    maturity: month(finalMaturity),
    target: ratio(targetDscr, { decimals: 2 }),
  });
};
