import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { financing } from '#engine';
import type { Prepayment } from '#shared/domain/financing.ts';
import { ContractId, PlanId, TenderId } from '#shared/domain/ids.ts';
import { dateOfMonth, monthOf } from '#shared/domain/time.ts';
import { prepaymentFacility } from '../../../core/financing/prepayments.ts';
import { engineFacility } from '../../../core/portfolio/engineFacility.ts';
import { addPrepayment, removeFacilities } from '../../helpers/prepayments.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { digestWorkspace } from '../../helpers/workspaceDigest.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
  await removeFacilities(services);
});
afterAll(() => services.close());

/** The sample is valued at the end of May 2026. */
const VALUATION = monthOf(2026, 5);
const C014 = ContractId.parse('C-014');
const PLAN = PlanId.parse('as-signed');
const TERMS: Prepayment = { amountUsd: 4e6, date: '2026-09-15', annualRate: 0.09, graceMonths: 5, repayMonths: 12 };

const list = () => services.ask('financing.list', {});
const digest = () => digestWorkspace(services.ctx.workspace.db());
const undo = async (times = 1) => {
  for (let i = 0; i < times; i++) await services.ask('history.undo', {});
};
const contractOf = async () => (await services.book()).contracts.find(({ id }) => id === C014)!;

describe('the prepayment of a contract', () => {
  /** Set-offs by month from the valuation: of the valuation, and of the facility on the same payments. */
  const setOffs = async (prepayment: Prepayment) => {
    const contract = await contractOf();
    const { flows } = (await services.book()).alone({ ...contract, prepayment } as typeof contract).value.contracts[0]!;
    const months = Math.max(...flows.map(({ month }) => month)) - VALUATION;
    const sum = (matches: (kind: string) => boolean) =>
      Array.from({ length: months }, (_, i) =>
        flows.filter(({ month, kind }) => month === VALUATION + i + 1 && matches(kind)).reduce((total, { amount }) => total + amount, 0),
      );
    const payments = sum((kind) => kind !== 'prepayment');
    const enteredFacility = prepaymentFacility(prepayment, { id: 'f', among: [], of: { deal: contract, isBid: false } });
    const facility = engineFacility(enteredFacility, VALUATION, { tonnes: [], payments });
    const result = financing({ cfads: payments, valuationMonth: VALUATION, facilities: [facility], openingCash: 0, minimumCash: 0 });
    const ofFacility = result.facilities[0]!.flows.slice(1, months + 1);
    return { ofFacility, ofValuation: sum((kind) => kind === 'prepayment').map((amount) => -amount) };
  };

  it.each<readonly [string, Prepayment]>([
    ['received later, with grace', TERMS],
    ['received later, without grace', { amountUsd: 4e6, date: '2026-09-01', annualRate: 0.09, graceMonths: 0, repayMonths: 24 }],
    ['received before, in its grace period', { amountUsd: 3e6, date: '2026-03-31', annualRate: 0.065, graceMonths: 6, repayMonths: 18 }],
    ['received before, being repaid', { amountUsd: 3e6, date: '2025-03-01', annualRate: 0.065, graceMonths: 6, repayMonths: 36 }],
    ['due by the valuation', { amountUsd: 1e6, date: '2020-01-15', annualRate: 0.1, graceMonths: 0, repayMonths: 12 }],
    ['without interest', { amountUsd: 2e6, date: dateOfMonth(VALUATION), annualRate: 0, graceMonths: 3, repayMonths: 6 }],
  ])('is set off in the waterfall as in the value of the contract: %s', async (_what, prepayment) => {
    const { ofFacility, ofValuation } = await setOffs(prepayment);
    expect(ofValuation.some((amount) => amount > 0)).toBe(true);
    for (const [i, amount] of ofValuation.entries()) expect([i, ofFacility[i] ?? 0]).toEqual([i, expect.closeTo(amount, 3)]);
  });

  it('is valued with the contract in the editor, and in each plan that does not exclude it', async () => {
    const npvs = async () => {
      const book = await services.book();
      return [book.alone(await contractOf()).value.npv, book.plan(PLAN).value.npv];
    };
    const previewNpv = async () =>
      (await services.ask('contracts.preview', { contract: await contractOf() })).figures.find(({ key }) => key === 'npv')?.figure.value;
    const state = await digest();
    const [npvsWithout, typedNpv] = [await npvs(), await previewNpv()];
    const id = await addPrepayment(services, { contractId: C014 }, TERMS);
    const before = await npvs();
    expect(before[0]).not.toBe(npvsWithout[0]);
    expect(await previewNpv()).not.toBe(typedNpv);
    expect((await list()).facilities.map(({ facility, isValued }) => [facility.name, isValued])).toEqual([
      ['Prepayment under C-014', true],
    ]);
    expect(await services.ask('financing.ofDeal', { id: C014 })).toEqual({
      deal: 'contract',
      facilities: [{ id, name: 'Prepayment under C-014', kind: 'prepayment', commitment: 4e6 }],
    });
    await services.ask('financing.override', { planId: PLAN, override: { facilityId: id, included: false } });
    expect(await npvs()).toEqual([before[0], npvsWithout[1]]);
    expect((await list()).facilities[0]?.isValued).toBe(false);
    await undo();
    // outside the baseline it is in the plans that include it
    const { facility, version } = await services.ask('financing.facility', { id });
    await services.ask('financing.save', { facility: { ...facility, inBaseline: false }, version });
    expect(await npvs()).toEqual(npvsWithout);
    await services.ask('financing.override', { planId: PLAN, override: { facilityId: id, included: true } });
    expect(await npvs()).toEqual([npvsWithout[0], before[1]]);
    await undo(3);
    expect(await digest()).toBe(state);
  });

  it('is part of a version, valued with it and restored with it', async () => {
    const state = await digest();
    const versionNpvs = async () => (await services.ask('versions.list', { contractId: C014 })).rows.map(({ npv }) => npv?.value);
    const versionCount = (await versionNpvs()).length;
    const id = await addPrepayment(services, { contractId: C014 }, TERMS);
    const { id: versionId } = await services.ask('versions.create', { contractId: C014, kind: 'offer', side: 'us' });
    const npvOfVersion = (await versionNpvs())[versionCount];
    const { facility, version } = await services.ask('financing.facility', { id });
    await services.ask('financing.save', { facility: { ...facility, rate: { kind: 'fixed', rate: 0.02 } }, version });
    expect((await versionNpvs())[versionCount]).toBe(npvOfVersion);
    const { terms } = await services.ask('versions.compare', { contractId: C014, from: versionId, to: 'now' });
    expect(terms.map(({ part }) => part)).toEqual(['prepayment']);
    expect(Number(terms[0]?.value?.value)).toBeGreaterThan(0);
    await services.ask('versions.restore', { id: versionId });
    expect((await services.ask('financing.facility', { id })).facility).toEqual(facility);
    await undo();
    await services.ask('financing.remove', { id });
    await services.ask('versions.restore', { id: versionId });
    expect((await list()).facilities.map(({ facility: { draws } }) => draws)).toEqual([facility.draws]);
    await undo(5);
    expect(await digest()).toBe(state);
  });
});

