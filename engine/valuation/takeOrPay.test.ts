import { describe, expect, it } from 'vitest';
import { type ChannelEvent, type Market, type PortfolioContract, valuePortfolio } from '#engine';
import type { Quantity } from '#shared/domain/terms.ts';
import { sum } from '#shared/math.ts';
import { entry, market, month, offtake, portfolio, product, terms, VALUED, withDemand } from '../../tests/helpers/engine/plans.ts';

const flat = market();

const withClosedChina = (from: number, to: number, fields: Partial<ChannelEvent> = {}, of: Market = flat): Market => ({
  ...of,
  channels: [
    { zone: 'china', from: month(from), to: month(to), openShare: 0, discount: 0, freightUsdPerWmt: 0, excused: false, ...fields },
  ],
});

type QuantityTerms = Partial<Quantity> & {
  readonly collar?: Parameters<typeof terms>[0] extends infer G ? (G extends { collar?: infer C } ? C : never) : never;
};
const contract = (
  { collar, ...quantity }: QuantityTerms,
  contractFields: Partial<PortfolioContract> = {},
  end = month(24),
): PortfolioContract =>
  entry(offtake({ end, terms: [terms({ quantity, ...(collar === undefined ? {} : { collar }) })] }), {}, contractFields);

/** The contract alone, with product for every call. */
const valueContract = (contractEntry: PortfolioContract, at: Market, lastMonth = month(36)) => {
  const plenty = [product({ production: Array(36).fill(2000) })];
  return valuePortfolio(portfolio([contractEntry], { lastMonth, products: plenty }), at).contracts[0]!;
};

const FULL = { takeOrPayShare: 1, takeOrPayBasis: 'full' } as const;
const DIFFERENCE = { takeOrPayShare: 1, takeOrPayBasis: 'difference', tolerance: 0.1, toleranceOption: 'buyer' } as const;

