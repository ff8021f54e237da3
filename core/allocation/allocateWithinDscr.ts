import { allocateWithConcaveLimits, type ConcaveLimit } from '#engine';
import type { AllocationResult } from '#shared/contract/allocation.ts';
import { LimitId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { type Month, yearOf } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import { coverageRatios, dscrCase, isDscrLimit, type MeasuredRatio } from '../portfolio/dscrLimits.ts';
import { month as monthFigure, ratio } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { AllocationAnswer } from '../workers/allocationClient.ts';
import { planWithTonnes } from './deals.ts';
import type { PreparedAllocation } from './problem.ts';

const DECIMALS = 2;

export type ReachedRatio = NonNullable<Extract<AllocationResult['answer'], { outcome: 'conflict' }>['reached']>;

/** An allocation within the limits on coverage ratios, of the problem with their tangents. */
export type AllocationWithinDscr = {
  readonly prepared: PreparedAllocation;
  readonly answer: AllocationAnswer;
  /** Of a limit on a coverage ratio in conflict: the most that an allocation within the others reaches. */
  readonly reached: ReachedRatio | undefined;
};

/** The coverage ratios of a plan in the years of a limit; undefined without debt. */
const ratiosOf = (book: Workbook, limit: Limit, plan: ReturnType<typeof planWithTonnes>): readonly MeasuredRatio[] | undefined => {
  const { portfolio, value } = plan;
  const ratioCase = dscrCase(book, plan.plan, { portfolio, market: book.market, value }, limit);
  return ratioCase && coverageRatios(ratioCase).filter(({ month }) => yearOf(month) >= limit.from && yearOf(month) <= limit.to);
};

/**
 * Solves an allocation within the limits on coverage ratios: plans are valued as the limits measure them, and those that miss a limit are
 * excluded by its tangents (docs/model/allocation.md). The frontier keeps the tangents.
 */
export const allocateWithinDscr = async (
  { allocator }: Pick<ServiceContext, 'allocator'>,
  book: Workbook,
  preparedAllocation: PreparedAllocation,
  job: JobContext,
  solve: (candidate: PreparedAllocation) => Promise<AllocationAnswer>,
): Promise<AllocationWithinDscr> => {
  const { deals, unmodelled, dealTonnes } = preparedAllocation;
  const limits = book.limits.filter(
    (limit) => isDscrLimit(limit) && unmodelled.includes(limit.id) && ratiosOf(book, limit, book.plan()) !== undefined,
  );
  if (limits.length === 0) return { prepared: preparedAllocation, answer: await solve(preparedAllocation), reached: undefined };
  const months = new Map<string, Month>();
  let measurementCount = 0;
  const concaveLimits = limits.map(
    (limit): ConcaveLimit => ({
      source: limit.id,
      atLeast: limit.breach,
      measure: async (tonnes) => {
        await job.reportAndYield(message('allocation.step.dscr', { count: ++measurementCount }), 0, 0);
        const ratios = ratiosOf(book, limit, planWithTonnes(book, deals, dealTonnes(tonnes))) ?? [];
        for (const { id, month } of ratios) months.set(id, month);
        return new Map(ratios.map(({ id, value }) => [id, value]));
      },
    }),
  );
  const dscrAllocation = await allocateWithConcaveLimits(
    preparedAllocation.problem,
    concaveLimits,
    async (problem) => (await allocator.allocate({ problem, flag: job.flag }, () => undefined)).allocation,
  );
  const keptLimits = new Set<string>(dscrAllocation.isHeld ? limits.map(({ id }) => id) : []);
  const preparedWithTangents = {
    ...preparedAllocation,
    problem: dscrAllocation.problem,
    unmodelled: unmodelled.filter((id) => !keptLimits.has(id)),
  };
  const { reached } = dscrAllocation;
  const missedLimit = reached && limits.find(({ id }) => id === reached.source);
  return {
    prepared: preparedWithTangents,
    answer: await solve(preparedWithTangents),
    reached: reached &&
      missedLimit && {
        limit: LimitId.parse(missedLimit.id),
        name: missedLimit.name,
        level: ratio(missedLimit.breach, { decimals: DECIMALS }),
        dscr: ratio(reached.value, { decimals: DECIMALS }),
        month: monthFigure(months.get(reached.part)!),
      },
  };
};
