import { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { FacilityId, PlanId } from '#shared/domain/ids.ts';
import { issue } from '../badInput.ts';
import type { ServiceContext } from '../context.ts';
import { financingWithChanges, LENDER_CASE, type PlanFinancing } from './planFinancing.ts';

type Change = Parameters<typeof financingWithChanges>[2] & {
  /** The plan in which it counts, by default the chosen one. */
  readonly planId?: PlanId | undefined;
  readonly facilityId: FacilityId;
  /** The facilities and overrides as stored; absent for a new facility. */
  readonly before?: Parameters<typeof financingWithChanges>[2] | undefined;
};

/** USD; smaller differences of amounts do not count. */
const CENT = 0.01;

const hasNoRevenue = ({ plan }: PlanFinancing): boolean => plan.value.revenueByMonth.every((amount) => amount === 0);

/** Computes the debt of a sculpted loan and the capacity that it exceeds, USD; undefined where it exceeds none. */
const findExcess = async (
  ctx: ServiceContext,
  { planId, facilityId }: Pick<Change, 'planId' | 'facilityId'>,
  changes: Parameters<typeof financingWithChanges>[2],
): Promise<{ readonly debt: number; readonly capacity: number } | undefined> => {
  const financing = await financingWithChanges(ctx, (book) => book.plan(planId), changes);
  const facilityIndex = financing.facilities.findIndex(({ id }) => id === facilityId);
  if (facilityIndex < 0 || hasNoRevenue(financing)) return undefined;
  await financing.prepareCase(LENDER_CASE);
  return financing.waterfallOf(LENDER_CASE).aboveCapacity.find(({ index }) => index === facilityIndex);
};

/**
 * The issue of a sculpted loan above what the lender case of the plan carries: its instalments can't be set. None where the loan is not
 * in the plan, or the plan sells nothing yet or lacks a price. A loan that exceeds its capacity already, because cash flow fell after it
 * was stored, may be changed in all ways that do not raise the excess.
 */
export const capacityIssues = async (ctx: ServiceContext, path: string, change: Change): Promise<readonly FieldIssue[]> => {
  if (change.facilities.find(({ id }) => id === change.facilityId)?.repayment.style !== 'sculpted') return [];
  try {
    const excess = await findExcess(ctx, change, change);
    if (excess === undefined) return [];
    const excessBefore = change.before && (await findExcess(ctx, change, change.before));
    const isNoLarger = excessBefore !== undefined && excess.debt - excess.capacity <= excessBefore.debt - excessBefore.capacity + CENT;
    return isNoLarger ? [] : [issue(path, 'debtAboveCapacity', { value: excess.capacity, unit: 'usd', decimals: 1 })];
  } catch (error) {
    if (error instanceof OrebookError && error.code === 'MISSING_PRICE') return [];
    throw error;
  }
};