describe('a deficiency', () => {
  it("is the shortfall of the contract year, paid at the year's price in its last month", () => {
    const value = valueContract(contract(FULL), withClosedChina(4, 6));
    // 12,000 - 9,000 taken, at 100
    expect(value.takeOrPay[0]).toMatchObject({
      month: month(12),
      annual: 12_000,
      quantity: 12_000,
      taken: 9000,
      deficiencyTonnes: 3000,
      price: 100,
      amount: 300_000,
    });
    expect(value.flows.filter(({ kind }) => kind === 'deficiency')).toEqual([
      { month: month(12), date: '2027-12-15', kind: 'deficiency', amount: 300_000 },
    ]);
    expect(value.deficiency).toEqual([300_000, 0, 0]);
  });

  it('is excused by an import ban or a tariff only if the terms excuse it', () => {
    const deficiencyOf = (row: Partial<ChannelEvent>, excusedCauses: Partial<Quantity['excused']>) =>
      valueContract(
        contract({ ...FULL, excused: { importBan: true, tariff: false, priceFall: false, ...excusedCauses } }),
        withClosedChina(4, 6, row),
      ).takeOrPay[0]?.deficiencyTonnes;
    expect(deficiencyOf({ excused: true }, {})).toBe(0);
    expect(deficiencyOf({ excused: true }, { importBan: false })).toBe(3000);
    expect(deficiencyOf({ excused: false }, {})).toBe(3000);
    expect(deficiencyOf({ excused: false }, { tariff: true })).toBe(0);
    // half closed with an excuse, wholly closed without one: 3 x 1,000 missing, 3 x 500 excused
    const combinedClosure = withClosedChina(4, 6, { openShare: 0.5, excused: true });
    const value = valueContract(contract(FULL), {
      ...combinedClosure,
      channels: [...combinedClosure.channels, ...withClosedChina(4, 6).channels],
    });
    expect(value.takeOrPay[0]).toMatchObject({ taken: 9000, excused: 1500, deficiencyTonnes: 1500 });
  });

  it('on the difference basis costs the excess of the contract price over spot and gives no make-up', () => {
    const slump = withDemand(flat, 0.85);
    const value = valueContract(contract({ ...DIFFERENCE, makeUpMonths: 12, collar: { level: 'blend', floor: 110 } }), slump);
    // calls at 0.9: 1,200 short in each year, at 110 - 100
    expect(value.takeOrPay.map(({ deficiencyTonnes, price, amount }) => [deficiencyTonnes, price, amount])).toEqual([
      [expect.closeTo(1200, 6), 10, expect.closeTo(12_000, 5)],
      [expect.closeTo(1200, 6), 10, expect.closeTo(12_000, 5)],
    ]);
    expect(value.makeUpLapsed).toBe(0);
    expect(valueContract(contract(DIFFERENCE), slump).takeOrPay[0]?.amount).toBe(0);
  });

  it('excludes tonnes that the mine lacks or a seller withholds', () => {
    const short = portfolio([contract(FULL)], { products: [product({ production: Array(36).fill(600) })] });
    expect(valuePortfolio(short, flat).contracts[0]?.takeOrPay[0]).toMatchObject({ taken: 7200, notOffered: 4800, deficiencyTonnes: 0 });
    const withheldContract = valueContract(
      contract({ ...FULL, tolerance: 0.1, toleranceOption: 'seller', collar: { level: 'blend', cap: 90 } }),
      flat,
    );
    expect(withheldContract.takeOrPay[0]).toMatchObject({ taken: 10_800, notOffered: expect.closeTo(1200, 6), deficiencyTonnes: 0 });
    // half closed without an excuse: half of the 1,200 withheld was open to the buyer
    const half = valueContract(
      contract({ ...FULL, tolerance: 0.1, toleranceOption: 'seller', collar: { level: 'blend', cap: 90 } }),
      withClosedChina(1, 12, { openShare: 0.5 }),
    );
    expect(half.takeOrPay[0]).toMatchObject({ taken: 5400, notOffered: expect.closeTo(600, 6), deficiencyTonnes: expect.closeTo(6000, 6) });
  });

  it("is priced at the average of paid tonnes, those not yet final at the month's own price", () => {
    // priced a month later: January to November are final by December at 102..112, December itself at its own 112; closed in June
    const risingMarket = market({ iron: (t) => 100 + t });
    const laterContract = entry(
      offtake({
        end: month(12),
        terms: [terms({ quantity: FULL, quotation: { alternatives: [{ offset: 1, length: 1, from: 'shipment' }] } })],
      }),
    );
    const [year] = valueContract(laterContract, withClosedChina(6, 6, {}, risingMarket)).takeOrPay;
    // (sum 102..112 - 107 + 112) / 11 = (1,177 - 107 + 112) / 11
    expect(year).toMatchObject({ deficiencyTonnes: 1000, price: expect.closeTo(1182 / 11, 9) });
  });

  it("is priced at the month's own price in a year without deliveries", () => {
    const [year] = valueContract(contract(FULL), withClosedChina(1, 12)).takeOrPay;
    expect(year).toMatchObject({ taken: 0, deficiencyTonnes: 12_000, price: 100 });
  });

  it('is assessed in a short last contract year, but not in one that the plan cuts short', () => {
    const assessedMonths = (contractEntry: PortfolioContract, lastMonth: number) =>
      valueContract(contractEntry, withClosedChina(1, 36), month(lastMonth)).takeOrPay.map(({ month: at, annual }) => [
        at - VALUED,
        annual,
      ]);
    expect(assessedMonths(contract(FULL, {}, month(36)), 30)).toEqual([
      [12, 12_000],
      [24, 12_000],
    ]);
    expect(assessedMonths(contract(FULL, {}, month(18)), 36)).toEqual([
      [12, 12_000],
      [18, 6000],
    ]);
  });

  it('due to a fall in price is excused if the terms excuse it', () => {
    const fallenMarket = {
      ...flat,
      prices: { ...flat.prices, iron: flat.prices.iron!.map((price, i) => (flat.start + i > VALUED ? price / 2 : price)) },
    };
    const deficiencyOf = (priceFall: boolean, at: Market) =>
      valueContract(contract({ ...DIFFERENCE, excused: { importBan: true, tariff: false, priceFall } }), withDemand(at, 0.9)).takeOrPay[0]
        ?.deficiencyTonnes;
    expect(deficiencyOf(false, fallenMarket)).toBeCloseTo(1200, 6);
    expect(deficiencyOf(true, fallenMarket)).toBe(0);
    // on the full basis the share of 1 holds the call up, unless the fall excuses: then 0.9, as before
    const calledTonnes = (priceFall: boolean) =>
      valueContract(
        contract({ ...DIFFERENCE, takeOrPayBasis: 'full', excused: { importBan: true, tariff: false, priceFall } }),
        withDemand(fallenMarket, 0.9),
      ).months[0]?.called;
    expect([calledTonnes(false), calledTonnes(true)]).toEqual([1000, 900]);
    // the deck's own price is no fall
    expect(deficiencyOf(true, flat)).toBeCloseTo(1200, 6);
  });
});

