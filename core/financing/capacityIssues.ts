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

const isEmpty = ({ plan }: PlanFinancing): boolean => plan.value.revenueByMonth.every((amount) => amount === 0);

/**
 * The issue of a sculpted loan above what the lender case of the plan carries: its instalments can't be set. None where the loan is not
 * in the plan or the plan sells nothing yet.
 */
export const capacityIssues = async (
  ctx: ServiceContext,
  path: string,
  { planId, facilityId, facilities, overrides }: Change,
): Promise<readonly FieldIssue[]> => {
  const loan = facilities.find(({ id }) => id === facilityId);
  if (loan?.repayment.style !== 'sculpted') return [];
  const financing = await financingWithChanges(ctx, (book) => book.plan(planId), { facilities, overrides });
  const at = financing.facilities.findIndex(({ id }) => id === facilityId);
  if (at < 0 || isEmpty(financing)) return [];
  const found = financing.waterfallOf(LENDER_CASE).aboveCapacity.find(({ index }) => index === at);
  if (found === undefined) return [];
  return [issue(path, 'debtAboveCapacity', { value: found.capacity, unit: 'usd', decimals: 1 })];
};
