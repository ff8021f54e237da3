import { describe, expect, it } from 'vitest';
import { chinaShare, type Exposure, exposure, exposureByDimension, measureLimits, type PortfolioBuyer, productCommitments } from '#engine';
import { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import type { BuyerId, ContractId, GroupId, LimitId, ProductId } from '#shared/domain/ids.ts';
import { Limit } from '#shared/domain/limit.ts';
import { monthOf } from '#shared/domain/time.ts';
import { CountryCode } from '#shared/domain/zone.ts';
import { sum } from '#shared/math.ts';
import { entry, market, month, offtake, portfolio, product, terms } from '../../tests/helpers/engine/plans.ts';

const buyer = (id: string, fields: Partial<PortfolioBuyer> = {}) => ({ id: id as BuyerId, ...fields });
const contract = (id: string, tonnesPerYear: number, fields: Parameters<typeof offtake>[0] = {}) =>
  offtake({ id: id as ContractId, end: month(36), terms: [terms({ quantity: { tonnesPerYear } })], ...fields });

/** 14,400 dmt a year: 6,000 to a Chinese smelter, 3,000 to a Korean daughter of a Chinese group, 1,000 to a trader with half of its destinations known. */
const plan = portfolio([
  entry(contract('C-1', 6000), buyer('smelter', { groupId: 'G-1' as GroupId, ownership: 'state', rating: 'B' })),
  entry(
    contract('C-2', 3000),
    buyer('daughter', {
      groupId: 'G-1' as GroupId,
      parent: 'Great Wall Metals',
      parentCountry: 'CN',
      country: 'KR',
      destination: [{ zone: 'restOfAsia', country: 'KR', share: 1 }],
      rating: 'A',
    }),
  ),
  entry(
    contract('C-3', 1000),
    buyer('trader', { ownership: 'trader', country: 'SG', rating: 'unrated', destination: [{ zone: 'china', country: 'CN', share: 0.5 }] }),
  ),
]);
const flat = market();
const countedExposure = exposure(plan, flat);

describe('exposure', () => {
  it('counts committed tonnes and their gross payable value in the year of delivery', () => {
    expect(countedExposure.years).toEqual([2027, 2028, 2029]);
    expect(countedExposure.rows.map(({ tonnes }) => tonnes)).toEqual(
      [6000, 3000, 1000].map((tonnes) => Array(3).fill(expect.closeTo(tonnes, 9))),
    );
    // at 100 USD/dmt
    expect(countedExposure.rows[0]?.grossValue).toEqual([600_000, 600_000, 600_000]);
  });

  it('has the same total along every dimension', () => {
    for (const dimension of ExposureDimension.options) {
      const members = exposureByDimension(countedExposure, dimension);
      expect(sum(members.map(({ tonnes }) => tonnes[0]!))).toBeCloseTo(10_000, 9);
      expect(sum(members.map(({ grossValue }) => grossValue[2]!))).toBeCloseTo(1_000_000, 6);
    }
  });

  it("joins buyers of one group and splits a trader's tonnes by final destination", () => {
    const tonnes = (dimension: ExposureDimension) =>
      Object.fromEntries(exposureByDimension(countedExposure, dimension).map((member) => [member.member, member.tonnes[0]]));
    expect(tonnes('group')).toEqual({ daughter: 9000, trader: expect.closeTo(1000, 9) });
    expect(tonnes('actsAsOne')).toEqual({ 'G-1': 9000, trader: expect.closeTo(1000, 9) });
    expect(tonnes('buyer')).toEqual({ smelter: 6000, daughter: 3000, trader: expect.closeTo(1000, 9) });
    expect(tonnes('ultimateParent')).toEqual({ smelter: 6000, 'Great Wall Metals': 3000, trader: expect.closeTo(1000, 9) });
    expect(tonnes('zone')).toEqual({ china: expect.closeTo(6500, 9), restOfAsia: 3000, unknown: expect.closeTo(500, 9) });
    expect(tonnes('destinationCountry')).toEqual({ CN: expect.closeTo(6500, 9), KR: 3000, unknown: expect.closeTo(500, 9) });
    expect(tonnes('buyerCountry')).toEqual({ CN: 6000, KR: 3000, SG: expect.closeTo(1000, 9) });
  });

  it('splits a contract that is settled in part in another currency: 30 % in yuan is 30 % of its tonnes and value', () => {
    const share = portfolio([
      entry(
        contract('C-1', 0, { terms: [terms({ quantity: { tonnesPerYear: 6000 }, payment: { currency: 'CNY', currencyShare: 0.3 } })] }),
      ),
    ]);
    expect(exposureByDimension(exposure(share, flat), 'currency')).toEqual([
      { member: 'USD', tonnes: Array(3).fill(expect.closeTo(4200, 9)), grossValue: Array(3).fill(expect.closeTo(420_000, 6)) },
      { member: 'CNY', tonnes: Array(3).fill(expect.closeTo(1800, 9)), grossValue: Array(3).fill(expect.closeTo(180_000, 6)) },
    ]);
  });

  it('ends at the committed end and has a row for each set of terms', () => {
    const sets = [
      terms({ quantity: { tonnesPerYear: 6000 } }),
      terms({ from: month(13), quantity: { tonnesPerYear: 12_000 }, delivery: { incoterm: 'CFR' } }),
    ];
    const of = portfolio([entry(contract('C-1', 0, { terms: sets, end: month(36) }), {}, { committedEnd: month(30) })]);
    const incoterms = exposureByDimension(exposure(of, flat), 'incoterm');
    expect(incoterms).toEqual([
      { member: 'CFR', tonnes: [0, 12_000, 6000], grossValue: [0, 1_200_000, 600_000] },
      { member: 'FOB', tonnes: [6000, 0, 0], grossValue: [600_000, 0, 0] },
    ]);
  });

  it('prices contracts of several products on their own terms as each alone', () => {
    const otherProduct = product({ id: 'P-2' as ProductId, moisture: 0.2 });
    const fixedPrice = { basis: 'fixed', amount: 250 } as const;
    const laterTerms = { ...terms({ from: month(13), quantity: { tonnesPerYear: 900 } }), price: fixedPrice };
    const entries = [
      entry(contract('C-1', 600)),
      entry(contract('C-2', 1300, { terms: [terms({ quantity: { tonnesPerYear: 1300 } }), laterTerms] })),
      entry(contract('C-3', 700, { productId: otherProduct.id })),
      entry(contract('C-4', 0, { terms: [{ ...terms({ quantity: { tonnesPerYear: 500 } }), price: fixedPrice }] })),
    ];
    const products = { products: [...portfolio([]).products, otherProduct] };
    const rowsTogether = exposure(portfolio(entries, products), flat).rows;
    expect(rowsTogether).toEqual(entries.flatMap((ownEntry) => exposure(portfolio([ownEntry], products), flat).rows));
    expect(rowsTogether.map(({ members }) => members.product)).toEqual([0, 0, 0, 1, 0].map((place) => products.products[place]!.id));
    expect(rowsTogether.map(({ grossValue }) => grossValue[1]! / 1000)).toEqual(
      [60, 0, 225, 70, 125].map((value) => expect.closeTo(value, 9)),
    );
  });

  it('counts only the months after the valuation in the first year', () => {
    const midYear = portfolio([entry(contract('C-1', 12_000))], { valuationDate: '2027-05-31', valuationMonth: monthOf(2027, 5) });
    expect(exposure(midYear, flat).rows[0]?.tonnes[0]).toBe(7000);
  });

  it('is empty for a plan without contracts', () => {
    const emptyExposure = exposure(portfolio([]), flat);
    expect(exposureByDimension(emptyExposure, 'buyer')).toEqual([]);
    expect(chinaShare(emptyExposure, 'tonnes').destination).toEqual([undefined, undefined, undefined]);
  });
});

describe('China share', () => {
  it('is measured by destination and by the seat of the ultimate parent', () => {
    const { destination, parent } = chinaShare(countedExposure, 'tonnes');
    // 6,500 and 9,000 of 10,000
    expect(destination[0]).toBeCloseTo(0.65, 12);
    expect(parent[0]).toBeCloseTo(0.9, 12);
  });

  it('can be limited to some rows', () => {
    expect(chinaShare(countedExposure, 'grossValue', ({ members }) => members.buyer === 'trader').destination[1]).toBeCloseTo(0.5, 12);
  });
});

describe('productCommitments', () => {
  it('compares planned production with tonnes at minimum, nominal and maximum', () => {
    const band = offtake({
      end: month(36),
      terms: [terms({ quantity: { tonnesPerYear: 9000, tolerance: 0.1, toleranceOption: 'buyer', takeOrPayShare: 0.95 } })],
    });
    expect(productCommitments(portfolio([entry(band)]))[0]?.years[0]).toEqual({
      year: 2027,
      planned: 14_400,
      minimum: expect.closeTo(8550, 9),
      nominal: 9000,
      maximum: expect.closeTo(9900, 9),
      ifRenewed: 0,
    });
  });

  it('lists tonnes that depend on a renewal apart', () => {
    const renewableContract = contract('C-1', 12_000, { end: month(18), renewal: { kind: 'buyerOption', months: 12, noticeMonths: 3 } });
    const years = productCommitments(portfolio([entry(renewableContract)]))[0]!.years;
    expect(years.map(({ nominal, ifRenewed }) => [nominal, ifRenewed])).toEqual([
      [12_000, 0],
      [6000, 6000],
      [0, 6000],
    ]);
  });

  it('includes a product without contracts', () => {
    expect(productCommitments(portfolio([]))[0]?.years.map(({ planned, nominal }) => [planned, nominal])).toEqual(
      Array(3).fill([14_400, 0]),
    );
  });
});

const limit = (fields: Partial<Limit>): Limit =>
  Limit.parse({
    id: 'L-1',
    name: 'Limit',
    measure: { kind: 'zoneShare', zone: 'china' },
    denominator: 'tonnesSold',
    from: 2027,
    to: 2029,
    direction: 'atMost',
    warn: 0.5,
    breach: 0.6,
    owner: '',
    why: '',
    setOn: '2026-01-01',
    order: 0,
    ...fields,
  });
const measure = (fields: Partial<Limit>, of = plan, seenExposure: Exposure = countedExposure) =>
  measureLimits([limit(fields)], of, seenExposure)[0]!;

describe('a limit', () => {
  it('has room for tonnes up to the breach level, negative beyond it', () => {
    const china = { kind: 'zoneShare', zone: 'china' } as const;
    // 6,500 of 10,000 dmt against 60 %; at 100 USD/dmt
    expect(measure({ measure: china }).worst?.headroom).toEqual({ tonnes: expect.closeTo(-500, 6), value: expect.closeTo(-50_000, 4) });
    expect(measure({ measure: china }).worst?.level).toEqual({ tonnes: expect.closeTo(6_000, 6), value: expect.closeTo(600_000, 4) });
    expect(measure({ measure: china, denominator: 'valueSold', breach: 0.7 }).worst?.headroom).toEqual({
      tonnes: expect.closeTo(500, 6),
      value: expect.closeTo(50_000, 4),
    });
    const coverageRule = {
      measure: { kind: 'coverage' },
      denominator: 'plannedProduction',
      direction: 'atLeast',
      warn: 0.8,
      breach: 0.75,
    } as const;
    expect(measure(coverageRule).worst?.headroom?.tonnes).toBeCloseTo(10_000 - 0.75 * 14_400, 6);
    expect(measure({ measure: { kind: 'effectiveNumber' }, direction: 'atLeast', warn: 2, breach: 1.5 }).worst?.headroom).toBeUndefined();
  });

  it('measures each share against its denominator', () => {
    const value = (kind: Limit['measure'], denominator: Limit['denominator'] = 'tonnesSold') =>
      measure({ measure: kind, denominator }).worst?.value;
    expect(value({ kind: 'zoneShare', zone: 'china' })).toBeCloseTo(0.65, 12);
    expect(value({ kind: 'zoneShare', zone: 'china' }, 'plannedProduction')).toBeCloseTo(6500 / 14_400, 12);
    expect(value({ kind: 'zoneShare', zone: 'unknown' }, 'valueSold')).toBeCloseTo(0.05, 12);
    const countries = (...codes: string[]) => value({ kind: 'countryShare', countries: codes.map((code) => CountryCode.parse(code)) });
    expect(countries('CN')).toBeCloseTo(0.65, 12);
    // countries named together add up; tonnes without a known destination count for none
    expect(countries('CN', 'KR', 'US')).toBeCloseTo(0.95, 12);
    expect(countries('US')).toBe(0);
    expect(value({ kind: 'largestGroup' })).toBeCloseTo(0.9, 12);
    expect(value({ kind: 'largestContract' })).toBeCloseTo(0.6, 12);
    expect(value({ kind: 'coverage' }, 'plannedProduction')).toBeCloseTo(10_000 / 14_400, 12);
    expect(value({ kind: 'stateOwned' })).toBeCloseTo(0.6, 12);
    expect(value({ kind: 'traders' })).toBeCloseTo(0.1, 12);
    // B and, as BB, the unrated trader
    expect(value({ kind: 'ratedAtOrBelow', rating: 'BB' })).toBeCloseTo(0.7, 12);
    expect(value({ kind: 'ratedAtOrBelow', rating: 'B' })).toBeCloseTo(0.6, 12);
    // 1 / (0.9^2 + 0.1^2)
    expect(value({ kind: 'effectiveNumber' })).toBeCloseTo(1 / 0.82, 12);
  });

  it('is breached beyond the breach level, near beyond the warn level, and holds at the level itself', () => {
    // 0.65
    expect(measure({ warn: 0.5, breach: 0.6 })).toMatchObject({ state: 'breached', worstHeadroom: expect.closeTo(-0.05, 12) });
    expect(measure({ warn: 0.6, breach: 0.7 })).toMatchObject({ state: 'near', worstHeadroom: expect.closeTo(0.05, 12) });
    expect(measure({ warn: 0.65, breach: 0.65 }).state).toBe('holds');
    const effectiveNumberRule = { measure: { kind: 'effectiveNumber' }, direction: 'atLeast' } as const;
    expect(measure({ ...effectiveNumberRule, warn: 3, breach: 2 })).toMatchObject({
      state: 'breached',
      worstHeadroom: expect.closeTo(1 / 0.82 - 2, 12),
    });
    expect(measure({ ...effectiveNumberRule, warn: 1.3, breach: 1.2 }).state).toBe('near');
  });

  it('covers only its own metal, product and years, and names the worst year', () => {
    const rampedPlan = portfolio(
      [
        ...plan.contracts.slice(1),
        entry(contract('C-1', 0, { terms: [terms({ quantity: { tonnesPerYear: 6000, rampUp: [0.5, 2, 1] } })] }), buyer('smelter')),
        entry(contract('C-9', 50_000, { productId: 'cathode' as ProductId })),
      ],
      { products: [product(), product({ id: 'cathode' as ProductId, metal: 'copper' })] },
    );
    const rampedExposure = exposure(rampedPlan, flat);
    const iron = measure({ metal: 'iron', from: 2028, to: 2060 }, rampedPlan, rampedExposure);
    expect(iron.years.map(({ year }) => year)).toEqual([2028, 2029]);
    // 12,000 + 500 of 16,000
    expect(iron.worst).toMatchObject({ year: 2028, value: expect.closeTo(12_500 / 16_000, 12) });
    expect(measure({ productId: 'cathode' as ProductId }, rampedPlan, rampedExposure).worst?.value).toBe(1);
  });

  it('is not measured in a year without a denominator', () => {
    const idlePlan = portfolio([], { products: [product({ production: [] })] });
    const idleMeasure = measure({ denominator: 'plannedProduction' }, idlePlan, exposure(idlePlan, flat));
    expect(idleMeasure).toEqual({ limitId: 'L-1' as LimitId, years: [], state: 'holds', worst: undefined, worstHeadroom: undefined });
    expect(
      measure({ measure: { kind: 'effectiveNumber' }, direction: 'atLeast', warn: 3, breach: 2 }, idlePlan, exposure(idlePlan, flat)).years,
    ).toEqual([]);
  });
});
