import { describe, expect, it } from 'vitest';
import { type ChannelEvent, type PortfolioContract, valuePortfolio } from '#engine';
import type { ContractId, ReferenceCode } from '#shared/domain/ids.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { sum } from '#shared/math.ts';
import { entry, market, month, offtake, portfolio, product, terms, VALUED, withDemand } from '../../tests/helpers/engine/plans.ts';

const flat = market();
const buyersOption = { tolerance: 0.1, toleranceOption: 'buyer' } as const;
const sellersOption = { tolerance: 0.1, toleranceOption: 'seller' } as const;
const contractOf = (quantity: object, fields: Parameters<typeof terms>[0] = {}): PortfolioContract =>
  entry(offtake({ terms: [terms({ ...fields, quantity })] }));

const firstDelivery = (contract: PortfolioContract, at = flat) => valuePortfolio(portfolio([contract]), at).contracts[0]?.months[0];

describe('calls', () => {
  it('are nominal without a tolerance, whatever the demand and sensitivity', () => {
    const keenBuyerEntry = entry(offtake(), { cycleSensitivity: 5 });
    const { contracts } = valuePortfolio(portfolio([keenBuyerEntry]), withDemand(flat, 0.5));
    expect(contracts[0]?.months.every(({ called }) => called === 1000)).toBe(true);
  });

  it('of a buyer follow demand within the tolerance', () => {
    // 1 + 1 (0.95 - 1) = 0.95; 1 + 1 (0.85 - 1) = 0.85, limited to 0.9; 1.05 upwards
    const calledTonnes = (demand: number) => firstDelivery(contractOf(buyersOption), withDemand(flat, demand))?.called;
    expect(calledTonnes(0.95)).toBeCloseTo(950, 9);
    expect(calledTonnes(0.85)).toBe(900);
    expect(calledTonnes(1.05)).toBeCloseTo(1050, 9);
    expect(calledTonnes(1)).toBe(1000);
  });

  it('stop at the take-or-pay share only under the full basis', () => {
    const calledTonnes = (takeOrPayBasis: 'full' | 'difference') =>
      firstDelivery(contractOf({ ...buyersOption, takeOrPayShare: 0.95, takeOrPayBasis }), withDemand(flat, 0.85))?.called;
    expect(calledTonnes('full')).toBe(950);
    expect(calledTonnes('difference')).toBe(900);
  });

  it('of a seller are higher if the contract pays more than spot, lower if less, nominal if equal', () => {
    const calledTonnes = (collar?: { floor?: number; cap?: number }) =>
      firstDelivery(contractOf(sellersOption, collar === undefined ? {} : { collar: { level: 'blend', ...collar } }))?.called;
    expect(calledTonnes({ floor: 110 })).toBe(1100);
    expect(calledTonnes({ cap: 90 })).toBe(900);
    expect(calledTonnes()).toBe(1000);
  });

  it('of sellers are limited by spare production, in the order of ids', () => {
    const contract = (id: string) =>
      entry(
        offtake({
          id: id as ContractId,
          terms: [terms({ quantity: { ...sellersOption, tonnesPerYear: 6600 }, collar: { level: 'blend', floor: 110 } })],
        }),
      );
    // nominals 550 + 550 of 1,200: 100 to spare; 55 for the first, 45 for the second
    const { contracts } = valuePortfolio(portfolio([contract('C-2'), contract('C-1')]), flat);
    expect(contracts.map(({ contractId, months }) => [contractId, months[0]?.called])).toEqual([
      ['C-2', 595],
      ['C-1', 605],
    ]);
  });

  it("follow the weighted demand of a split destination, and the metal's weights for an unknown one", () => {
    const to = (destination: PortfolioContract['buyer']['destination']) =>
      firstDelivery(
        entry(offtake({ terms: [terms({ quantity: { tolerance: 0.5, toleranceOption: 'buyer' } })] }), { destination }),
        withDemand(flat, 0.8),
      )?.called;
    // half of the tonnes see 0.8: 0.9
    expect(
      to([
        { zone: 'china', share: 0.5 },
        { zone: 'europe', share: 0.5 },
      ]),
    ).toBeCloseTo(900, 9);
    // iron: China has 0.691 of demand: 1 - 0.691 x 0.2 = 0.8618
    expect(to([])).toBeCloseTo(861.8, 9);
    expect(to([{ zone: 'unknown', share: 1 }])).toBeCloseTo(861.8, 9);
  });
});