describe('make-up', () => {
  /** Closed April to June of the first year, demand of 1.05 in the second. */
  const recoveringMarket = (price = flat): Market => {
    const strongMarket = withDemand(price, 1.05);
    const china = strongMarket.demand.china.map((demand, i) => (strongMarket.start + i <= month(12) ? 1 : demand));
    return withClosedChina(4, 6, {}, { ...strongMarket, demand: { ...strongMarket.demand, china } });
  };
  const keenTerms = { ...FULL, tolerance: 0.1, toleranceOption: 'buyer', makeUpMonths: 12 } as const;

  it('is taken by a later year above its quantity, without a price; the rest lapses with the contract at net spot', () => {
    const value = valueContract(contract(keenTerms), recoveringMarket());
    // 12 x 1,050 = 12,600: the last 600, all in December, are make-up
    expect(value.months.map(({ makeUp }) => makeUp).slice(0, 23)).toEqual(Array(23).fill(0));
    expect(value.months[23]?.makeUp).toBeCloseTo(600, 6);
    expect(value.makeUpLapsed).toBeCloseTo(2400, 6);
    expect(value.makeUpBalance).toBe(0);
    // 12,000 x 100 paid - 2,400 x 100 credited
    expect(value.revenue[1]).toBeCloseTo(960_000, 4);
  });

  it('pays the rise in price if the terms charge it', () => {
    const dearMarket = market({ iron: (t) => (t > 12 ? 120 : 100) });
    const revenue = (makeUpPrice: 'none' | 'rise') =>
      valueContract(contract({ ...keenTerms, makeUpPrice }), recoveringMarket(dearMarket)).revenue[1]!;
    // 600 x (120 - 100)
    expect(revenue('rise') - revenue('none')).toBeCloseTo(12_000, 4);
    // a fall is not paid back
    const cheapMarket = market({ iron: (t) => (t > 12 ? 80 : 100) });
    const fall = (makeUpPrice: 'none' | 'rise') =>
      valueContract(contract({ ...keenTerms, makeUpPrice }), recoveringMarket(cheapMarket)).revenue[1]!;
    expect(fall('rise')).toBeCloseTo(fall('none'), 6);
  });

  it('lapses with the contract even with months left', () => {
    const value = valueContract(contract({ ...keenTerms, makeUpMonths: 60 }), recoveringMarket());
    expect(value.makeUpLapsed).toBeCloseTo(2400, 6);
    expect(value.makeUpBalance).toBe(0);
  });

  it('lapses after its months, oldest first', () => {
    const value = valueContract(contract({ ...keenTerms, makeUpMonths: 3 }, {}, month(36)), withClosedChina(4, 6));
    expect(value.flows.filter(({ kind }) => kind === 'makeUpCredit')).toEqual([
      { month: month(15), date: '2028-03-15', kind: 'makeUpCredit', amount: expect.closeTo(-300_000, 5) },
    ]);
  });

  it('is credited at the end of the plan', () => {
    const value = valueContract(contract({ ...keenTerms, makeUpMonths: 60 }, {}, month(36)), withClosedChina(4, 6), month(24));
    expect(value.makeUpBalance).toBe(3000);
    expect(value.flows.at(-1)).toMatchObject({ kind: 'makeUpCredit', month: month(24), amount: -300_000 });
  });

  it('without make-up months is credited at once', () => {
    const value = valueContract(contract({ ...FULL, makeUpMonths: 0 }), withClosedChina(4, 6));
    expect(sum(value.revenue)).toBeCloseTo(24_000 * 100 - 300_000, 4);
    expect(value.makeUpLapsed).toBe(3000);
  });
});

describe('carry-forward', () => {
  it("lowers the next year's quantity by the tonnes taken above annual, at most by its cap", () => {
    const strongMarket = withDemand(flat, 1.1);
    const quantity = (carryForwardShare: number) =>
      valueContract(contract({ takeOrPayShare: 0.8, tolerance: 0.1, toleranceOption: 'buyer', carryForwardShare }), strongMarket)
        .takeOrPay[1]?.quantity;
    // 13,200 taken: 1,200 above; 9,600 less nothing, less 5 % of 12,000, less 1,200
    expect(quantity(0)).toBeCloseTo(9600, 6);
    expect(quantity(0.05)).toBeCloseTo(9000, 6);
    expect(quantity(0.5)).toBeCloseTo(8400, 6);
  });

  it('does not count make-up tonnes', () => {
    // 3,000 short in the first year, 1.1 of annual in the second: 1,200 above, all of them make-up
    const strongMarket = withDemand(flat, 1.1);
    const china = strongMarket.demand.china.map((demand, i) => (strongMarket.start + i <= month(12) ? 1 : demand));
    const value = valueContract(
      contract({ ...FULL, tolerance: 0.1, toleranceOption: 'buyer', makeUpMonths: 24, carryForwardShare: 0.5 }, {}, month(36)),
      withClosedChina(4, 6, {}, { ...strongMarket, demand: { ...strongMarket.demand, china } }),
    );
    expect(sum(value.months.slice(12, 24).map(({ makeUp }) => makeUp))).toBeCloseTo(1200, 6);
    expect(value.takeOrPay[2]?.quantity).toBeCloseTo(12_000, 6);
  });
});
