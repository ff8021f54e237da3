import { DEFAULT_LENDER_TESTS, DEFAULT_PROJECT_FINANCE, type Facility, type ProjectFinance } from '#shared/domain/financing.ts';
import { BuyerId, ContractId, FacilityId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';

const YEARS = [2026, 2027, 2028, 2029, 2030, 2031, 2032];

/** A senior loan, and a prepayment by the largest buyer of spodumene. */
export const sampleFacilities = (): readonly Facility[] => [
  {
    id: FacilityId.parse('senior-loan'),
    name: 'Senior loan',
    kind: 'loan',
    lender: 'Tasman Resources Bank',
    inBaseline: true,
    rank: 1,
    order: 0,
    commitment: 300e6,
    draws: [
      { month: monthOf(2026, 7), amount: 200e6 },
      { month: monthOf(2027, 1), amount: 100e6 },
    ],
    upfrontFee: 0.015,
    commitmentFee: 0.01,
    otherFees: [],
    rate: { kind: 'fixed', rate: 0.0775 },
    dayCount: 'actual/360',
    periodMonths: 6,
    firstRepayment: monthOf(2027, 7),
    finalMaturity: monthOf(2030, 1),
    graceInterest: 'paid',
    repayment: { style: 'level' },
    contractIds: [],
    recourse: false,
    earlyEndShare: 0,
    sweepShare: 0,
    dsraMonths: 6,
    dsraAtClose: true,
    covenants: { lockUpDscr: 1.25, defaultDscr: 1.1, minLlcr: 1.3 },
    note: '',
  },
  {
    id: FacilityId.parse('tianmu-prepayment'),
    name: 'Tianmu prepayment',
    kind: 'prepayment',
    lender: '',
    buyerId: BuyerId.parse('tianmu'),
    inBaseline: true,
    rank: 1,
    order: 1,
    commitment: 60e6,
    draws: [{ month: monthOf(2026, 7), amount: 60e6 }],
    upfrontFee: 0,
    commitmentFee: 0,
    otherFees: [],
    rate: { kind: 'fixed', rate: 0.105 },
    dayCount: 'actual/360',
    periodMonths: 3,
    firstRepayment: monthOf(2027, 1),
    finalMaturity: monthOf(2028, 10),
    graceInterest: 'capitalised',
    repayment: { style: 'level' },
    contractIds: [ContractId.parse('C-024')],
    recourse: false,
    earlyEndShare: 1,
    sweepShare: 0,
    dsraMonths: 0,
    dsraAtClose: false,
    covenants: {},
    note: '',
  },
];

/** Costs beside the unit costs of the products, and two tests of an export-credit agency. */
export const sampleProjectFinance = (): ProjectFinance => ({
  ...DEFAULT_PROJECT_FINANCE,
  years: YEARS.map((year) => ({
    year,
    fixedCost: 40e6,
    sustainingCapital: 110e6,
    closureCost: year === 2032 ? 120e6 : 0,
    depreciation: 200e6,
  })),
  royaltyRate: 0.02,
  taxRate: 0.25,
  openingCash: 150e6,
  minimumCash: 100e6,
  lenderCase: {
    ...DEFAULT_PROJECT_FINANCE.lenderCase,
    tests: {
      ...DEFAULT_LENDER_TESTS,
      countries: [
        { country: 'JP', kind: 'atLeast', share: 0.1 },
        { country: 'CN', kind: 'atMost', share: 0.5 },
      ],
    },
  },
});