describe('deliveries', () => {
  it('are cut pro rata for lack of product', () => {
    const contract = (id: string, tonnesPerYear: number) =>
      entry(offtake({ id: id as ContractId, terms: [terms({ quantity: { tonnesPerYear } })] }));
    const short = portfolio([contract('C-1', 6000), contract('C-2', 12_000)], { products: [product({ production: Array(36).fill(900) })] });
    const { contracts } = valuePortfolio(short, flat);
    // 900 of 1,500: three fifths of each
    expect(contracts.map(({ months }) => months[0]?.delivered)).toEqual([300, 600]);
    expect(contracts.map(({ months }) => months[0]?.cut)).toEqual([200, 400]);
  });

  it('above production take tonnes from the queue, oldest first', () => {
    const optionPlan = portfolio([contractOf(buyersOption)], { products: [product({ production: Array(36).fill(1000) })] });
    const slump = withDemand(flat, 1);
    const china = slump.demand.china.slice();
    // months 1 and 2 at 0.9, month 3 at 1.1, the plateau after
    for (const [t, demand] of [
      [1, 0.9],
      [2, 0.9],
      [3, 1.1],
    ] as const)
      china[VALUED + t - slump.start] = demand;
    const { products } = valuePortfolio(optionPlan, { ...slump, demand: { ...slump.demand, china } });
    const months = products[0]!.months;
    expect(months.slice(0, 4).map(({ queued }) => queued)).toEqual([100, 100, 0, 0]);
    // the tonnes of month 1, due in month 3, are drawn; those of month 2 are resold in month 4
    expect(months.slice(0, 4).map(({ drawn }) => drawn)).toEqual([0, 0, expect.closeTo(100, 9), 0]);
    expect(months.slice(0, 4).map(({ resold }) => resold)).toEqual([0, 0, expect.closeTo(0, 9), expect.closeTo(100, 9)]);
  });
});

