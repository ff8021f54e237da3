import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { Facility } from '#shared/domain/financing.ts';
import { BuyerId, PlanId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { issueText } from '#shared/presentation/issueText.ts';
import { withLocale } from '../../../core/locale.ts';
import { seedSampleWithoutDebt } from '../../helpers/sampleWithoutDebt.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { C014, sculptedLoan } from './facilityRecords.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices(seedSampleWithoutDebt);
});
afterAll(() => services.close());

const save = (facility: Facility, version?: number) =>
  services.call('financing.save', { facility, ...(version !== undefined && { version }) });
const undo = () => services.ask('history.undo', {});

/** The issues of a facility that is refused, as path and rule. */
const issuesOf = async (facility: Facility): Promise<readonly (readonly [string, string])[]> => {
  const result = await save(facility);
  if (result.ok) throw new Error('not refused');
  expect(result.error.code).toBe('BAD_INPUT');
  return (result.error.details.issues as { path: string; rule: string }[]).map(({ path, rule }) => [path, rule] as const);
};

describe('bad terms are refused at their field', () => {
  const fixedRate = { kind: 'fixed', rate: 0.07 } as const;
  it.each<readonly [string, Partial<Facility>, string, string]>([
    ['grace beyond maturity', { firstRepayment: monthOf(2032, 1) }, 'facility.firstRepayment', 'graceBeyondMaturity'],
    ['a repayment within the first period', { firstRepayment: monthOf(2026, 7) }, 'facility.firstRepayment', 'repaymentBeforeFirstPeriod'],
    ['a maturity between periods', { finalMaturity: monthOf(2031, 5) }, 'facility.finalMaturity', 'offPeriods'],
    ['draws above the commitment', { commitment: 3.99e6 }, 'facility.draws.1.amount', 'drawsAboveCommitment'],
    [
      'a balance above the commitment',
      { draws: [], opening: { start: monthOf(2026, 1), balance: 4.01e6, reserve: 0, arrears: 0 } },
      'facility.opening.balance',
      'balanceAboveCommitment',
    ],
    ['no draw', { draws: [], covenants: {} }, 'facility.draws', 'noDraw'],
    ['no amount', { commitment: 0, draws: [{ month: monthOf(2026, 7), amount: 0 }], covenants: {} }, 'facility.commitment', 'amountZero'],
    [
      'shares that do not sum to 1',
      { repayment: { style: 'schedule', shares: Array(9).fill(0.1) } },
      'facility.repayment.shares',
      'bricksNotWhole',
    ],
    ['too few shares', { repayment: { style: 'schedule', shares: [1] } }, 'facility.repayment.shares', 'shareForEachPeriod'],
    [
      'a base rate that ends early',
      { rate: { kind: 'floating', base: [{ year: 2026, rate: 0.04 }], margin: [0.03] } },
      'facility.rate.base.0.rate',
      'baseRateEndsEarly',
    ],
    [
      'a base rate with a gap',
      {
        rate: {
          kind: 'floating',
          base: [
            { year: 2026, rate: 0.04 },
            { year: 2031, rate: 0.04 },
          ],
          margin: [0.03],
        },
      },
      'facility.rate.base.1.year',
      'baseRateGap',
    ],
    ['a covenant without debt', { draws: [{ month: monthOf(2026, 7), amount: 0 }] }, 'facility.covenants.minLlcr', 'covenantWithoutDebt'],
    [
      'a prepayment linked to no contract',
      { kind: 'prepayment', rate: fixedRate, repayment: { style: 'linear' } },
      'facility.contractIds',
      'prepaymentWithoutContract',
    ],
    ['a sculpted prepayment', { kind: 'prepayment', contractIds: [C014] }, 'facility.repayment.style', 'sculptedPrepayment'],
    [
      'a loan repaid by tonnes of no contract',
      { repayment: { style: 'perTonne', usdPerTonne: 40 } },
      'facility.contractIds',
      'repaymentWithoutContract',
    ],
    [
      'a draw after the grace period',
      {
        draws: [
          { month: monthOf(2026, 7), amount: 1 },
          { month: monthOf(2027, 2), amount: 1 },
        ],
      },
      'facility.draws.1.month',
      'drawAfterGrace',
    ],
    ['a draw before the valuation', { draws: [{ month: monthOf(2026, 1), amount: 1 }] }, 'facility.draws.0.month', 'drawnBeforeValuation'],
    [
      'a balance in the future',
      { draws: [], opening: { start: monthOf(2026, 7), balance: 1, reserve: 0, arrears: 0 } },
      'facility.opening.start',
      'tooLate',
    ],
    [
      'a matured facility',
      {
        draws: [],
        opening: { start: monthOf(2023, 1), balance: 1, reserve: 0, arrears: 0 },
        firstRepayment: monthOf(2024, 1),
        finalMaturity: monthOf(2026, 1),
      },
      'facility.finalMaturity',
      'facilityMatured',
    ],
    ['an unknown lender', { buyerId: BuyerId.parse('nobody') }, 'facility.buyerId', 'gone'],
    [
      'a contract of another buyer',
      { kind: 'prepayment', buyerId: BuyerId.parse('B-01'), contractIds: [C014], repayment: { style: 'linear' } },
      'facility.contractIds.0',
      'lenderOfOtherContract',
    ],
  ])('%s', async (_what, changes, path, rule) => {
    const buyers = (await services.book()).buyers;
    const contract = (await services.book()).contracts.find(({ id }) => id === C014)!;
    const otherBuyer = [...buyers.keys()].find((candidate) => candidate !== contract.buyerId)!;
    const { buyerId } = changes;
    const facility = sculptedLoan({
      ...changes,
      ...(rule === 'lenderOfOtherContract' && buyerId !== undefined && { buyerId: otherBuyer }),
    });
    expect(await issuesOf(facility)).toContainEqual([path, rule]);
  });
});

