import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averagePriceOption,
  blackOption,
  clauseTimeValues,
  clauseValues,
  createClauseTotals,
  type Portfolio,
  valuePortfolio,
} from '#engine';
import type { ContractId, ReferenceCode } from '#shared/domain/ids.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { dateOfMonth, daysBetween } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { clausesOf, clauseValue, DECK, PROCESSES, planOf, STILL, VOLATILITY } from '../../../tests/helpers/engine/clausePlans.ts';
import { entry, market, month, offtake, portfolio, type TermsGiven, terms } from '../../../tests/helpers/engine/plans.ts';

const discount = (t: number): number => 1.1 ** (-daysBetween('2026-12-31', dateOfMonth(month(t))) / 365);
const months = Array.from({ length: 24 }, (_, i) => i + 1);
const forward = (t: number): number => 100 + t;

const payableMetal: Terms['price'] = {
  basis: 'payableMetal',
  payables: [{ element: 'Cu', reference: 'copper' as ReferenceCode, rule: 'lower-of', payable: 0.965, deduction: 0.01 }],
  treatmentCharge: { kind: 'fixed', amount: 80 },
  escalator: {
    basisPrice: 9000,
    bands: [
      { from: 8000, to: 9000, share: 0.01 },
      { from: 9000, to: 10_000, share: 0.02 },
      { from: 11_000, share: 0.03 },
    ],
  },
  participation: { basisPrice: 9500, share: 0.1, cap: 100 },
  penalties: [],
};

