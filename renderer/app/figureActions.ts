import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import { text } from '#shared/messages/text.ts';
import type { FigureAction } from '../components/settings.tsx';

/** Figures of the catalogue of goal seek and sensitivity tables, by measure. */
const OF_CONTRACT: Readonly<Partial<Record<FigureMeasure, string>>> = {
  npv: 'deal.npv',
  netPrice: 'deal.netPrice',
  revenue: 'deal.revenue',
  effectivePrice: 'deal.effectivePrice',
  margin: 'deal.margin',
};
const OF_PLAN: Readonly<Partial<Record<FigureMeasure, string>>> = {
  npv: 'plan.npv',
  netRevenue: 'plan.revenue',
  cashMargin: 'plan.margin',
  chinaShare: 'plan.china',
  hhi: 'plan.hhi',
  effectiveBuyers: 'plan.effective',
  largestGroupShare: 'plan.largestGroup',
  contractedRevenueShare: 'plan.contracted',
  protectedShare: 'plan.protected',
  debtCapacity: 'financing.debtCapacity',
  minimumDscr: 'financing.minimumDscr',
  minimumLlcr: 'financing.minimumLlcr',
};
const IN_LENDER_CASE: ReadonlySet<FigureMeasure> = new Set(['debtCapacity', 'minimumDscr', 'minimumLlcr']);

/** The search of the pages for a figure; undefined for one that the catalogue does not have. */
const searchFor = (
  { measure, subject, plan, variant, against, scenario, financingCase, period, dealBasis }: FigureIdentity,
  planId: string,
): string | undefined => {
  if (plan !== planId || against !== undefined || scenario !== undefined) return undefined;
  const search = new URLSearchParams();
  const [kind, id] = subject.split(':');
  if (kind === 'contract' && id !== undefined && dealBasis === 'inPlan') {
    const target = OF_CONTRACT[measure];
    // a contract outside the plan is measured with it added; other variants are not stored
    if (target === undefined || (variant !== undefined && variant !== `+${id}`)) return undefined;
    search.set('contract', id);
    search.set('target', target);
  } else {
    const target =
      kind === 'limit' && measure === 'limitValue' && id !== undefined ? `limit.${id}` : subject === 'plan' ? OF_PLAN[measure] : undefined;
    if (target === undefined || variant !== undefined || (financingCase === 'lender') !== IN_LENDER_CASE.has(measure)) return undefined;
    search.set('target', target);
  }
  if (typeof period === 'number') search.set('year', String(period));
  return search.toString();
};

/** What can be done with a figure of the chosen plan besides reading how it is made. */
export const figureActions = (identity: FigureIdentity, planId: string): readonly FigureAction[] => {
  const search = searchFor(identity, planId);
  if (search === undefined) return [];
  return [
    { label: text('place.goalSeek'), route: `/goal-seek?${search}` },
    { label: text('place.sensitivityTable'), route: `/sensitivity-table?${search}` },
  ];
};