describe('spot', () => {
  it('excludes the price participation of the contract whose terms it uses', () => {
    const price = {
      basis: 'payableMetal',
      payables: [{ element: 'Cu', reference: 'copper' as ReferenceCode, rule: 'lower-of', payable: 0.965, deduction: 0.01 }],
      treatmentCharge: { kind: 'fixed', amount: 100 },
      participation: { basisPrice: 9000, share: 0.1 },
      penalties: [],
    } as const;
    const value = valuePortfolio(portfolio([contractOf({}, { price })]), flat);
    // 9,600 x 0.27 - 100; the contract gives 0.27 x 10 % of 600 away
    expect(value.products[0]?.months[0]?.spotPrice).toBeCloseTo(2492, 9);
    expect(value.contracts[0]?.months[0]?.netPrice).toBeCloseTo(2492 - 16.2, 9);
  });

  it('sells planned uncommitted production in its month at the contract price without clauses', () => {
    const flooredContract = contractOf({}, { collar: { level: 'blend', floor: 150 } });
    const [month1] = valuePortfolio(portfolio([flooredContract]), flat).products[0]!.months;
    expect(month1).toMatchObject({ uncommittedSold: 200, spotPrice: 100, spotRevenue: 20_000, queue: 0 });
  });

  it("resells uncalled tonnes at 97 % after the product's resale months, and all in the last month", () => {
    const contract = entry(offtake({ end: month(36), terms: [terms({ quantity: buyersOption })] }));
    const months = valuePortfolio(portfolio([contract]), withDemand(flat, 0.9)).products[0]!.months;
    expect(months[1]).toMatchObject({ uncommittedSold: 200, resold: 0, queue: 200 });
    // 200 x 100 + 100 x 97
    expect(months[2]).toMatchObject({ resold: 100, queue: 200 });
    expect(months[2]?.spotRevenue).toBeCloseTo(29_700, 6);
    expect(months[35]).toMatchObject({ resold: 300, queue: 0 });
  });

  it("prefers the product's own terms to those of a contract", () => {
    const ownProduct = product({ spotPrice: { basis: 'fixed', amount: 70 } });
    expect(valuePortfolio(portfolio([contractOf({})], { products: [ownProduct] }), flat).products[0]?.months[0]?.spotPrice).toBe(70);
  });

  it('uses the contract with the largest contract year, on a tie the first id', () => {
    const contract = (id: string, tonnesPerYear: number, amount: number) =>
      entry(offtake({ id: id as ContractId, terms: [terms({ quantity: { tonnesPerYear }, price: { basis: 'fixed', amount } })] }));
    const spot = (...contracts: PortfolioContract[]) => valuePortfolio(portfolio(contracts), flat).products[0]?.months[0]?.spotPrice;
    expect(spot(contract('C-1', 6000, 50), contract('C-2', 6001, 60))).toBe(60);
    expect(spot(contract('C-2', 6000, 60), contract('C-1', 6000, 50))).toBe(50);
  });

  it('sells nothing of a product without spot terms and contracts, and keeps all of it in the queue', () => {
    const { products, revenue } = valuePortfolio(portfolio([]), flat);
    expect(products[0]?.months.at(-1)).toMatchObject({ queue: 36 * 1200, spotPrice: undefined });
    expect(sum(revenue)).toBe(0);
  });

  it('with every zone closed waits for the first open month, then sells at 97 %', () => {
    const row = { from: month(1), to: month(2), openShare: 0, discount: 0, freightUsdPerWmt: 0, excused: true } as const;
    const closedMarket = { ...flat, channels: ZONES.map((zone) => ({ ...row, zone })) };
    const months = valuePortfolio(portfolio([contractOf({})]), closedMarket).products[0]!.months;
    // what waited its two months is sold in month 3 with month 3's own 200, beyond a depth of 1,200: m = 0.05 x 200 / 1,200
    expect(months.slice(0, 3).map(({ uncommittedSold, resold }) => [uncommittedSold, resold])).toEqual([
      [0, 0],
      [0, 0],
      [200, 1200],
    ]);
    const m = (0.05 * 200) / 1200;
    expect(months[2]?.depthDiscount).toBeCloseTo(m, 12);
    expect(months[2]?.spotRevenue).toBeCloseTo(200 * 100 * (1 - m) + 1200 * (97 - 100 * m), 6);
  });

  it('in a closed zone sells in the other zones, within their depth', () => {
    const closedMarket = {
      ...flat,
      channels: [{ zone: 'china', from: month(1), to: month(2), openShare: 0, discount: 0.1, freightUsdPerWmt: 0, excused: true } as const],
    };
    const months = valuePortfolio(portfolio([contractOf({})]), closedMarket).products[0]!.months;
    // the spot zone is China: 100 x 0.9; 1,200 of months 1 and 2 follow at 97 % x 0.9
    expect(months.slice(0, 2).map(({ uncommittedSold, spotPrice }) => [uncommittedSold, spotPrice])).toEqual([
      [200, 90],
      [200, 90],
    ]);
    expect(months[2]).toMatchObject({ uncommittedSold: 200, resold: 1000, depthDiscount: expect.closeTo(0, 12) });
    expect(months[2]?.spotRevenue).toBeCloseTo(200 * 100 + 1000 * 97 * 0.9, 6);
  });

  it('in a half-closed zone bears half the discount and half the freight, per dry tonne', () => {
    const half = {
      ...flat,
      channels: [
        { zone: 'china', from: month(1), to: month(1), openShare: 0.5, discount: 0.2, freightUsdPerWmt: 9.2, excused: true } as const,
      ],
    };
    const value = valuePortfolio(portfolio([contractOf({})]), half);
    // 100 (1 - 0.2 x 0.5) - 9.2 / 0.92 x 0.5 = 85
    expect(value.products[0]?.months[0]?.spotPrice).toBeCloseTo(85, 9);
    expect(value.contracts[0]?.months[0]?.called).toBe(500);
  });

  it('in a split spot zone bears the cost of the closed part of a zone by the share of the zone', () => {
    const half = {
      ...flat,
      channels: [
        { zone: 'china', from: month(1), to: month(1), openShare: 0.5, discount: 0.2, freightUsdPerWmt: 9.2, excused: true } as const,
      ],
    };
    const destination = [
      { zone: 'china', share: 0.5 },
      { zone: 'europe', share: 0.5 },
    ] as const;
    const value = valuePortfolio(portfolio([{ ...contractOf({}), buyer: { ...contractOf({}).buyer, destination } }]), half);
    // 100 (1 - 0.5 x 0.5 x 0.2) - 9.2 / 0.92 x 0.5 x 0.5
    expect(value.products[0]?.months[0]?.spotPrice).toBeCloseTo(92.5, 9);
  });

  it('pays 97 % of net spot for a queued tonne, without the freight of a later row', () => {
    const expensiveMarket = {
      ...flat,
      channels: [
        { zone: 'china', from: month(3), to: month(3), openShare: 0.5, discount: 0, freightUsdPerWmt: 9.2, excused: true } as const,
      ],
    };
    const slowContract = contractOf({ ...buyersOption });
    const [, , third] = valuePortfolio(portfolio([slowContract]), withDemand(expensiveMarket, 0.9)).products[0]!.months;
    // 200 x (100 - 5) + 100 queued in month 1, before the row, x 97
    expect(third?.resold).toBeCloseTo(100, 9);
    expect(third?.spotRevenue).toBeCloseTo(200 * 95 + 100 * 97, 6);
  });

  it('in a zone with several rows bears the smallest open share, the largest discount and the sum of freight', () => {
    const row = { zone: 'china', from: month(1), to: month(1), excused: true } as const;
    const rows = {
      ...flat,
      channels: [
        { ...row, openShare: 0.5, discount: 0.2, freightUsdPerWmt: 4.6 },
        { ...row, openShare: 0.75, discount: 0.1, freightUsdPerWmt: 4.6 },
        { ...row, zone: 'europe' as const, openShare: 0, discount: 1, freightUsdPerWmt: 100 },
      ],
    };
    const value = valuePortfolio(portfolio([contractOf({})]), rows);
    expect(value.contracts[0]?.months[0]?.called).toBe(500);
    // as one row of 0.5, 0.2 and 9.2
    expect(value.products[0]?.months[0]?.spotPrice).toBeCloseTo(85, 9);
  });

  it('is affected only by rows on its own product and its own references', () => {
    const calledTonnes = (fields: { reference?: string; productId?: string }) => {
      const row = {
        zone: 'china',
        from: month(1),
        to: month(1),
        openShare: 0,
        discount: 0,
        freightUsdPerWmt: 0,
        excused: true,
        ...fields,
      } as ChannelEvent;
      return valuePortfolio(portfolio([contractOf({})]), { ...flat, channels: [row] }).contracts[0]?.months[0]?.called;
    };
    expect([calledTonnes({ reference: 'iron' }), calledTonnes({ productId: 'fines' }), calledTonnes({})]).toEqual([0, 0, 0]);
    expect([calledTonnes({ reference: 'copper' }), calledTonnes({ productId: 'cathode' })]).toEqual([1000, 1000]);
  });
});