describe('the prepayment that a bid offers', () => {
  it('changes the bid alone until it is accepted, then belongs to the contract, and goes with the bid', async () => {
    const state = await digest();
    const { rows } = await services.ask('tenders.list', {});
    const tenderId = TenderId.parse(rows[0]!.head.id);
    const { bids } = await services.ask('tenders.get', { id: tenderId });
    const [bid, otherBid] = bids;
    const npvs = async () => {
      const book = await services.book();
      const deals = await Promise.all([bid!, otherBid!].map(({ id }) => services.ask('tenders.bid', { tenderId, id })));
      return [...deals.map(({ deal }) => book.alone(deal).value.npv), book.plan(PLAN).value.npv];
    };
    const before = await npvs();
    const id = await addPrepayment(services, { bidId: bid!.id }, TERMS);
    const [bidNpv, ...otherNpvs] = await npvs();
    expect(bidNpv).not.toBe(before[0]);
    expect(otherNpvs).toEqual(before.slice(1));
    expect((await services.ask('financing.get', {})).omittedFacilities).toEqual([]);
    expect((await services.ask('financing.ofDeal', { id: bid!.id })).deal).toBe('bid');
    const { contractId } = await services.ask('tenders.accept', { tenderId, id: bid!.id });
    expect((await services.ask('financing.facility', { id })).facility).toMatchObject({ bidId: bid!.id, contractIds: [contractId] });
    expect((await npvs())[0]).toBe(bidNpv);
    await undo();
    await services.ask('tenders.removeBids', { tenderId, ids: [bid!.id] });
    expect(await services.call('financing.facility', { id })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    await undo(2);
    expect(await digest()).toBe(state);
  });
});
