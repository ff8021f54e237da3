import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payableGrade } from '#engine';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const zinc = { payable: 0.85, deduction: 0.08, rule: 'lower-of' } as const;

describe('payable grade', () => {
  it('for zinc the deduction of eight units binds below 53.33 % Zn and the 85 % above', () => {
    const evenGrade = 0.08 / 0.15; // 53.33 %: g p = g - d
    expect(payableGrade({ grade: evenGrade - 0.01, ...zinc })).toBeCloseTo(evenGrade - 0.01 - 0.08, 15);
    expect(payableGrade({ grade: evenGrade + 0.01, ...zinc })).toBeCloseTo((evenGrade + 0.01) * 0.85, 15);
    expect(payableGrade({ grade: evenGrade, ...zinc })).toBeCloseTo(evenGrade * 0.85, 15);
  });

  it('for lead the deduction of three units binds below 60 % Pb and the 95 % above', () => {
    const lead = { payable: 0.95, deduction: 0.03, rule: 'lower-of' } as const;
    const evenGrade = 0.6; // g p = g - d at d / (1 - p)
    expect(payableGrade({ grade: evenGrade - 0.01, ...lead })).toBeCloseTo(evenGrade - 0.01 - 0.03, 15);
    expect(payableGrade({ grade: evenGrade + 0.01, ...lead })).toBeCloseTo((evenGrade + 0.01) * 0.95, 15);
    expect(payableGrade({ grade: evenGrade, ...lead })).toBeCloseTo(0.57, 15);
  });

  it('a 28 % copper concentrate at 96.5 % with one unit is paid on 27.0 %, not 27.02 %', () => {
    expect(payableGrade({ grade: 0.28, payable: 0.965, deduction: 0.01, rule: 'lower-of' })).toBeCloseTo(0.27, 15);
  });

  it('deduct-then-pay never exceeds lower-of', () => {
    fc.assert(
      fc.property(share, share, share, (grade, payable, deduction) => {
        const lowerGrade = payableGrade({ grade, payable, deduction, rule: 'lower-of' });
        const after = payableGrade({ grade, payable, deduction, rule: 'deduct-then-pay' });
        return after <= lowerGrade + 1e-15 && after >= 0 && lowerGrade <= grade;
      }),
    );
  });

  it('a grade below the deduction gives zero, never a negative content', () => {
    expect(payableGrade({ grade: 0.005, payable: 0.965, deduction: 0.01, rule: 'lower-of' })).toBe(0);
    expect(payableGrade({ grade: 0.005, payable: 0.965, deduction: 0.01, rule: 'deduct-then-pay' })).toBe(0);
  });

  it('a scale pays the share of the highest step reached, and 0 below the first', () => {
    const scale = [
      { from: 1e-6, payable: 0.9 },
      { from: 3e-6, payable: 0.95 },
    ];
    const gold = (grade: number) => payableGrade({ grade, payable: 0, deduction: 0, rule: 'scale', scale });
    expect(gold(0.9e-6)).toBe(0);
    expect(gold(1e-6)).toBe(0.9e-6);
    expect(gold(2.9e-6)).toBe(2.9e-6 * 0.9);
    expect(gold(3e-6)).toBe(3e-6 * 0.95);
  });

  it('refuses an invalid grade, share, scale or rule and names the field', () => {
    expectRefusal(() => payableGrade({ grade: Number.NaN, ...zinc }), 'NOT_FINITE', { field: 'grade' });
    expectRefusal(() => payableGrade({ grade: 1.2, ...zinc }), 'OUT_OF_RANGE', { field: 'grade', max: 1, value: 1.2 });
    expectRefusal(() => payableGrade({ grade: 0.5, ...zinc, payable: -0.1 }), 'OUT_OF_RANGE', { field: 'payable', min: 0 });
    expectRefusal(() => payableGrade({ grade: 0.5, ...zinc, deduction: Number.POSITIVE_INFINITY }), 'NOT_FINITE', { field: 'deduction' });
    expectRefusal(() => payableGrade({ grade: 0.5, ...zinc, rule: 'scale' }), 'BAD_SHAPE', { field: 'scale' });
    const fallingBands = [
      { from: 0.2, payable: 0.9 },
      { from: 0.1, payable: 0.8 },
    ];
    expectRefusal(() => payableGrade({ grade: 0.5, ...zinc, rule: 'scale', scale: fallingBands }), 'BAD_SHAPE', {
      field: 'scale',
      rule: 'ascending',
    });
  });
});
