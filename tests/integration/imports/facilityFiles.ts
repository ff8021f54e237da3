import { DEFAULT_PROJECT_FINANCE, Facility } from '#shared/domain/financing.ts';
import { ContractId, FacilityId, PlanId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { addPrepayment } from '../../helpers/prepayments.ts';
import type { Services } from '../../helpers/services.ts';

const C014 = ContractId.parse('C-014');
const PLAN = PlanId.parse('renew-hai-long');

/** Adds a facility of each form (floating rate with opening and fees, own schedule, by tonnes), a prepayment, project costs, plan overrides. */
export const addFinancing = async (services: Services): Promise<{ readonly prepayment: FacilityId }> => {
  const { facility: blankFacility } = await services.ask('financing.blank', { kind: 'loan' });
  const make = (id: string, changes: Partial<Facility>) =>
    services.ask('financing.save', {
      facility: Facility.parse({ ...blankFacility, id, name: `Loan ${id}`, lender: 'Banco del Norte', ...changes }),
    });
  await make('L-1', {
    commitment: 300e6,
    opening: { start: monthOf(2025, 6), balance: 180e6, reserve: 5e6, arrears: 1.5e6 },
    draws: [
      { month: monthOf(2026, 8), amount: 50e6 },
      { month: monthOf(2026, 11), amount: 20e6 },
    ],
    otherFees: [
      { month: monthOf(2026, 12), amount: 1e5 },
      { month: monthOf(2027, 12), amount: 1e5 },
    ],
    firstRepayment: monthOf(2027, 6),
    finalMaturity: monthOf(2030, 12),
    rate: {
      kind: 'floating',
      base: [2025, 2026, 2027, 2028, 2029, 2030].map((year) => ({ year, rate: 0.043 })),
      margin: [0.035, 0.04],
      floor: 0.01,
    },
    repayment: { style: 'sculpted', targetDscr: 1.35 },
    upfrontFee: 0.0175,
    sweepShare: 0.4,
    dsraMonths: 6,
    dsraAtClose: true,
    covenants: { lockUpDscr: 1.2, defaultDscr: 1.05, minLlcr: 1.3 },
    note: 'First.',
  });
  await make('L-2', {
    commitment: 10e6,
    draws: [{ month: monthOf(2026, 7), amount: 10e6 }],
    periodMonths: 12,
    firstRepayment: monthOf(2027, 7),
    finalMaturity: monthOf(2028, 7),
    repayment: { style: 'schedule', shares: [0.25, 0.75] },
    rank: 2,
    order: 1,
    inBaseline: false,
  });
  await make('L-3', {
    commitment: 10e6,
    draws: [{ month: monthOf(2026, 7), amount: 10e6 }],
    periodMonths: 3,
    firstRepayment: monthOf(2026, 10),
    finalMaturity: monthOf(2029, 7),
    repayment: { style: 'perTonne', usdPerTonne: 12.5 },
    contractIds: [C014, ContractId.parse('C-001')],
    earlyEndShare: 0.5,
    order: 2,
  });
  const prepayment = await addPrepayment(
    services,
    { contractId: C014 },
    { amountUsd: 4e6, date: '2026-09-15', annualRate: 0.09, graceMonths: 5, repayMonths: 12 },
  );
  await services.ask('versions.create', { contractId: C014, kind: 'offer', side: 'us' });
  for (const override of [
    { facilityId: FacilityId.parse('L-1'), commitment: 250e6, rate: 0.05 },
    { facilityId: FacilityId.parse('L-2'), included: true },
    { facilityId: prepayment, included: false },
  ])
    await services.ask('financing.override', { planId: PLAN, override });
  const year = (of: number, fixedCost: number) => ({ year: of, fixedCost, sustainingCapital: 2e6, closureCost: 0, depreciation: 3e6 });
  await services.ask('financing.saveProject', {
    project: {
      ...DEFAULT_PROJECT_FINANCE,
      years: [year(2026, 20e6), year(2028, 25e6)],
      royaltyRate: 0.035,
      taxRate: 0.3,
      openingCash: -2e6,
      uses: [
        { month: monthOf(2026, 7), amount: 30e6 },
        { month: monthOf(2026, 9), amount: 10e6 },
      ],
      lenderCase: {
        ...DEFAULT_PROJECT_FINANCE.lenderCase,
        targetLlcr: 1.45,
        gearing: { share: 0.6, cost: 500e6 },
        acceptsLetterOfCredit: false,
      },
    },
  });
  return { prepayment };
};
