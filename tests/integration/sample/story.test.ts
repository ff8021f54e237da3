import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getTender } from '#db/repositories/tenders.ts';
import { listVersionsOfContract } from '#db/repositories/versions.ts';
import { exposureByDimension } from '#engine';
import { isCommitted, type OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId, type LimitId, PlanId, TenderId } from '#shared/domain/ids.ts';
import { isInPlan } from '#shared/domain/plan.ts';
import { daysBetween, monthOf, type Year } from '#shared/domain/time.ts';
import type { ValuedPlan } from '../../../core/portfolio/portfolio.ts';
import { readDefaultRates } from '../../../core/tenders/netback.ts';
import { tenderView } from '../../../core/tenders/tenderViews.ts';
import { versionList } from '../../../core/versions/versionList.ts';
import { type OpenSample, openSample } from './sampleBook.ts';

/** Shares are stated in whole per cent. */
const wholePercent = (share: number): number => Math.round(share * 100);
const MILLION = 1e6;

let sample: OpenSample;
let asSigned: ValuedPlan;
let renew: ValuedPlan;
let spread: ValuedPlan;

beforeAll(async () => {
  sample = await openSample();
  const plan = (id: string) => sample.book.plan(PlanId.parse(id));
  asSigned = plan('as-signed');
  renew = plan('renew-hai-long');
  spread = plan('spread-three-ways');
});
afterAll(() => sample.close());

const contract = (code: string): OfftakeContract => sample.book.contracts.find((candidate) => candidate.code === code)!;

/** China's part of the gross payable value delivered in a year. */
const chinaShare = (plan: ValuedPlan, year: Year): number => {
  const exposure = plan.exposure();
  const at = exposure.years.indexOf(year);
  const china = exposureByDimension(exposure, 'zone').find(({ member }) => member === 'china')!.grossValue[at]!;
  return china / exposure.rows.reduce((sum, row) => sum + row.grossValue[at]!, 0);
};

const limit = (plan: ValuedPlan, id: string) => plan.limits().find(({ limitId }) => limitId === (id as LimitId))!;
const breachedYears = (plan: ValuedPlan, id: string): Year[] =>
  limit(plan, id)
    .years.filter(({ state }) => state === 'breached')
    .map(({ year }) => year);

describe('the story of the sample mine at the shipped prices', () => {
  it('is valued at 31 May 2026 on plan "Base plan", with 30 contracts', () => {
    expect(sample.book.settings).toMatchObject({ name: 'Quillan Range', valuationDate: '2026-05-31', planId: 'as-signed', sample: true });
    expect(asSigned.portfolio.contracts).toHaveLength(30);
  });

  it('sends 61 % of committed gross payable value to China in 2026 and 2027, above its limit until the end of 2027', () => {
    expect(wholePercent(chinaShare(asSigned, 2026))).toBe(61);
    expect(wholePercent(chinaShare(asSigned, 2027))).toBe(61);
    expect(breachedYears(asSigned, 'china-revenue')).toEqual([2026, 2027]);
    expect(chinaShare(asSigned, 2028)).toBeLessThan(0.55);
  });

  it('has Hai Long with Binyao, treated as one group, at 34 % of planned copper', () => {
    const worstYear = limit(asSigned, 'copper-group').worst!;
    expect(wholePercent(worstYear.value)).toBe(34);
    expect(worstYear.year).toBe(2026);
    const exposure = asSigned.exposure();
    const tonnesIn2026 = ({ tonnes }: { tonnes: readonly number[] }) => tonnes[exposure.years.indexOf(2026)]!;
    const copper = exposureByDimension(exposure, 'group', ({ members }) => members.metal === 'copper');
    expect(copper.reduce((top, member) => (tonnesIn2026(member) > tonnesIn2026(top) ? member : top)).member).toBe('binyao');
    const groupMembers = [...sample.book.buyers.values()].filter(({ groupId }) => groupId !== undefined).map(({ name }) => name);
    expect(groupMembers.sort()).toEqual(['Binyao Metals', 'Hai Long Smelting']);
  });

  it('has its largest contract to China, C-014, end in 14 months', () => {
    const exposure = asSigned.exposure();
    const at = exposure.years.indexOf(2026);
    const china = exposure.rows.filter(({ destinations }) => destinations.some(({ zone }) => zone === 'china'));
    expect(china).toHaveLength(14);
    const largestRow = china.reduce((top, row) => (row.grossValue[at]! > top.grossValue[at]! ? row : top));
    expect(largestRow.contractId).toBe('C-014');
    expect(contract('C-014').end - sample.book.valuationMonth).toBe(14);
    expect(contract('C-014').renewal.kind).toBe('none');
  });

  it('breaches two limits, has two at risk and four OK', () => {
    expect(Object.fromEntries(asSigned.limits().map(({ limitId, state }) => [limitId, state]))).toEqual({
      'china-revenue': 'breached',
      'copper-group': 'breached',
      'copper-sold-2027': 'near',
      'rated-b-or-lower': 'near',
      'largest-contract': 'holds',
      'state-buyers': 'holds',
      'traders-unknown-end': 'holds',
      'lithium-buyers': 'holds',
    });
  });

  it('loses billions in a slump like 2011-16, of which floors and take-or-pay save hundreds of millions', () => {
    const { total, causes, byContract } = asSigned.inScenario()!;
    expect(total.change).toBeLessThan(-1000 * MILLION);
    expect(total.saved).toBeGreaterThan(200 * MILLION);
    expect(total.saved).toBeLessThan(400 * MILLION);
    for (const key of ['floors', 'takeOrPay'] as const) expect(causes.find((cause) => cause.key === key)!.amount).toBeGreaterThan(0);
    // protected contracts: a floor saves in each of the four that have one
    const flooredContracts = byContract.filter(({ savedByFloor }) => savedByFloor > 0).map(({ contractId }) => contractId);
    expect(flooredContracts.sort()).toEqual(['C-019', 'C-024', 'C-026', 'C-041']);
  });

  it('identifies its traders and its state buyer', () => {
    const buyers = [...sample.book.buyers.values()];
    expect(buyers.filter(({ ownership }) => ownership === 'state').map(({ name }) => name)).toEqual(['Central Ore Purchasing']);
    const unknownBuyers = buyers.filter(({ destination }) => destination.length === 0);
    expect(unknownBuyers.map(({ name }) => name).sort()).toEqual(['Lechuga Trading', 'Meridian Bulk']);
    for (const { type, ownership } of unknownBuyers) expect([type, ownership]).toEqual(['trader', 'trader']);
  });
});

