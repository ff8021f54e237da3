import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { financing } from '#engine';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { Facility } from '#shared/domain/financing.ts';
import { ContractId, PlanId } from '#shared/domain/ids.ts';
import { dateOfMonth, monthOf } from '#shared/domain/time.ts';
import { facilityOfContract } from '../../../core/financing/contractPrepayment.ts';
import { engineFacility } from '../../../core/financing/engineFacility.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { digestWorkspace } from '../../helpers/workspaceDigest.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

/** The sample is valued at the end of May 2026. */
const VALUATION = monthOf(2026, 5);
const C014 = ContractId.parse('C-014');

const list = () => services.ask('financing.list', {});
const digest = () => digestWorkspace(services.ctx.workspace.db());
const undo = () => services.ask('history.undo', {});

describe('the prepayment in the terms of a contract', () => {
  type Prepayment = NonNullable<OfftakeContract['terms'][number]['payment']['prepayment']>;
  let contract: OfftakeContract;
  beforeEach(async () => {
    contract = (await services.book()).contracts.find(({ id }) => id === C014)!;
  });

  const prepaid = (prepayment: Prepayment): OfftakeContract => ({
    ...contract,
    terms: contract.terms.map((terms) => ({ ...terms, payment: { ...terms.payment, prepayment } })),
  });

  /** Set-offs by month from the valuation: of the valuation, and of the facility on the same payments. */
  const setOffs = async (prepayment: Prepayment) => {
    const one = prepaid(prepayment);
    const { flows } = (await services.book()).alone(one).value.contracts[0]!;
    const months = Math.max(...flows.map(({ month }) => month)) - VALUATION;
    const sum = (matches: (kind: string) => boolean) =>
      Array.from({ length: months }, (_, i) =>
        flows.filter(({ month, kind }) => month === VALUATION + i + 1 && matches(kind)).reduce((total, { amount }) => total + amount, 0),
      );
    const payments = sum((kind) => kind !== 'prepayment');
    const facility = engineFacility(facilityOfContract(one)!, VALUATION, { tonnes: [], payments });
    const result = financing({ cfads: payments, valuationMonth: VALUATION, facilities: [facility], openingCash: 0, minimumCash: 0 });
    const ofFacility = result.facilities[0]!.flows.slice(1, months + 1);
    return { ofFacility, ofValuation: sum((kind) => kind === 'prepayment').map((amount) => -amount) };
  };

  it.each<readonly [string, Prepayment]>([
    ['received later, with grace', { amountUsd: 4e6, date: '2026-09-20', annualRate: 0.09, graceMonths: 5, repayMonths: 12 }],
    ['received later, without grace', { amountUsd: 4e6, date: '2026-09-01', annualRate: 0.09, graceMonths: 0, repayMonths: 24 }],
    ['received before, in its grace period', { amountUsd: 3e6, date: '2026-03-31', annualRate: 0.065, graceMonths: 6, repayMonths: 18 }],
    ['received before, being repaid', { amountUsd: 3e6, date: '2025-03-01', annualRate: 0.065, graceMonths: 6, repayMonths: 36 }],
    ['due by the valuation', { amountUsd: 1e6, date: '2020-01-15', annualRate: 0.1, graceMonths: 0, repayMonths: 12 }],
    ['without interest', { amountUsd: 2e6, date: dateOfMonth(VALUATION), annualRate: 0, graceMonths: 3, repayMonths: 6 }],
  ])('is a facility with the same set-offs: %s', async (_what, prepayment) => {
    const { ofFacility, ofValuation } = await setOffs(prepayment);
    expect(ofValuation.some((amount) => amount > 0)).toBe(true);
    for (const [i, amount] of ofValuation.entries()) expect([i, ofFacility[i] ?? 0]).toEqual([i, expect.closeTo(amount, 3)]);
  });

  it('is listed as a facility of its contract', async () => {
    const before = (await list()).ofContracts;
    const { version } = await services.ask('contracts.get', { id: C014 });
    const prepayment = { amountUsd: 4e6, date: '2026-09-20', annualRate: 0.09, graceMonths: 5, repayMonths: 12 };
    await services.ask('contracts.save', { contract: prepaid(prepayment), version });
    const { ofContracts } = await list();
    expect(ofContracts).toHaveLength(before.length + 1);
    const { facility } = ofContracts.find(({ contractId }) => contractId === C014)!;
    expect(Facility.safeParse(facility).success).toBe(true);
    expect(facility).toMatchObject({ name: 'Prepayment under C-014', kind: 'prepayment', commitment: 4e6, contractIds: [C014] });
    await undo();
  });

  it('moves to a facility without a change of the value, and a plan can exclude it', async () => {
    const planId = PlanId.parse('as-signed');
    const npvs = async () => {
      const book = await services.book();
      return [
        book.alone(book.contracts.find(({ id }) => id === C014)!).value.npv,
        book.plan(planId).value.npv,
        book.plan(planId).revenue(),
      ];
    };
    const without = await npvs();
    const { version } = await services.ask('contracts.get', { id: C014 });
    const prepayment = { amountUsd: 4e6, date: '2026-09-20', annualRate: 0.09, graceMonths: 5, repayMonths: 12 };
    await services.ask('contracts.save', { contract: prepaid(prepayment), version });
    const before = await npvs();
    expect(before[0]).not.toBe(without[0]);
    const state = await digest();
    const previewNpv = async (one: OfftakeContract) =>
      (await services.ask('contracts.preview', { contract: one })).figures.find(({ key }) => key === 'npv')?.figure.value;
    const typed = await previewNpv(prepaid(prepayment));
    expect(await previewNpv(contract)).not.toBe(typed);
    const { id } = await services.ask('financing.moveFromContract', { contractId: C014 });
    expect(await npvs()).toEqual(before);
    const { contract: moved } = await services.ask('contracts.get', { id: C014 });
    expect(moved.terms.some(({ payment }) => payment.prepayment)).toBe(false);
    const { facilities, ofContracts } = await list();
    expect([facilities[0]?.facility.id, facilities[0]?.isValued, ofContracts.some(({ contractId }) => contractId === C014)]).toEqual([
      id,
      true,
      false,
    ]);
    // the typed contract of the editor is valued with its facility
    expect(await previewNpv(moved)).toBe(typed);
    await services.ask('financing.override', { planId, override: { facilityId: id, included: false } });
    expect((await npvs())[1]).toBe(without[1]);
    expect((await list()).facilities[0]?.isValued).toBe(false);
    await undo();
    // a prepayment typed into the terms again takes the facility's place
    const again = await services.ask('contracts.get', { id: C014 });
    await services.ask('contracts.save', { contract: prepaid({ ...prepayment, amountUsd: 0 }), version: again.version });
    expect([(await npvs())[0], (await list()).facilities[0]?.isValued]).toEqual([without[0], false]);
    await undo();
    await undo();
    expect(await digest()).toBe(state);
    const { facility } = await services.ask('financing.blank', { kind: 'prepayment' });
    expect(await services.call('financing.save', { facility: { ...facility, contractIds: [C014] } })).toMatchObject({
      ok: false,
      error: {
        code: 'BAD_INPUT',
        details: { issues: [{ path: 'facility.contractIds.0', rule: 'contractHasPrepayment', limit: 'C-014' }] },
      },
    });
    expect(await services.call('financing.moveFromContract', { contractId: 'C-001' })).toMatchObject({
      ok: false,
      error: { code: 'NOT_FOUND' },
    });
    await undo();
    expect(await npvs()).toEqual(without);
  });
});