describe('a floor', () => {
  it('priced in its delivery month equals a strip of Black puts on the tonnes', () => {
    const floor = clauseValue(clausesOf({ collar: { level: 'reference', floor: 105 } }), 'floor');
    const strip = months.map(
      (t) =>
        1000 *
        blackOption({ kind: 'put', forward: forward(t), strike: 105, volatility: VOLATILITY, years: t / 12, discountFactor: discount(t) }),
    );
    expect(floor).toBeCloseTo(sum(strip), 4);
  });

  it('on an average of three months equals a strip of average-price puts with known fixings folded in', () => {
    const values = clausesOf({
      collar: { level: 'reference', floor: 105 },
      quotation: { alternatives: [{ offset: -1, length: 3, from: 'shipment' }] },
      payment: { provisionalShare: 0 },
    });
    const strip = months.map((t) => {
      const fixings = [t - 1, t, t + 1];
      const open = fixings.filter((at) => at > 0);
      return (
        1000 *
        averagePriceOption({
          kind: 'put',
          forwards: open.map(forward),
          fixingYears: open.map((at) => at / 12),
          fixed: fixings.filter((at) => at <= 0).map(forward),
          strike: 105,
          volatility: VOLATILITY,
          discountFactor: discount(t + 1),
        })
      );
    });
    expect(clauseValue(values, 'floor')).toBeCloseTo(sum(strip), 4);
  });

  it('minus the cap at the same price equals the swap; both together give the fixed price', () => {
    const swap = sum(months.map((t) => 1000 * discount(t) * (105 - forward(t))));
    const floor = clauseValue(clausesOf({ collar: { level: 'reference', floor: 105 } }), 'floor');
    const cap = clauseValue(clausesOf({ collar: { level: 'reference', cap: 105 } }), 'cap');
    expect(floor + cap).toBeCloseTo(swap, 4);
    const collarValues = clausesOf({ collar: { level: 'reference', floor: 105, cap: 105 } });
    expect(collarValues.expected).toBeCloseTo(sum(months.map((t) => 1000 * discount(t) * 105)), 4);
  });

  it('is worth its payoff at the deck if prices are constant', () => {
    const values = clausesOf({ collar: { level: 'blend', floor: 105 } }, { processes: STILL });
    expect(clauseValue(values, 'floor')).toBeCloseTo(sum(months.map((t) => 1000 * discount(t) * Math.max(0, 105 - forward(t)))), 6);
  });

  it('is worth the same on reference, leg, blend and netback if nothing lies between them', () => {
    const [first, ...otherValues] = (['reference', 'leg', 'blend', 'netback'] as const).map((level) =>
      clauseValue(clausesOf({ collar: { level, floor: 95 } }), 'floor'),
    );
    for (const otherValue of otherValues) expect(otherValue).toBeCloseTo(first!, 6);
  });

  it('under a fixed share counts for the floating share only at leg level', () => {
    const blend = { fixedShare: 0.4, fixedPrice: 90 };
    const completeValue = clauseValue(clausesOf({ collar: { level: 'leg', floor: 95 } }), 'floor');
    expect(clauseValue(clausesOf({ blend, collar: { level: 'leg', floor: 95 } }), 'floor')).toBeCloseTo(0.6 * completeValue, 4);
  });

  it('at netback level limits the price at the load port', () => {
    const delivery = { incoterm: 'CFR', freightUsdPerWmt: 23 } as const;
    const freight = 23 / 0.92;
    const netback = clauseValue(clausesOf({ delivery, collar: { level: 'netback', floor: 80 } }), 'floor');
    expect(netback).toBeCloseTo(clauseValue(clausesOf({ delivery, collar: { level: 'blend', floor: 80 + freight } }), 'floor'), 4);
  });

  it("never lowers and a cap never raises the seller's value, at any level, with an escalator too", () => {
    fc.assert(
      fc.property(
        fc.constantFrom('reference', 'leg', 'blend', 'netback'),
        fc.double({ min: 0.4, max: 2.2, noNaN: true }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.boolean(),
        (level, share, fixedShare, metal) => {
          const clausesAt = metal ? (level === 'reference' ? 9600 : 2400) : 100;
          const fields: TermsGiven = {
            ...(metal ? { price: payableMetal } : {}),
            blend: { fixedShare, fixedPrice: metal ? 2300 : 95 },
            collar: { level, floor: clausesAt * share, cap: clausesAt * share * 1.3 },
          };
          const values = clausesOf(fields, { months: 12 });
          expect(clauseValue(values, 'floor')).toBeGreaterThanOrEqual(-1e-6);
          expect(clauseValue(values, 'cap')).toBeLessThanOrEqual(1e-6);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('clause values', () => {
  it('by year sum to the total', () => {
    const values = clausesOf({
      price: payableMetal,
      collar: { level: 'leg', floor: 2400, cap: 2700 },
      quotation: {
        alternatives: [1, 3].map((offset) => ({ offset, length: 1, from: 'shipment' as const })),
        holder: 'buyer',
        declarationMonths: 1,
      },
      quantity: { tolerance: 0.1, toleranceOption: 'seller' },
    });
    expect(values.clauses.map(({ key }) => key)).toEqual(['floor', 'cap', 'participation', 'escalator', 'quotation', 'tolerance']);
    for (const { value, years } of values.clauses) expect(sum(years.map(({ amount }) => amount))).toBe(value);
  });

  it('use the invoices of the valuation if prices are constant', () => {
    const plan = planOf({
      price: payableMetal,
      payment: { paymentMonths: 1 },
      quotation: { alternatives: [{ offset: 2, length: 2, from: 'shipment' }] },
    });
    const value = valuePortfolio(plan, DECK).contracts[0]!;
    expect(clauseValues(plan, value, DECK, STILL).expected).toBeCloseTo(value.npv, 4);
  });

  it('scale with prices and strikes together', () => {
    const at = (scale: number) =>
      clausesOf(
        {
          collar: { level: 'leg', floor: 95 * scale, cap: 130 * scale },
          blend: { fixedShare: 0.2, fixedPrice: 100 * scale },
          quotation: {
            alternatives: [0, 2].map((offset) => ({ offset, length: 1, from: 'shipment' as const })),
            holder: 'seller',
            declarationMonths: 0,
          },
        },
        { deck: market({ iron: (t) => scale * (100 + t) }) },
      );
    const [singleValues, three] = [at(1), at(3)];
    for (const { key, value } of singleValues.clauses) expect(clauseValue(three, key)).toBeCloseTo(3 * value, 3);
  });

  it('a treatment charge 1 USD lower is worth the discounted tonnes', () => {
    const { units } = clausesOf({ price: payableMetal });
    expect(units.find(({ key }) => key === 'treatmentCharge')?.value).toBeCloseTo(sum(months.map((t) => 1000 * discount(t))), 4);
  });

  it('are empty for terms without clauses', () => {
    expect(clausesOf({}).clauses).toEqual([]);
  });
});

describe('a choice of quotational periods', () => {
  const choice = (holder: 'buyer' | 'seller', declarationMonths: number): TermsGiven => ({
    quotation: { alternatives: [1, 4].map((offset) => ({ offset, length: 1, from: 'shipment' as const })), holder, declarationMonths },
  });
  const flat = { deck: market({ iron: 100 }) };

  it('gains for the seller what it costs if the buyer holds it, at a flat deck without interest', () => {
    const seller = clauseValue(clausesOf(choice('seller', -1), { ...flat, discountRate: 0 }), 'quotation');
    expect(seller).toBeGreaterThan(0);
    expect(clauseValue(clausesOf(choice('buyer', -1), { ...flat, discountRate: 0 }), 'quotation')).toBeCloseTo(-seller, 6);
  });

  it('declared before any fixing is known is worth 0 at a flat deck without mean reversion, and more the later it is declared', () => {
    const earlyValues = clausesOf(choice('seller', 1), flat);
    expect(clauseValue(earlyValues, 'quotation')).toBeCloseTo(0, 6);
    expect(earlyValues.clauses[0]!.isDeclaredAfterKnown).toBe(false);
    const lateValues = clausesOf(choice('seller', -2), flat);
    expect(lateValues.clauses[0]!.isDeclaredAfterKnown).toBe(true);
    expect(clauseValue(lateValues, 'quotation')).toBeGreaterThan(clauseValue(clausesOf(choice('seller', -1), flat), 'quotation'));
  });

  it('equals the difference of the forwards if prices are constant, the later one paid later', () => {
    const risingValue = clauseValue(
      clausesOf({ ...choice('seller', 1), payment: { provisionalShare: 0 } }, { processes: STILL }),
      'quotation',
    );
    expect(risingValue).toBeCloseTo(
      sum(months.map((t) => 1000 * (discount(t + 4) * forward(t + 4) - discount(t + 1) * forward(t + 1)))),
      4,
    );
  });
});

describe('a tolerance', () => {
  it('is worth 0 on spot terms, else the band times the distance from spot to its holder', () => {
    const toleranceValue = (option: 'buyer' | 'seller', fields: TermsGiven = {}) =>
      clauseValue(clausesOf({ quantity: { tolerance: 0.1, toleranceOption: option }, ...fields }), 'tolerance');
    expect(toleranceValue('seller')).toBeCloseTo(0, 6);
    const collar = { level: 'reference', floor: 105 } as const;
    const floor = clauseValue(clausesOf({ collar }), 'floor');
    expect(toleranceValue('seller', { collar })).toBeCloseTo(0.1 * floor, 4);
    expect(toleranceValue('buyer', { collar })).toBeCloseTo(-0.1 * floor, 4);
  });

  it('of a buyer is limited by a full take-or-pay', () => {
    const collar = { level: 'reference', floor: 105 } as const;
    const limitedValue = (takeOrPayShare: number, takeOrPayBasis: 'full' | 'difference') =>
      clauseValue(
        clausesOf({ collar, quantity: { tolerance: 0.1, toleranceOption: 'buyer', takeOrPayShare, takeOrPayBasis } }),
        'tolerance',
      );
    expect(limitedValue(0.96, 'full')).toBeCloseTo(0.4 * limitedValue(0.96, 'difference'), 4);
  });
});

describe('moving prices', () => {
  it('change only the value of clauses, not that of the other terms', () => {
    const price = { ...payableMetal, escalator: undefined, participation: undefined } as Terms['price'];
    const plan = planOf({ price });
    const value = valuePortfolio(plan, DECK).contracts[0]!;
    expect(clauseValues(plan, value, DECK, PROCESSES).expected).toBeCloseTo(value.npv, 3);
    expect(terms().collar).toBeUndefined();
  });
});

describe('what clauses add to the value at deck prices', () => {
  const timeValues = (fields: TermsGiven, processes = PROCESSES) => {
    const plan = planOf(fields);
    return clauseTimeValues(plan, valuePortfolio(plan, DECK).contracts[0]!, DECK, processes);
  };

  it('is the strip of puts less what the floor pays at the deck', () => {
    const { total, lines } = timeValues({ collar: { level: 'reference', floor: 105 } });
    const strip = months.map((t) => {
      const putOption = { kind: 'put', forward: forward(t), strike: 105, years: t / 12, discountFactor: discount(t) } as const;
      return 1000 * (blackOption({ ...putOption, volatility: VOLATILITY }) - discount(t) * Math.max(0, 105 - forward(t)));
    });
    expect(total).toBeCloseTo(sum(strip), 4);
    expect(lines.map(({ key }) => key)).toEqual(['floor', 'together']);
    expect(lines[1]!.value).toBeCloseTo(0, 6);
  });

  it('is nothing where prices are constant or there is no clause', () => {
    expect(timeValues({ collar: { level: 'reference', floor: 105 } }, STILL).total).toBeCloseTo(0, 6);
    expect(timeValues({})).toEqual({ total: 0, lines: [] });
  });

  it('is the expected less the deterministic value, its lines sum to it, and each holds one clause alone', () => {
    const fields: TermsGiven = { collar: { level: 'reference', floor: 105, cap: 115 }, blend: { fixedShare: 0.3, fixedPrice: 104 } };
    const { total, lines } = timeValues(fields);
    const [uncertainValues, steadyValues] = [clausesOf(fields), clausesOf(fields, { processes: STILL })];
    expect(total).toBeCloseTo(uncertainValues.expected - steadyValues.expected, 4);
    expect(sum(lines.map(({ value }) => value))).toBeCloseTo(total, 6);
    for (const { key, value } of lines)
      if (key !== 'together') expect(value).toBeCloseTo(clauseValue(uncertainValues, key) - clauseValue(steadyValues, key), 4);
    // the cap cuts off what the floor alone would leave: alone they do not add up
    expect(lines.map(({ key }) => key)).toEqual(['floor', 'cap', 'blend', 'together']);
  });

  it('includes the choice of a quotational period and of tonnes', () => {
    const { lines } = timeValues({
      quotation: {
        alternatives: [1, 4].map((offset) => ({ offset, length: 1, from: 'shipment' as const })),
        holder: 'buyer',
        declarationMonths: -1,
      },
      collar: { level: 'reference', floor: 95 },
      quantity: { tolerance: 0.1, toleranceOption: 'buyer' },
    });
    const of = (key: string) => lines.find((line) => line.key === key)!.value;
    expect(of('quotation')).toBeLessThan(0);
    expect(of('tolerance')).toBeLessThan(0);
  });
});

describe('the total of a contract among others', () => {
  const pricedTerms: TermsGiven = {
    collar: { level: 'reference', floor: 105, cap: 140 },
    quotation: { alternatives: [1, 4].map((offset) => ({ offset, length: 1, from: 'shipment' as const })), holder: 'buyer' },
  };
  const quantity = { tonnesPerYear: 2400, tolerance: 0.1, toleranceOption: 'buyer' as const };
  const termsOfContracts: readonly TermsGiven[] = [
    { ...pricedTerms, quantity },
    { ...pricedTerms, quantity, payment: { paymentMonths: 3, provisionalShare: 0.5 } },
    { ...pricedTerms, quantity: { tonnesPerYear: 900, tolerance: 0.05, toleranceOption: 'seller' } },
    { ...pricedTerms, quantity, collar: { level: 'reference', floor: 95 }, quotation: {} },
    { quantity: { tonnesPerYear: 1200 } },
  ];
  const entries = termsOfContracts.map((fields, i) => {
    const id = `C-${i}` as ContractId;
    return entry(offtake({ id, end: month(24), terms: [terms(fields)] }));
  });

  it('is that of its time values, where contracts with equal price terms share their prices', () => {
    const plan = portfolio(entries);
    const totalOf = createClauseTotals(plan, DECK, PROCESSES);
    const totalsIn = (of: Portfolio) => valuePortfolio(of, DECK).contracts.map((value, i) => totalOf(of.contracts[i]!, value));
    const expectedIn = (of: Portfolio) =>
      valuePortfolio(of, DECK).contracts.map((value) => clauseTimeValues(of, value, DECK, PROCESSES).total);
    const totals = totalsIn(plan);
    expect(totals).toEqual(expectedIn(plan));
    expect(new Set(totals).size).toBe(entries.length);
    expect(totals[4]).toBe(0);
    const otherPlan = {
      ...plan,
      contracts: [entries[1]!, entry(offtake({ id: 'C-9' as ContractId, end: month(18), terms: [terms(pricedTerms)] }))],
    };
    expect(totalsIn(otherPlan)).toEqual(expectedIn(otherPlan));
  });
});

describe('a point of payable', () => {
  // 28 % copper: 0.28 p and 0.28 - 0.01 meet at p = 27/28 = 96.43 %
  const priced = (payable: number, deduction = 0.01): Terms['price'] => ({
    basis: 'payableMetal',
    payables: [{ element: 'Cu', reference: 'copper' as ReferenceCode, rule: 'lower-of', payable, deduction }],
    treatmentCharge: { kind: 'fixed', amount: 80 },
    penalties: [],
  });
  /** Present value of one tonne of copper in each of the contract's tonnes, USD. */
  const metal = sum(months.map((t) => 1000 * discount(t) * (9600 - 20 * t)));
  const pointValue = (price: Terms['price']) => clausesOf({ price }).units.find(({ key }) => key === 'payablePoint')?.value;

  it('more is worth a hundredth of the grade while the deduction does not bind', () => {
    expect(pointValue(priced(0.95))).toBeCloseTo(0.0028 * metal, 2);
    expect(clausesOf({ price: priced(0.95) }).payable).toMatchObject({ payable: 0.95, deduction: 0.01 });
    expect(clausesOf({ price: priced(0.95) }).payable?.bindsFrom).toBeCloseTo(27 / 28, 12);
  });

  it('more is worth nothing while the deduction binds, and only the part below that payable where it begins to', () => {
    expect(pointValue(priced(0.965))).toBeCloseTo(0, 6);
    // from 96 % to 97 %: 0.4286 points count
    expect(pointValue(priced(0.96))).toBeCloseTo((0.27 - 0.28 * 0.96) * metal, 2);
  });

  it('pays for a value with the points that change nothing included', () => {
    const { pointsFor } = clausesOf({ price: priced(0.97) }).payable!;
    // 97 % pays 27 units as 96.43 % does; 2.8 units less are 10 points below that
    expect(pointsFor(0.028 * metal)).toBeCloseTo(97 - 2700 / 28 + 10, 3);
    expect(pointsFor(0)).toBe(0);
    // no payable up to 100 % is worth more while the deduction binds
    expect(pointsFor(-1000)).toBeUndefined();
    // nor does giving up all of it pay for more than all the copper
    expect(pointsFor(0.2701 * metal)).toBeUndefined();
  });

  it('makes up for a loss up to the payable from which the deduction binds', () => {
    const { pointsFor } = clausesOf({ price: priced(0.95) }).payable!;
    expect(pointsFor(-0.0028 * metal)).toBeCloseTo(-1, 3);
    expect(pointsFor(-0.0041 * metal)).toBeUndefined();
  });

  it('of a share after the deduction has no such limit, and a scale has no point', () => {
    const after = {
      ...priced(0.965),
      payables: [{ element: 'Cu', reference: 'copper' as ReferenceCode, rule: 'deduct-then-pay', payable: 0.965, deduction: 0.01 }],
    };
    expect(pointValue(after as Terms['price'])).toBeCloseTo(0.0027 * metal, 2);
    const { payable } = clausesOf({ price: after as Terms['price'] });
    expect(payable?.bindsFrom).toBeUndefined();
    expect(payable?.pointsFor(0.0027 * metal)).toBeCloseTo(1, 3);
    expect(clausesOf({}).payable).toBeUndefined();
  });
});
