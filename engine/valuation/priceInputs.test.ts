import { describe, expect, it } from 'vitest';
import { explainNetPrice } from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { Terms } from '#shared/domain/terms.ts';
import {
  CONTRACT,
  entry,
  JAN_2027,
  market,
  month,
  offtake,
  portfolio,
  product,
  type TermsGiven,
  terms,
} from '../../tests/helpers/engine/plans.ts';

const priced = (rule: object = { rule: 'lower-of', payable: 0.965, deduction: 0.01 }): Terms['price'] =>
  ({
    basis: 'payableMetal',
    payables: [{ element: 'Cu', reference: 'copper' as ReferenceCode, ...rule }],
    treatmentCharge: { kind: 'benchmark', reference: 'tc' as ReferenceCode, differential: -14 },
    penalties: [{ element: 'As', threshold: 0.002, increment: 0.001, rate: 3 }],
  }) as unknown as Terms['price'];

const linesOf = (fields: TermsGiven) => {
  const plan = portfolio([entry(offtake({ end: month(12), terms: [terms(fields)] }))], {
    products: [product({ assay: { Cu: 0.26, As: 0.003 } })],
  });
  return explainNetPrice(plan, CONTRACT, market({ copper: 11_500, tc: 80 }), JAN_2027);
};

describe('the inputs of a price', () => {
  it('are grade, deduction, payable content, price and months of the quotational period, and multiply to the line', () => {
    const [payable] = linesOf({ price: priced(), quotation: { alternatives: [{ offset: 1, length: 3, from: 'shipment' }] } });
    // 26 % less one unit is 25 units: 25 x 11,500 / 100 = 2,875
    expect(payable).toMatchObject({
      label: 'payable.Cu',
      source: {
        reference: 'copper',
        price: 11_500,
        months: { from: JAN_2027 + 1, to: JAN_2027 + 3 },
        inputs: { kind: 'payable', element: 'Cu', rule: 'lower-of', grade: 0.26, share: 0.965, deduction: 0.01 },
      },
    });
    expect(payable!.amount).toBeCloseTo((25 * 11_500) / 100, 9);
    expect(payable!.source!.inputs).toHaveProperty('content', expect.closeTo(0.25, 12));
  });

  it('of a scale are the share of the whole grade and the grade from which it applies', () => {
    const scale = [
      { from: 0.1, payable: 0.8 },
      { from: 0.2, payable: 0.9 },
    ];
    const [payable] = linesOf({ price: priced({ rule: 'scale', payable: 0, deduction: 0, scale }) });
    expect(payable?.source?.inputs).toMatchObject({
      kind: 'payable',
      rule: 'scale',
      share: 0.9,
      from: 0.2,
      content: expect.closeTo(0.234, 12),
    });
  });

  it('of a charge and of a penalty are its benchmark with the differential, and the excess over the threshold', () => {
    const lines = linesOf({ price: priced() });
    expect(lines.find(({ label }) => label === 'treatmentCharge')).toMatchObject({
      amount: -66,
      source: {
        reference: 'tc',
        price: 80,
        isBenchmark: true,
        months: { from: JAN_2027, to: JAN_2027 },
        inputs: { kind: 'charge', constant: -14 },
      },
    });
    expect(lines.find(({ label }) => label === 'penalty.As')).toMatchObject({
      amount: expect.closeTo(-3, 9),
      source: { inputs: { kind: 'penalty', grade: 0.003, threshold: 0.002, increment: 0.001, rate: 3 } },
    });
  });

  it('of a floor on the reference are its level and the price that it replaces', () => {
    const floor = linesOf({ price: priced(), collar: { level: 'reference', floor: 12_000 } }).find(({ label }) => label === 'floor');
    expect(floor?.amount).toBeCloseTo(0.25 * 500, 9);
    expect(floor?.source).toMatchObject({ price: 11_500, inputs: { kind: 'bound', level: 'reference', bound: 12_000 } });
  });
});
