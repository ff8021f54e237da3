import { OrebookError } from '#shared/contract/errors.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { isSameName } from '#shared/equality.ts';

/** Throws DUPLICATE where another plan has the name, whatever its case. */
export const requireFreeName = (name: string, plans: readonly Plan[], self?: PlanId): void => {
  if (plans.some((plan) => plan.id !== self && isSameName(plan.name, name))) {
    throw new OrebookError('DUPLICATE', { kind: 'plan', field: 'name', value: name });
  }
};
