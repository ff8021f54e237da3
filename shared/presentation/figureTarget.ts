import type { FigureIdentity, FigureMeasure } from '../domain/figureIdentity.ts';
import type { Year } from '../domain/time.ts';

/** Target keys of goal seek and sensitivity tables for figures of a contract, by measure. */
const CONTRACT_TARGETS: Readonly<Partial<Record<FigureMeasure, string>>> = {
  npv: 'deal.npv',
  netPrice: 'deal.netPrice',
  revenue: 'deal.revenue',
  effectivePrice: 'deal.effectivePrice',
  margin: 'deal.margin',
};
/** The same for figures of a plan. */
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
/** The same for figures of a bid. */
const BID_TARGETS: Readonly<Partial<Record<FigureMeasure, string>>> = { netback: 'bid.netback', riskAdjustedNetback: 'bid.riskAdjusted' };
/** The same for figures of a run; those over all years end in `.plan`. */
const PATH_TARGETS: Readonly<Partial<Record<FigureMeasure, string>>> = {
  pathMean: 'paths.revenue.mean',
  pathMedian: 'paths.revenue.median',
  tailMean: 'paths.revenue.tailMean',
  revenueAtRisk: 'paths.revenue.atRisk',
  expectedShortfall: 'paths.revenue.shortfall',
  missedShare: 'paths.revenue.missed',
};
/** The same for figures of a contract in a run, over all years. */
const CONTRACT_PATH_TARGETS: Readonly<Partial<Record<FigureMeasure, string>>> = {
  pathMean: 'paths.dealRevenue.mean.plan',
  expectedShortfall: 'paths.dealRevenue.part.plan',
  tonnes: 'paths.dealTonnes.mean.plan',
};
/** The same for the bands and lines of the fans of a run: an average, or a percentile. */
const FAN_TARGETS: Readonly<Partial<Record<FigureMeasure, string>>> = {
  netRevenue: 'paths.revenue',
  cashMargin: 'paths.cash',
  tonnes: 'paths.tonnes',
};
/** By year alone, but for the 5th percentile and the median. */
const PERCENTILE_STATISTICS: ReadonlyMap<number, string> = new Map([
  [0.05, 'lowQuantile'],
  [0.25, 'lowerQuartile'],
  [0.5, 'median'],
  [0.75, 'upperQuartile'],
  [0.95, 'highQuantile'],
]);

/** Measures whose targets cover the whole plan; those of the others are by year. */
const WHOLE_PLAN_MEASURES: ReadonlySet<FigureMeasure> = new Set(['npv', 'debtCapacity', 'minimumDscr', 'minimumLlcr']);
/** Measures that the plan's targets have in the lender case only. */
const LENDER_CASE_MEASURES: ReadonlySet<FigureMeasure> = new Set(['debtCapacity', 'minimumDscr', 'minimumLlcr']);

/**
 * Why a figure can't be a target: it is entered, not computed; the precision of another figure; the answer of a search of its own; a figure of
 * a stored run that no simulation repeats; at terms, prices or dates that are not stored; a figure as it was noted.
 */
export type NoTargetReason = 'entered' | 'precision' | 'search' | 'run' | 'notStored' | 'noted';

const REASONS: Readonly<Partial<Record<FigureMeasure, NoTargetReason>>> = {
  commitment: 'entered',
  debtEntered: 'entered',
  bidTerm: 'entered',
  deckPrice: 'entered',
  plannedTonnes: 'entered',
  target: 'entered',
  projectCost: 'entered',
  sustainingCapital: 'entered',
  closureCost: 'entered',
  shareOfDeckPrice: 'entered',
  demandShare: 'entered',
  defaultProbability: 'entered',
  expectedNpv: 'run',
  standardError: 'precision',
  leastMaterialDifference: 'precision',
  breakEvenChange: 'search',
  indifferentRate: 'search',
  priceConcession: 'search',
  pricePremium: 'search',
  optionNpv: 'search',
  optionNpvDifference: 'search',
  notRepaid: 'search',
};

/** The target of a figure: one of the catalogue, the figure of its page, or the reason why it has none. */
export type FigureTarget =
  | { readonly kind: 'catalogue'; readonly key: string; readonly contractId?: string; readonly year?: Year; readonly run?: string }
  | { readonly kind: 'page' }
  | { readonly kind: 'none'; readonly reason: NoTargetReason };

