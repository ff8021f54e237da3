import { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { FacilityId, PlanId } from '#shared/domain/ids.ts';
import { issue } from '../badInput.ts';
import type { ServiceContext } from '../context.ts';
import { financingWithChanges, LENDER_CASE, type PlanFinancing } from './planFinancing.ts';

type Change = Parameters<typeof financingWithChanges>[2] & {
  /** The plan in which it counts; the chosen one unless given. */
  readonly planId?: PlanId | undefined;
  readonly facilityId: FacilityId;
};

const hasNoRevenue = ({ plan }: PlanFinancing): boolean => plan.value.revenueByMonth.every((amount) => amount === 0);

/** Computes the capacity that a sculpted loan exceeds; undefined where it exceeds none. */
const exceededCapacity = async (
  ctx: ServiceContext,
  { planId, facilityId, facilities, overrides }: Change,
): Promise<number | undefined> => {
  const financing = await financingWithChanges(ctx, (book) => book.plan(planId), { facilities, overrides });
  const facilityIndex = financing.facilities.findIndex(({ id }) => id === facilityId);
  if (facilityIndex < 0 || hasNoRevenue(financing)) return undefined;
  return financing.waterfallOf(LENDER_CASE).aboveCapacity.find(({ index }) => index === facilityIndex)?.capacity;
};

/**
 * The issue of a sculpted loan above what the lender case of the plan carries: its instalments can't be set. None where the loan is not
 * in the plan, or the plan sells nothing yet or lacks a price.
 */
export const capacityIssues = async (ctx: ServiceContext, path: string, change: Change): Promise<readonly FieldIssue[]> => {
  if (change.facilities.find(({ id }) => id === change.facilityId)?.repayment.style !== 'sculpted') return [];
  try {
    const value = await exceededCapacity(ctx, change);
    return value === undefined ? [] : [issue(path, 'debtAboveCapacity', { value, unit: 'usd', decimals: 1 })];
  } catch (error) {
    if (error instanceof OrebookError && error.code === 'MISSING_PRICE') return [];
    throw error;
  }
};