describe('deadlines within 90 days of the valuation date', () => {
  it('are seven dates, in this order', () => {
    const { valuationDate } = sample.book.settings;
    const deadlines = sample.book.contracts
      .filter((contract1) => isInPlan(asSigned.plan, contract1))
      .flatMap(({ code, dates }) => dates.map(({ kind, date }) => ({ date, kind, code })))
      .filter(({ date }) => daysBetween(valuationDate, date) >= 0 && daysBetween(valuationDate, date) <= 90)
      .sort((a, b) => `${a.date}${a.code}`.localeCompare(`${b.date}${b.code}`));
    expect(deadlines.map(({ date, kind, code }) => `${date} ${kind} ${code}`)).toEqual([
      '2026-06-30 notice C-006',
      '2026-06-30 qpDeclaration C-017',
      '2026-07-01 priceReview C-001',
      '2026-07-01 payableReview C-034',
      '2026-07-15 tcSettlement C-031',
      '2026-07-31 renewal C-028',
      '2026-08-15 priceReview C-014',
    ]);
    const toChina = deadlines.filter(({ code }) => sample.book.buyers.get(contract(code).buyerId)!.country === 'CN');
    expect(toChina).toHaveLength(5);
  });

  it('and two gaps: Gujra’s benchmark fallback, and a spodumene price two months old', () => {
    const { deck, valuationMonth, contracts } = sample.book;
    const open = contracts.filter(
      ({ status, law, seat, reviewTrigger, benchmarkFallback, hardship, changeOfLaw }) =>
        isCommitted(status) && [law, seat, reviewTrigger, benchmarkFallback, hardship, changeOfLaw].includes(''),
    );
    expect(open.map(({ code }) => code)).toEqual(['C-020']);
    const fixedPrices = deck.get('SC6')!.filter(({ month, origin }) => month <= valuationMonth && origin === 'sample');
    expect(valuationMonth - fixedPrices.at(-1)!.month).toBe(2);
    expect(deck.get('SC6')!.find(({ month }) => month === valuationMonth)!.origin).toBe('filled');
    for (const code of ['MN44', 'CO']) expect(deck.get(code)!.find(({ month }) => month === valuationMonth)!.origin).toBe('sample');
  });
});