/** The digest of a run in the subject of a figure of the plan, and in the variant of one of a record. */
const RUN_SUBJECT = /^plan\/paths:([0-9a-f]{64})$/u;
const DETERMINISTIC_SUBJECT = /^plan\/paths:[0-9a-f]{64}\/deterministic$/u;
const RUN_VARIANT = /^\[paths:([0-9a-f]{64})\]$/u;
/** A variant that only adds and excludes stored contracts. */
const STORED_VARIANT = /^[+-][^ :]+( [+-][^ :]+)*$/u;

const none = (reason: NoTargetReason): FigureTarget => ({ kind: 'none', reason });

const runTarget = ({ measure, subject, variant, scenario, percentile, period }: FigureIdentity): FigureTarget => {
  const ofYear = typeof period === 'number';
  if (DETERMINISTIC_SUBJECT.test(subject) && measure === 'netRevenue' && scenario === undefined && ofYear)
    return { kind: 'catalogue', key: 'plan.revenue', year: period };
  const planRun = RUN_SUBJECT.exec(subject)?.[1];
  const fan = FAN_TARGETS[measure];
  if (planRun !== undefined && variant === undefined && (ofYear || period === 'plan')) {
    const statistic = percentile === undefined ? undefined : PERCENTILE_STATISTICS.get(percentile);
    const key = fan !== undefined && statistic !== undefined && ofYear ? `${fan}.${statistic}` : PATH_TARGETS[measure];
    if (key !== undefined) return { kind: 'catalogue', key: ofYear ? key : `${key}.plan`, run: planRun, ...(ofYear && { year: period }) };
  }
  const contractRun = variant === undefined ? undefined : RUN_VARIANT.exec(variant)?.[1];
  const key = CONTRACT_PATH_TARGETS[measure];
  const contractId = /^contract:([^/]+)$/u.exec(subject)?.[1];
  if (contractRun !== undefined && key !== undefined && contractId !== undefined && period === 'plan')
    return { kind: 'catalogue', key, contractId, run: contractRun };
  return none('run');
};

/** Finds the target of a figure where the plan with this id is chosen. */
export const targetOfFigure = (identity: FigureIdentity, planId: string): FigureTarget => {
  const { measure, subject, plan, variant, against, againstDeck, scenario, financingCase, period, dealBasis } = identity;
  if (identity.notedAt !== undefined || identity.againstNotedAt !== undefined) return none('noted');
  const reason = REASONS[measure];
  if (reason !== undefined) return none(reason);
  if (subject.includes('paths:') || variant?.includes('paths:') || against?.includes('paths:') || subject.startsWith('path:'))
    return plan === planId && against === undefined ? runTarget(identity) : none('run');
  if ([variant, against?.slice(against.search(/[+~-]|$/u))].some((part) => part !== undefined && part !== '' && !STORED_VARIANT.test(part)))
    return none('notStored');
  const [kind, id = ''] = subject.split(':');
  const year = typeof period === 'number' ? { year: period } : {};
  const hasPeriod = WHOLE_PLAN_MEASURES.has(measure) ? period === 'plan' : typeof period === 'number';
  const isOfPlan = hasPeriod && plan === planId && against === undefined && againstDeck === undefined && scenario === undefined;
  if (kind === 'draft') return none('notStored');
  const contractId = id.includes('/') ? undefined : id;
  if (kind === 'bid' && contractId !== undefined && against === undefined) {
    const key = BID_TARGETS[measure];
    if (key !== undefined) return { kind: 'catalogue', key, contractId };
  }
  if (isOfPlan && kind === 'contract' && contractId !== undefined && dealBasis === 'inPlan') {
    const key = CONTRACT_TARGETS[measure];
    // a contract outside the plan is measured with it added
    if (key !== undefined && (variant === undefined || variant === `+${id}`)) return { kind: 'catalogue', key, contractId, ...year };
  }
  if (isOfPlan && variant === undefined && (financingCase === 'lender') === LENDER_CASE_MEASURES.has(measure)) {
    const key = subject === 'plan' ? PLAN_TARGETS[measure] : undefined;
    if (key !== undefined) return { kind: 'catalogue', key, ...year };
  }
  return { kind: 'page' };
};
