import { OrebookError } from '#shared/contract/errors.ts';
import { requireWithin } from '../numberChecks.ts';

/** Share paid from grade `from` upwards; fractions. */
export type PayableStep = { readonly from: number; readonly payable: number };

export type PayableGradeInput = {
  readonly grade: number;
  readonly payable: number;
  readonly deduction: number;
  readonly rule: 'lower-of' | 'deduct-then-pay' | 'scale';
  readonly scale?: readonly PayableStep[] | undefined;
};

const shareOnScale = (grade: number, scale: readonly PayableStep[]): number => {
  let share = 0;
  let previous = Number.NEGATIVE_INFINITY;
  for (const [i, step] of scale.entries()) {
    requireWithin(step.from, `scale.${i}.from`, 0, 1);
    requireWithin(step.payable, `scale.${i}.payable`, 0, 1);
    if (step.from <= previous) throw new OrebookError('BAD_SHAPE', { field: 'scale', rule: 'ascending' });
    previous = step.from;
    if (grade >= step.from) share = step.payable;
  }
  return share;
};

/**
 * Computes the payable content of a dry tonne, never below zero. Every input and the result are fractions of a dmt (28 % = 0.28,
 * 5 g/dmt = 0.000005). A scale replaces `payable` by the share of the highest step that the grade reaches, 0 below the first step;
 * rule `scale` pays that share of the grade without a deduction.
 * Errors: NOT_FINITE, OUT_OF_RANGE, BAD_SHAPE (rule `scale` without a scale, steps not ascending).
 * Source: docs/model/net-price.md; deductions by metal in the terms of trade it cites.
 */
export const payableGrade = ({ grade, payable, deduction, rule, scale }: PayableGradeInput): number => {
  requireWithin(grade, 'grade', 0, 1);
  requireWithin(deduction, 'deduction', 0, 1);
  if (rule === 'scale' && (scale === undefined || scale.length === 0))
    throw new OrebookError('BAD_SHAPE', { field: 'scale', rule: 'missing' });
  const share = scale === undefined ? requireWithin(payable, 'payable', 0, 1) : shareOnScale(grade, scale);
  switch (rule) {
    // q = min(g p, g - d)
    case 'lower-of':
      return Math.max(0, Math.min(grade * share, grade - deduction));
    // q = p (g - d)
    case 'deduct-then-pay':
      return Math.max(0, share * (grade - deduction));
    // q = g p(g)
    case 'scale':
      return grade * share;
    default:
      throw new OrebookError('BAD_SHAPE', { field: 'rule' });
  }
};