describe('a sculpted loan above what the lender case carries', () => {
  const tooLarge = sculptedLoan({ commitment: 9e11, draws: [{ month: monthOf(2026, 7), amount: 9e11 }] });
  const issueOf = async (call: ReturnType<typeof save>) => {
    const result = await call;
    if (result.ok) throw new Error('not refused');
    const [issue] = result.error.details.issues as FieldIssue[];
    return issue!;
  };

  it('is refused at its amount with the capacity, in the record and in the changes of a plan', async () => {
    const issue = await issueOf(save(tooLarge));
    expect(issue).toMatchObject({ path: 'facility.commitment', rule: 'debtAboveCapacity', limit: { unit: 'usd' } });
    const { value } = issue.limit as { readonly value: number };
    // what it says can be saved: the balance at repayment is the draw with its capitalised interest
    await services.ask('financing.save', { facility: sculptedLoan() });
    const { cases } = await services.ask('financing.get', { caseId: 'lender' });
    expect(Number(cases.find(({ id }) => id === 'lender')!.loans[0]!.capacity!.value)).toBeCloseTo(value, 0);
    const override = { facilityId: sculptedLoan().id, commitment: 9e11 };
    const inPlan = await issueOf(
      services.call('financing.override', { planId: PlanId.parse('as-signed'), override }) as ReturnType<typeof save>,
    );
    expect(inPlan).toMatchObject({ path: 'override.commitment', rule: 'debtAboveCapacity' });
    await undo();
    // its texts name the capacity and the remedy
    for (const [locale, remedy] of [
      ['en', 'Lower the amount'],
      ['zh-CN', '请减少金额'],
    ] as const)
      expect(withLocale(locale, () => issueText(issue))).toContain(remedy);
  });

  it('that exceeded it after costs rose can still be changed in all ways that do not raise the excess', async () => {
    const { version } = await services.ask('financing.save', { facility: sculptedLoan() });
    const { project, projectVersion } = await services.ask('financing.list', {});
    const years = [2027, 2028, 2029, 2030, 2031].map((year) => ({
      year,
      fixedCost: 1e12,
      sustainingCapital: 0,
      closureCost: 0,
      depreciation: 0,
    }));
    await services.ask('financing.saveProject', {
      project: { ...project, years },
      ...(projectVersion > 0 && { version: projectVersion }),
    });
    const aboveCapacity = async () => (await services.ask('financing.get', {})).facilities[0]!.aboveCapacity;
    expect(await aboveCapacity()).toBeDefined();
    const renamedFacility = await services.ask('financing.save', {
      facility: sculptedLoan({ note: 'Renamed', name: 'Bank loan' }),
      version,
    });
    const draws = (scale: number) => sculptedLoan().draws.map(({ month, amount }) => ({ month, amount: amount * scale }));
    const largerLoan = sculptedLoan({ commitment: 8e6, draws: draws(2) });
    expect(await issueOf(save(largerLoan, renamedFacility.version))).toMatchObject({
      path: 'facility.commitment',
      rule: 'debtAboveCapacity',
    });
    const smallerLoan = sculptedLoan({ commitment: 3e6, draws: draws(0.75) });
    expect(await save(smallerLoan, renamedFacility.version)).toMatchObject({ ok: true });
    const planId = PlanId.parse('as-signed');
    const override = (commitment: number) =>
      services.call('financing.override', { planId, override: { facilityId: sculptedLoan().id, commitment } });
    expect(await override(2e6)).toMatchObject({ ok: true });
    expect(await override(2.5e6)).toMatchObject({ ok: false });
    expect(await override(0)).toMatchObject({
      ok: false,
      error: { details: { issues: [{ path: 'override.commitment', rule: 'amountZero' }] } },
    });
    // the warning stands
    expect(await aboveCapacity()).toBeDefined();
    for (let i = 0; i < 5; i++) await undo();
  });

  it('is stored with another repayment, and where the plan has none of it', async () => {
    for (const changes of [{ repayment: { style: 'linear' } }, { inBaseline: false }] as const) {
      expect(await save({ ...tooLarge, ...changes })).toMatchObject({ ok: true });
      await undo();
    }
  });
});