describe('the three options after the end of Hai Long’s contract', () => {
  it('include Hai Long’s draft: 120 kdmt a year to July 2032 with floor, cap and take-or-pay, 60 % likely', () => {
    const draft = contract('C-042');
    expect(draft).toMatchObject({ status: 'negotiating', probability: 0.6, start: monthOf(2027, 8), end: monthOf(2032, 7) });
    expect(draft.terms[0]).toMatchObject({
      quantity: { tonnesPerYear: 120_000, takeOrPayShare: 0.8 },
      collar: { floor: 9_500, cap: 16_000 },
      delivery: { incoterm: 'CIF', destinationPort: 'Qingdao' },
      quotation: { alternatives: [{ offset: 3, length: 1, from: 'shipment' }] },
    });
    const { npv } = renew.value.contracts.find(({ contractId }) => contractId === draft.id)!;
    expect(npv / MILLION).toBeGreaterThan(1_450);
    expect(npv / MILLION).toBeLessThan(1_570);
  });

  it('"Renew Hai Long" earns most, then "Spread three ways", then "Base plan"', () => {
    const npv = [renew, spread, asSigned].map((plan) => plan.value.npv / MILLION);
    expect(npv[0]! - npv[1]!).toBeGreaterThan(10);
    expect(npv[1]! - npv[2]!).toBeGreaterThan(2);
    const committedNpvs = [renew, spread, asSigned].map(
      (plan) => plan.value.contracts.reduce((sum, { npv: contractNpv }) => sum + contractNpv, 0) / MILLION,
    );
    expect(committedNpvs[0]! - committedNpvs[2]!).toBeGreaterThan(1_000);
    expect(committedNpvs[0]!).toBeGreaterThan(committedNpvs[1]!);
  });

  it('renewing adds 7 to 8 points of China in 2028 and breaches both limits that the base plan would meet then', () => {
    const addedShare = (chinaShare(renew, 2028) - chinaShare(asSigned, 2028)) * 100;
    expect(addedShare).toBeGreaterThan(7);
    expect(addedShare).toBeLessThan(8);
    expect(breachedYears(renew, 'china-revenue')).toEqual([2026, 2027, 2028, 2031]);
    expect(breachedYears(asSigned, 'copper-group')).toEqual([2026]);
    expect(breachedYears(renew, 'copper-group')).toEqual([2026, 2027, 2028]);
  });

  it('spreading meets every limit from 2028 on', () => {
    const laterYears = spread
      .limits()
      .flatMap(({ limitId, years }) => years.filter(({ year }) => year >= 2028).map((limitYear) => ({ limitId, ...limitYear })));
    expect(laterYears.length).toBeGreaterThan(0);
    expect(laterYears.filter(({ state }) => state === 'breached')).toEqual([]);
    expect(chinaShare(spread, 2028)).toBeLessThan(0.5);
  });

  it('spreading takes the same 120 kdmt out of China and costs 10 to 20 USD/dmt on them', () => {
    const codes = ['C-043', 'C-044', 'C-045'];
    const tonnes = codes.map((code) => contract(code).terms[0]!.quantity.tonnesPerYear);
    expect(tonnes.reduce((sum, yearTonnes) => sum + yearTonnes, 0)).toBe(contract('C-042').terms[0]!.quantity.tonnesPerYear);
    for (const code of codes) expect(sample.book.buyers.get(contract(code).buyerId)!.country).not.toBe('CN');
    const netIn2028 = (plan: ValuedPlan, code: string) =>
      plan.value.contracts.find(({ contractId }) => contractId === code)!.months.find(({ month }) => month === monthOf(2028, 1))!.netPrice;
    const mean = codes.reduce((sum, code, i) => sum + netIn2028(spread, code) * tonnes[i]!, 0) / 120_000;
    const premium = netIn2028(renew, 'C-042') - mean;
    expect(premium).toBeGreaterThan(10);
    expect(premium).toBeLessThan(20);
  });

  it('spreading loses less in the slump: at least 100 m USD less than renewing', () => {
    const lossInSlump = (plan: ValuedPlan) => -plan.inScenario()!.total.change / MILLION;
    expect(lossInSlump(renew) - lossInSlump(spread)).toBeGreaterThan(100);
    expect(lossInSlump(spread)).toBeLessThan(lossInSlump(asSigned));
  });
});

describe('the draft with Hai Long has changed three times', () => {
  it('from our offer over a counter to the third draft, which is current', async () => {
    const { deal: stands } = (await listVersionsOfContract(sample.db, ContractId.parse('C-042'))).at(-1)!.dealVersion;
    expect(stands).toEqual(contract('C-042'));
    const storedVersions = await listVersionsOfContract(sample.db, ContractId.parse('C-042'));
    const { rows } = await versionList(sample.book, contract('C-042'), storedVersions);
    const millions = (figure: { readonly value: number | string } | undefined) => Math.round(Number(figure?.value) / MILLION);
    expect(rows.map(({ kind, side, date, npv }) => [kind, side, date, millions(npv)])).toEqual([
      ['offer', 'us', '2026-03-12', 1388],
      ['counter', 'buyer', '2026-04-09', 1631],
      ['counter', 'us', '2026-05-14', 1510],
    ]);
    // the tonnes have the largest effect; per tonne each of our steps is better
    const net = rows.map(({ netPrice }) => Number(netPrice?.value));
    expect(net[0]).toBeGreaterThan(net[2]!);
    expect(net[2]).toBeGreaterThan(net[1]!);
  });
});

it('the tender has three bids for uncommitted copper: the best breaches the China limit, the one that does not costs 41 USD/dmt', async () => {
  const storedTender = await getTender(sample.db, TenderId.parse('T-1'));
  const { bids } = await tenderView(sample.book, storedTender, await readDefaultRates(sample.db));
  const roundFigure = (figure: { readonly value: number | string } | undefined) => Math.round(Number(figure?.value));
  expect(bids.map(({ buyer, riskAdjusted, objections }) => [buyer, roundFigure(riskAdjusted), objections.map(({ name }) => name)])).toEqual(
    [
      ['Yunfeng Copper', 3562, ['China, payable value']],
      ['Lechuga Trading', 3542, []],
      ['Otori Refining', 3521, []],
    ],
  );
  // the trader's price is the highest before payment and credit
  expect(bids.reduce((top, bid) => (roundFigure(bid.price) > roundFigure(top.price) ? bid : top)).buyer).toBe('Lechuga Trading');
});
