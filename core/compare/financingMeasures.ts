import { keyBy } from '#shared/collections.ts';
import type { FacilityId } from '#shared/domain/ids.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { financingHeadline, type Headline, type HeadlineKey, type PrepaymentCost, prepaymentCosts } from '../financing/headline.ts';
import { planFinancing } from '../financing/planFinancing.ts';
import type { ValuedPlan } from '../portfolio/portfolio.ts';
import { yieldIfDue } from '../yielding.ts';
import type { Measure } from './measure.ts';

const ROWS = [
  { key: 'debtCapacity', better: 'more', unit: 'usd', decimals: 0 },
  { key: 'minimumDscr', better: 'more', unit: 'ratio', decimals: 2 },
  { key: 'minimumLlcr', better: 'more', unit: 'ratio', decimals: 2 },
  { key: 'averageLife', better: 'less', unit: 'years', decimals: 1 },
] as const satisfies readonly (Pick<Measure, 'better' | 'unit' | 'decimals'> & { readonly key: HeadlineKey })[];

/**
 * Debt capacity, lowest coverage ratios and average life of the plans in the lender case, and the all-in cost of each prepayment that some
 * plan repays; no measures where no plan has a facility.
 */
export const financingMeasures = async (ctx: ServiceContext, plans: readonly ValuedPlan[]): Promise<readonly Measure[]> => {
  const figuresByPlan = new Map<string, { headline: Headline; costs: ReadonlyMap<FacilityId, PrepaymentCost> }>();
  for (const { plan } of plans) {
    const financing = await planFinancing(ctx, (book) => book.plan(plan.id));
    await yieldIfDue();
    const headline = await financingHeadline(financing);
    await yieldIfDue();
    if (headline !== undefined)
      figuresByPlan.set(plan.id, { headline, costs: keyBy(await prepaymentCosts(financing), ({ facilityId }) => facilityId) });
  }
  if (figuresByPlan.size === 0) return [];
  const names = new Map([...figuresByPlan.values()].flatMap(({ costs }) => [...costs].map(([id, { name }]) => [id, name] as const)));
  return [
    ...ROWS.map(
      ({ key, ...row }): Measure => ({
        key,
        group: 'financing',
        label: message(`compare.${key}`),
        ...row,
        coversWholePlan: true,
        of: ({ plan: { plan } }) => figuresByPlan.get(plan.id)?.headline[key],
      }),
    ),
    ...[...names].map(
      ([id, name]): Measure => ({
        key: `allInCost.${id}`,
        group: 'financing',
        label: message('compare.allInCost', { name }),
        better: 'less',
        unit: 'points',
        decimals: 1,
        coversWholePlan: true,
        of: ({ plan: { plan } }) => figuresByPlan.get(plan.id)?.costs.get(id),
      }),
    ),
  ];
};
