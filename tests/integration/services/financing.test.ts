import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FieldIssue } from '#shared/contract/issues.ts';
import { DEFAULT_PROJECT_FINANCE, Facility, facilityInPlan } from '#shared/domain/financing.ts';
import { BuyerId, ContractId, FacilityId, PlanId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { issueText } from '#shared/presentation/issueText.ts';
import { withLocale } from '../../../core/locale.ts';
import { seedSampleWithoutDebt } from '../../helpers/sampleWithoutDebt.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { digestWorkspace } from '../../helpers/workspaceDigest.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices(seedSampleWithoutDebt);
});
afterAll(() => services.close());

/** The sample is valued at the end of May 2026. */
const VALUATION = monthOf(2026, 5);
const C014 = ContractId.parse('C-014');

const loan = (changes: Partial<Facility> = {}): Facility => ({
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

const withoutOptional = ({ opening: _opening, buyerId: _buyer, ...facility }: Facility): Facility => ({ ...facility, covenants: {} });

const save = (facility: Facility, version?: number) =>
  services.call('financing.save', { facility, ...(version !== undefined && { version }) });

/** The issues of a facility that is refused, as path and rule. */
const issuesOf = async (facility: Facility): Promise<readonly (readonly [string, string])[]> => {
  const result = await save(facility);
  if (result.ok) throw new Error('not refused');
  expect(result.error.code).toBe('BAD_INPUT');
  return (result.error.details.issues as { path: string; rule: string }[]).map(({ path, rule }) => [path, rule] as const);
};

const list = () => services.ask('financing.list', {});
const digest = () => digestWorkspace(services.ctx.workspace.db());
const undo = () => services.ask('history.undo', {});

describe('a facility', () => {
  it('is read as it was saved, with and without optional parts, and every step can be undone and redone', async () => {
    const before = await digest();
    const { contracts } = await services.book();
    const { id: contractId, buyerId } = contracts[0]!;
    const full = loan({
      id: FacilityId.parse('full'),
      kind: 'prepayment',
      buyerId,
      contractIds: [contractId],
      commitment: 500e6,
      draws: [{ month: monthOf(2026, 10), amount: 150e6 }],
      opening: { start: monthOf(2026, 1), balance: 80e6, reserve: 1, arrears: 0.1 + 0.2 },
      repayment: { style: 'shareOfInvoice', share: 0.15 },
    });
    const styles: Facility['repayment'][] = [
      { style: 'bullet' },
      { style: 'linear' },
      { style: 'level' },
      { style: 'equalParts' },
      { style: 'sculpted', targetDscr: 1.3 },
      { style: 'schedule', shares: [0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1] },
    ];
    const saved = [
      full,
      ...styles.map((repayment, i) => loan({ id: FacilityId.parse(`s${i}`), name: `Loan ${i}`, order: i + 1, repayment })),
    ];
    saved.push(
      withoutOptional(
        loan({ id: FacilityId.parse('plain'), name: 'Plain', order: 9, rate: { kind: 'fixed', rate: 0.07 }, otherFees: [], lender: '' }),
      ),
    );
    for (const facility of saved) expect(await save(facility)).toMatchObject({ ok: true, touched: ['facility'] });
    expect((await list()).facilities.map(({ facility }) => facility)).toEqual(saved);
    expect((await services.ask('financing.facility', { id: full.id })).facility).toEqual(full);
    const after = await digest();
    for (const _one of saved) await undo();
    expect(await digest()).toBe(before);
    for (const _one of saved) await services.ask('history.redo', {});
    expect(await digest()).toBe(after);
    for (const _one of saved) await undo();
  });

  it('is named in the history when it is added, changed and deleted, and an outdated save is refused', async () => {
    const { version } = await services.ask('financing.save', { facility: loan() });
    const second = await services.ask('financing.save', { facility: loan({ note: 'Changed' }), version });
    expect(second.version).toBeGreaterThan(version);
    expect(await save(loan({ note: 'Late' }), version)).toMatchObject({ ok: false, error: { code: 'STALE' } });
    await services.ask('financing.remove', { id: loan().id });
    const { changes } = await services.ask('history.list', { limit: 3 });
    expect(changes.map(({ label }) => label.key)).toEqual([
      'history.facilityDeleted',
      'history.facilityEdited.note',
      'history.facilityAdded',
    ]);
    expect(await services.call('financing.facility', { id: loan().id })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    for (let i = 0; i < 3; i++) await undo();
  });

  it('keeps its lender and its linked contracts from being deleted', async () => {
    const { contracts } = await services.book();
    const contract = contracts.find(({ id }) => id === C014)!;
    const prepaid = loan({ kind: 'prepayment', buyerId: contract.buyerId, contractIds: [C014], repayment: { style: 'linear' } });
    await services.ask('financing.save', { facility: prepaid });
    expect(await services.call('contracts.remove', { ids: [C014] })).toMatchObject({
      ok: false,
      error: { code: 'IN_USE', details: { kind: 'contract', id: C014, by: 'facility', count: 1 } },
    });
    const { id: copy } = await services.ask('buyers.copy', { id: contract.buyerId });
    await services.ask('financing.save', {
      facility: loan({ id: FacilityId.parse('by-copy'), name: 'Loan by-copy', buyerId: BuyerId.parse(copy) }),
    });
    expect(await services.call('buyers.remove', { ids: [copy] })).toMatchObject({
      ok: false,
      error: { code: 'IN_USE', details: { by: 'facility' } },
    });
    for (let i = 0; i < 3; i++) await undo();
    expect(await services.call('contracts.remove', { ids: [C014] })).toMatchObject({ ok: true });
    await undo();
  });

  it('starts from a proposal that can be saved once its amounts and contracts are entered', async () => {
    const { facility } = await services.ask('financing.blank', { kind: 'loan' });
    expect(Facility.safeParse(facility).success).toBe(true);
    const { facility: prepaid } = await services.ask('financing.blank', { kind: 'prepayment' });
    expect(await issuesOf(prepaid)).toEqual([['facility.contractIds', 'prepaymentWithoutContract']]);
    expect(await save({ ...prepaid, contractIds: [C014] })).toMatchObject({ ok: true });
    await undo();
  });
});

describe('bad terms are refused at their field', () => {
  const fixed = { kind: 'fixed', rate: 0.07 } as const;
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
      { kind: 'prepayment', rate: fixed, repayment: { style: 'linear' } },
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
    const other = [...buyers.keys()].find((one) => one !== contract.buyerId)!;
    const { buyerId } = changes;
    const facility = loan({ ...changes, ...(rule === 'lenderOfOtherContract' && buyerId !== undefined && { buyerId: other }) });
    expect(await issuesOf(facility)).toContainEqual([path, rule]);
  });
});

describe('a sculpted loan above what the lender case carries', () => {
  const tooLarge = loan({ commitment: 9e11, draws: [{ month: monthOf(2026, 7), amount: 9e11 }] });
  const issueOf = async (call: ReturnType<typeof save>) => {
    const result = await call;
    if (result.ok) throw new Error('not refused');
    const [found] = result.error.details.issues as FieldIssue[];
    return found!;
  };

  it('is refused at its amount with the capacity, in the record and in the changes of a plan', async () => {
    const found = await issueOf(save(tooLarge));
    expect(found).toMatchObject({ path: 'facility.commitment', rule: 'debtAboveCapacity', limit: { unit: 'usd' } });
    const { value } = found.limit as { readonly value: number };
    // what it says can be saved: the balance at repayment is the draw with its capitalised interest
    await services.ask('financing.save', { facility: loan() });
    const { cases } = await services.ask('financing.get', { caseId: 'lender' });
    expect(Number(cases.find(({ id }) => id === 'lender')!.loans[0]!.capacity!.value)).toBeCloseTo(value, 0);
    const override = { facilityId: loan().id, commitment: 9e11 };
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
      expect(withLocale(locale, () => issueText(found))).toContain(remedy);
  });

  it('is stored with another repayment, and where the plan has none of it', async () => {
    for (const changes of [{ repayment: { style: 'linear' } }, { inBaseline: false }] as const) {
      expect(await save({ ...tooLarge, ...changes })).toMatchObject({ ok: true });
      await undo();
    }
  });
});

describe('a plan', () => {
  const planId = PlanId.parse('as-signed');

  it('overrides whether a facility is in, its amount and its rate, which can be undone', async () => {
    await services.ask('financing.save', { facility: loan() });
    const base = await digest();
    const { id: facilityId } = loan();
    const shown = async () => (await services.ask('financing.list', { planId })).facilities[0]!;
    await services.ask('financing.override', { planId, override: { facilityId, commitment: 2e6, rate: 0.05 } });
    const { inPlan, facility } = await shown();
    expect(facility).toEqual(loan());
    expect(inPlan?.commitment).toBe(2e6);
    expect(inPlan?.draws.map(({ amount }) => amount)).toEqual([1.25e6, 0.75e6]);
    expect(inPlan?.rate).toMatchObject({ kind: 'floating', margin: [0.05] });
    await services.ask('financing.override', { planId, override: { facilityId, included: false } });
    expect((await shown()).inPlan).toBeUndefined();
    const { id: copied } = await services.ask('plans.createFrom', { from: planId, name: 'Copied' });
    expect((await services.ask('financing.list', { planId: copied })).facilities[0]?.override).toEqual({ facilityId, included: false });
    await undo();
    await services.ask('financing.override', { planId, override: { facilityId } });
    expect((await shown()).inPlan).toEqual(loan());
    expect(await digest()).toBe(base);
    for (let i = 0; i < 3; i++) await undo();
    expect(await digest()).toBe(base);
    await services.ask('financing.override', { planId, override: { facilityId, included: false } });
    await services.ask('financing.remove', { id: facilityId });
    expect((await services.ask('financing.list', { planId })).facilities).toEqual([]);
    await undo();
    expect((await shown()).override).toEqual({ facilityId, included: false });
    for (let i = 0; i < 2; i++) await undo();
  });

  it('leaves a facility without an override as it is', () => {
    expect(facilityInPlan(loan(), undefined)).toEqual(loan());
    expect(facilityInPlan(loan({ commitment: 0, draws: [] }), { facilityId: loan().id, commitment: 5 })?.commitment).toBe(5);
  });
});

describe('the costs and assumptions of the project', () => {
  it('are the defaults until they are saved, and can be undone', async () => {
    expect(await list()).toMatchObject({ project: DEFAULT_PROJECT_FINANCE, projectVersion: 0 });
    const project = {
      ...DEFAULT_PROJECT_FINANCE,
      years: [
        { year: 2026, fixedCost: 40e6, sustainingCapital: 25e6, closureCost: 0, depreciation: 30e6 },
        { year: 2040, fixedCost: 0, sustainingCapital: 0, closureCost: 90e6, depreciation: 0 },
      ],
      royaltyRate: 0.03,
      taxRate: 0.27,
      openingLosses: 12e6,
      openingCash: -5e6,
      minimumCash: 20e6,
      uses: [{ month: VALUATION, amount: 3e6 }],
      lenderCase: { ...DEFAULT_PROJECT_FINANCE.lenderCase, targetLlcr: 1.4, targetPlcr: 1.6, gearing: { share: 0.65, cost: 900e6 } },
    };
    const { version } = await services.ask('financing.saveProject', { project });
    expect(await list()).toMatchObject({ project, projectVersion: version });
    expect(await services.call('financing.saveProject', { project: DEFAULT_PROJECT_FINANCE, version: version - 1 })).toMatchObject({
      ok: false,
      error: { code: 'STALE' },
    });
    await undo();
    expect((await list()).project).toEqual(DEFAULT_PROJECT_FINANCE);
    const [year] = project.years;
    expect(await services.call('financing.saveProject', { project: { ...project, years: [year, year] } })).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'project.years', rule: 'yearsNotAscending' }] } },
    });
  });
});
