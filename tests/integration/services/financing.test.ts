import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OrebookError } from '#shared/contract/errors.ts';
import { DEFAULT_PROJECT_FINANCE, Facility, facilityInPlan } from '#shared/domain/financing.ts';
import { BuyerId, FacilityId, PlanId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { seedSampleWithoutDebt } from '../../helpers/sampleWithoutDebt.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { digestWorkspace } from '../../helpers/workspaceDigest.ts';
import { C014, sculptedLoan } from './facilityRecords.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices(seedSampleWithoutDebt);
});
afterAll(() => services.close());

/** The sample is valued at the end of May 2026. */
const VALUATION = monthOf(2026, 5);
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
    const fullLoan = sculptedLoan({
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
    const savedFacilities = [
      fullLoan,
      ...styles.map((repayment, i) => sculptedLoan({ id: FacilityId.parse(`s${i}`), name: `Loan ${i}`, order: i + 1, repayment })),
    ];
    savedFacilities.push(
      withoutOptional(
        sculptedLoan({
          id: FacilityId.parse('plain'),
          name: 'Plain',
          order: 9,
          rate: { kind: 'fixed', rate: 0.07 },
          otherFees: [],
          lender: '',
        }),
      ),
    );
    for (const facility of savedFacilities) expect(await save(facility)).toMatchObject({ ok: true, touched: ['facility'] });
    expect((await list()).facilities.map(({ facility }) => facility)).toEqual(savedFacilities);
    expect((await services.ask('financing.facility', { id: fullLoan.id })).facility).toEqual(fullLoan);
    const after = await digest();
    for (const _one of savedFacilities) await undo();
    expect(await digest()).toBe(before);
    for (const _one of savedFacilities) await services.ask('history.redo', {});
    expect(await digest()).toBe(after);
    for (const _one of savedFacilities) await undo();
  });

  it('is named in the history when it is added, changed and deleted, and an outdated save is refused', async () => {
    const { version } = await services.ask('financing.save', { facility: sculptedLoan() });
    const second = await services.ask('financing.save', { facility: sculptedLoan({ note: 'Changed' }), version });
    expect(second.version).toBeGreaterThan(version);
    expect(await save(sculptedLoan({ note: 'Late' }), version)).toMatchObject({ ok: false, error: { code: 'STALE' } });
    await services.ask('financing.remove', { id: sculptedLoan().id });
    const { changes } = await services.ask('history.list', { limit: 3 });
    expect(changes.map(({ label }) => label.key)).toEqual([
      'history.facilityDeleted',
      'history.facilityEdited.note',
      'history.facilityAdded',
    ]);
    expect(await services.call('financing.facility', { id: sculptedLoan().id })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    for (let i = 0; i < 3; i++) await undo();
  });

  it('keeps its lender and its linked contracts from being deleted', async () => {
    const { contracts } = await services.book();
    const contract = contracts.find(({ id }) => id === C014)!;
    const prepaidLoan = sculptedLoan({
      kind: 'prepayment',
      buyerId: contract.buyerId,
      contractIds: [C014],
      repayment: { style: 'linear' },
    });
    await services.ask('financing.save', { facility: prepaidLoan });
    const otherId = contracts.find(({ id }) => id !== C014)!.id;
    const refusal = await services.call('contracts.remove', { ids: [otherId, C014] });
    expect(refusal).toMatchObject({
      ok: false,
      error: { code: 'IN_USE', details: { kind: 'contract', id: C014, by: 'facility', count: 1 } },
    });
    if (refusal.ok) throw new Error('not refused');
    expect(errorText(new OrebookError('IN_USE', refusal.error.details))).toBe(
      `Nothing was deleted. A facility is linked to C-014 (${prepaidLoan.name}). Remove the link in Financing first, or leave these contracts out.`,
    );
    const { id: copy } = await services.ask('buyers.copy', { id: contract.buyerId });
    await services.ask('financing.save', {
      facility: sculptedLoan({ id: FacilityId.parse('by-copy'), name: 'Loan by-copy', buyerId: BuyerId.parse(copy) }),
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
    const { facility: blankPrepayment } = await services.ask('financing.blank', { kind: 'prepayment' });
    expect(await issuesOf(blankPrepayment)).toEqual([['facility.contractIds', 'prepaymentWithoutContract']]);
    const linkedPrepayment = { ...blankPrepayment, contractIds: [C014] };
    expect(await issuesOf(linkedPrepayment)).toEqual([['facility.commitment', 'amountZero']]);
    const amounts = { commitment: 5e6, draws: [{ month: blankPrepayment.draws[0]!.month, amount: 5e6 }] };
    expect(await save({ ...linkedPrepayment, ...amounts })).toMatchObject({ ok: true });
    await undo();
  });
});

describe('a plan', () => {
  const planId = PlanId.parse('as-signed');

  it('overrides whether a facility is in, its amount and its rate, which can be undone', async () => {
    await services.ask('financing.save', { facility: sculptedLoan() });
    const base = await digest();
    const { id: facilityId } = sculptedLoan();
    const shown = async () => (await services.ask('financing.list', { planId })).facilities[0]!;
    await services.ask('financing.override', { planId, override: { facilityId, commitment: 2e6, rate: 0.05 } });
    const { inPlan, facility } = await shown();
    expect(facility).toEqual(sculptedLoan());
    expect(inPlan?.commitment).toBe(2e6);
    expect(inPlan?.draws.map(({ amount }) => amount)).toEqual([1.25e6, 0.75e6]);
    expect(inPlan?.rate).toMatchObject({ kind: 'floating', margin: [0.05] });
    await services.ask('financing.override', { planId, override: { facilityId, included: false } });
    expect((await shown()).inPlan).toBeUndefined();
    const { id: copiedId } = await services.ask('plans.createFrom', { from: planId, name: 'Copied' });
    expect((await services.ask('financing.list', { planId: copiedId })).facilities[0]?.override).toEqual({ facilityId, included: false });
    await undo();
    await services.ask('financing.override', { planId, override: { facilityId } });
    expect((await shown()).inPlan).toEqual(sculptedLoan());
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
    expect(facilityInPlan(sculptedLoan(), undefined)).toEqual(sculptedLoan());
    expect(facilityInPlan(sculptedLoan({ commitment: 0, draws: [] }), { facilityId: sculptedLoan().id, commitment: 5 })?.commitment).toBe(
      5,
    );
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
