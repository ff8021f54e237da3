import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import { text } from '#shared/messages/text.ts';
import type { FigureAction } from '../components/settings.tsx';

/** Target ids of goal seek and sensitivity tables for figures of a contract, by measure. */
const CONTRACT_TARGETS: Readonly<Partial<Record<FigureMeasure, string>>> = {
  npv: 'deal.npv',
  netPrice: 'deal.netPrice',
  revenue: 'deal.revenue',
  effectivePrice: 'deal.effectivePrice',
  margin: 'deal.margin',
};
/** Target ids for figures of a plan, by measure. */
const PLAN_TARGETS: Readonly<Partial<Record<FigureMeasure, string>>> = {
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
/** Target ids for figures of a run, by measure; those over all years end in `.plan`. */
const PATH_TARGETS: Readonly<Partial<Record<FigureMeasure, string>>> = {
  pathMean: 'paths.revenue.mean',
  pathMedian: 'paths.revenue.median',
  tailMean: 'paths.revenue.tailMean',
  revenueAtRisk: 'paths.revenue.atRisk',
  expectedShortfall: 'paths.revenue.shortfall',
  missedShare: 'paths.revenue.missed',
};
/** The subject of a figure of a run has the digest of its result. */
const RUN_SUBJECT = /^plan\/paths:([0-9a-f]{64})$/u;
/** Measures that the targets have in the lender case only. */
const LENDER_CASE_MEASURES: ReadonlySet<FigureMeasure> = new Set(['debtCapacity', 'minimumDscr', 'minimumLlcr']);

/** The URL parameters that open a figure on both pages; undefined for a figure that is not a target. */
const searchParametersOf = (
  { measure, subject, plan, variant, against, scenario, financingCase, period, dealBasis }: FigureIdentity,
  planId: string,
): string | undefined => {
  if (plan !== planId || against !== undefined) return undefined;
  const search = new URLSearchParams();
  const run = RUN_SUBJECT.exec(subject)?.[1];
  if (run !== undefined) {
    const target = PATH_TARGETS[measure];
    if (target === undefined || variant !== undefined) return undefined;
    search.set('target', typeof period === 'number' ? target : `${target}.plan`);
    if (typeof period === 'number') search.set('year', String(period));
    search.set('run', run);
    return search.toString();
  }
  if (scenario !== undefined) return undefined;
  const [kind, id] = subject.split(':');
  if (kind === 'contract' && id !== undefined && dealBasis === 'inPlan') {
    const target = CONTRACT_TARGETS[measure];
    // a contract outside the plan is measured with it added; other variants are not stored
    if (target === undefined || (variant !== undefined && variant !== `+${id}`)) return undefined;
    search.set('contract', id);
    search.set('target', target);
  } else {
    const target =
      kind === 'limit' && measure === 'limitValue' && id !== undefined
        ? `limit.${id}`
        : subject === 'plan'
          ? PLAN_TARGETS[measure]
          : undefined;
    if (target === undefined || variant !== undefined || (financingCase === 'lender') !== LENDER_CASE_MEASURES.has(measure))
      return undefined;
    search.set('target', target);
  }
  if (typeof period === 'number') search.set('year', String(period));
  return search.toString();
};

/** Lists the actions for a figure of the chosen plan, besides its explanation. */
export const listFigureActions = (identity: FigureIdentity, planId: string): readonly FigureAction[] => {
  const search = searchParametersOf(identity, planId);
  if (search === undefined) return [];
  return [
    { label: text('place.goalSeek'), route: `/goal-seek?${search}` },
    { label: text('place.sensitivityTable'), route: `/sensitivity-table?${search}` },
  ];
};
