import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { financingHeadline, type Headline, type HeadlineKey } from '../financing/headline.ts';
import { planFinancing } from '../financing/planFinancing.ts';
import type { ValuedPlan } from '../portfolio/portfolio.ts';
import type { Measure } from './measure.ts';

const ROWS = [
  { key: 'debtCapacity', better: 'more', unit: 'usd', decimals: 0 },
  { key: 'minimumDscr', better: 'more', unit: 'ratio', decimals: 2 },
  { key: 'minimumLlcr', better: 'more', unit: 'ratio', decimals: 2 },
  { key: 'averageLife', better: 'less', unit: 'years', decimals: 1 },
] as const satisfies readonly (Pick<Measure, 'better' | 'unit' | 'decimals'> & { readonly key: HeadlineKey })[];

/** Debt capacity, lowest coverage ratios and average life of the plans in the lender case; no measures where none has a facility. */
export const financingMeasures = async (ctx: ServiceContext, plans: readonly ValuedPlan[]): Promise<readonly Measure[]> => {
  const headlines = new Map<string, Headline>();
  for (const { plan } of plans) {
    const headline = financingHeadline(await planFinancing(ctx, (book) => book.plan(plan.id)));
    if (headline !== undefined) headlines.set(plan.id, headline);
  }
  if (headlines.size === 0) return [];
  return ROWS.map(
    ({ key, ...row }): Measure => ({
      key,
      group: 'downside',
      label: message(`compare.${key}`),
      ...row,
      coversWholePlan: true,
      of: ({ plan: { plan } }) => headlines.get(plan.id)?.[key],
    }),
  );
};
