import type { Facility } from '#shared/domain/financing.ts';
import { ContractId, FacilityId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';

/** A contract of the sample. */
export const C014 = ContractId.parse('C-014');

/** A sculpted loan with every optional term; the sample is valued at the end of May 2026. */
export const sculptedLoan = (changes: Partial<Facility> = {}): Facility => ({
  id: FacilityId.parse('loan-1'),
  name: 'Senior loan',
  kind: 'loan',
  lender: 'Banco del Norte',
  inBaseline: true,
  rank: 1,
  order: 0,
  commitment: 4e6,
  draws: [
    { month: monthOf(2026, 7), amount: 2.5e6 },
    { month: monthOf(2026, 10), amount: 1.5e6 },
  ],
  upfrontFee: 0.02,
  commitmentFee: 0.01,
  otherFees: [{ month: monthOf(2026, 7), amount: 15e3 }],
  rate: {
    kind: 'floating',
    base: [2026, 2027, 2028, 2029, 2030, 2031].map((year, i) => ({ year, rate: 0.043 - i / 1000 })),
    margin: [0.035, 0.04],
    floor: 0.01,
  },
  dayCount: 'actual/360',
  periodMonths: 6,
  firstRepayment: monthOf(2027, 7),
  finalMaturity: monthOf(2031, 7),
  graceInterest: 'capitalised',
  repayment: { style: 'sculpted', targetDscr: 1.35 },
  contractIds: [],
  recourse: true,
  earlyEndShare: 0.5,
  sweepShare: 0.25,
  dsraMonths: 6,
  dsraAtClose: true,
  covenants: { lockUpDscr: 1.2, defaultDscr: 1.05, minLlcr: 1.3, minPlcr: 1.5 },
  note: '=1+1 <b>',
  ...changes,
});
