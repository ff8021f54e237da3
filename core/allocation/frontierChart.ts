import { allocationRiskInSteps, createRevenueFunction } from '#engine';
import type { AllocationRequest } from '#shared/contract/allocation.ts';
import type { LinesChart } from '#shared/contract/charts.ts';
import type { Amount } from '#shared/contract/figure.ts';
import type { AllocationFrontier, OptimalAllocation } from '#shared/domain/allocation.ts';
import { message } from '#shared/messages/text.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { runWithYielding } from '../yielding.ts';
import type { PreparedAllocation } from './problem.ts';

/** The risk of an allocation, computed in steps. */
export const riskAt = ({ risk, problem }: PreparedAllocation, tonnes: readonly number[]): Promise<number> =>
  runWithYielding(allocationRiskInSteps(risk, problem.cells, tonnes));

/** The share of the worst outcomes that the confidence level leaves. */
export const worstShare = ({ confidence }: AllocationRequest): Amount => ({ value: 1 - confidence, unit: 'fraction', decimals: 0 });

/** The frontier of an allocation with the plans of the workspace beside it. */
export const frontierChart = async (
  book: Workbook,
  request: AllocationRequest,
  preparedAllocation: PreparedAllocation,
  frontier: AllocationFrontier,
  allocation: OptimalAllocation,
): Promise<LinesChart> => {
  const { problem } = preparedAllocation;
  const shownRisk = (value: number): number => {
    if (request.aim === 'hhi') return value * 10_000;
    return request.aim === 'variance' ? Math.sqrt(Math.max(0, value)) : -value;
  };
  const revenueAt = createRevenueFunction(problem.cells, problem.spotMarkets, false);
  const pointAt = async (tonnes: readonly number[]) => ({
    x: shownRisk(await riskAt(preparedAllocation, tonnes)),
    y: revenueAt(tonnes).revenue,
  });
  const planDots: NonNullable<LinesChart['dots']>[number][] = [];
  for (const { id, name } of book.plans.filter(({ archived }) => !archived)) {
    const point = await pointAt(preparedAllocation.tonnesOf(book.plan(id)));
    planDots.push({ ...point, label: { name }, role: 'ink', hollow: id !== book.settings.planId });
  }
  const thisPoint = await pointAt(allocation.tonnes);
  const frontierPoint = ({ revenue, risk: pointRisk }: AllocationFrontier['points'][number]) => ({ x: shownRisk(pointRisk), y: revenue });
  const kind = request.aim === 'revenue' ? 'tailMean' : request.aim;
  const risk = message(`allocation.risk.${kind}`, { share: worstShare(request) });
  const interpolatedPoints = frontier.points.filter(({ isInterpolated }) => isInterpolated);
  return {
    kind: 'lines',
    title: message('allocation.frontier.title'),
    summary: message('allocation.frontier.summary', { risk }),
    xKind: 'number',
    xUnit: kind === 'hhi' ? 'index' : 'usd',
    xLabel: kind === 'hhi' ? risk : message('allocation.frontier.x', { risk, unit: { unitOf: 'usd' } }),
    unit: 'usd',
    unitLabel: message('allocation.frontier.unit', { unit: { unitOf: 'usd' } }),
    decimals: 0,
    series: [
      {
        label: message('allocation.frontier.line'),
        role: 'ink',
        style: 'solid',
        points: frontier.points.map(frontierPoint),
        // solutions in the model of the allocation; the plan that one of them makes has figures
        identity: { none: 'assumed' },
        endLabel: false,
      },
      ...(interpolatedPoints.length === 0
        ? []
        : [
            {
              label: message('allocation.frontier.interpolated'),
              role: 'context' as const,
              style: 'points' as const,
              points: interpolatedPoints.map(frontierPoint),
              identity: { none: 'assumed' as const },
              endLabel: false,
            },
          ]),
    ],
    dots: [...planDots, { ...thisPoint, label: message('allocation.frontier.this'), role: 'accent' as const, hollow: false }],
  };
};
