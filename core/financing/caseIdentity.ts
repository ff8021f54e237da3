import type { TableIdentities } from '#shared/contract/figure.ts';
import type { CashYear, WaterfallPeriod } from '#shared/contract/financing.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { Facility } from '#shared/domain/financing.ts';
import type { FacilityId } from '#shared/domain/ids.ts';
import { shortDigestOf } from '../digest.ts';
import { LENDER_CASE, type PlanFinancing } from './planFinancing.ts';

/** A plan whose figures of a case are identified. */
export type IdentifiedPlan = {
  readonly plan: Pick<PlanFinancing['plan'], 'plan' | 'variant'>;
  readonly baseBook: Pick<PlanFinancing['baseBook'], 'scenarios' | 'settings'>;
};

/** Returns the identity of a figure of a plan's financing in a case. */
export const identifyInCase = (
  { plan, baseBook: { scenarios, settings } }: IdentifiedPlan,
  caseId: string,
  measure: FigureMeasure,
  subject = 'plan',
  period: FigureIdentity['period'] = 'plan',
): FigureIdentity => {
  const scenario = scenarios.find(({ id }) => id === caseId);
  return {
    measure,
    subject,
    plan: plan.plan.id,
    ...(plan.variant !== undefined && { variant: plan.variant }),
    deck: caseId === 'low' || caseId === LENDER_CASE ? 'low' : settings.deck,
    ...(scenario && { scenario: scenario.id }),
    period,
    ...(caseId === LENDER_CASE && { financingCase: 'lender' as const }),
  };
};

export const facilitySubject = (id: FacilityId): string => `facility:${id}`;

/** Identifies a figure of a prepayment as typed, or of the option that replaces it: a bank loan, or neither. */
export type IdentifyTyped = (measure: FigureMeasure, alternative?: 'prepayment' | 'loan' | 'none') => { readonly identity: FigureIdentity };

/** Measures that are those of the plan if the prepayment is as stored. */
const OF_PLAN: ReadonlySet<FigureMeasure> = new Set<FigureMeasure>(['minimumDscr']);

/** Measures that are differences from the option that replaces the prepayment. */
const DIFFERENCES: ReadonlySet<FigureMeasure> = new Set<FigureMeasure>(['optionNpvDifference']);

/** Creates the identities of the workbench. A digest distinguishes values that are entered but not stored, and those that replace them. */
export const identifyTyped =
  (
    plan: IdentifiedPlan,
    caseId: string,
    {
      facility,
      isAsStored,
      choices,
    }: { readonly facility: Facility; readonly isAsStored: boolean; readonly choices: Readonly<Record<string, unknown>> },
  ): IdentifyTyped =>
  (measure, alternative = 'prepayment') => {
    const isStored = isAsStored && alternative === 'prepayment' && !DIFFERENCES.has(measure);
    const subject = isStored && OF_PLAN.has(measure) ? 'plan' : facilitySubject(facility.id);
    const identity = identifyInCase(plan, caseId, measure, subject);
    if (isStored) return { identity };
    const typedDigest = shortDigestOf({ facility, instead: alternative, ...choices });
    return { identity: { ...identity, variant: `${plan.plan.variant ?? ''}[${typedDigest}]` } };
  };

/** The measures of the columns of a calendar year; revenue is identified apart, since only the lender case has a haircut. */
export const YEAR_MEASURES = {
  contractRevenue: 'contractReceipts',
  spotRevenue: 'spotReceipts',
  haircut: 'haircut',
  operatingCost: 'operatingCost',
  fixedCost: 'fixedCost',
  sustainingCapital: 'sustainingCapital',
  closureCost: 'closureCost',
  royalty: 'royalty',
  tax: 'tax',
  cfads: 'cfads',
} as const satisfies Partial<Record<keyof CashYear, FigureMeasure>>;

/** The measures of the columns of a period of the waterfall. */
export const PERIOD_MEASURES = {
  openingCash: 'openingCash',
  cfads: 'cfads',
  draws: 'draws',
  uses: 'projectCost',
  fees: 'fees',
  service: 'debtService',
  interestPaid: 'interestPaid',
  principalPaid: 'principalPaid',
  setOff: 'setOff',
  sweep: 'sweep',
  arrears: 'debtArrears',
  reserve: 'reserve',
  distribution: 'distribution',
  closingCash: 'closingCash',
  closingDebt: 'closingDebt',
  dscr: 'dscr',
  llcr: 'llcr',
  plcr: 'plcr',
} as const satisfies Partial<Record<keyof WaterfallPeriod, FigureMeasure>>;

/** Identities of the tables of a case: its calendar years and its periods. */
export const caseTableIdentities = (plan: PlanFinancing, caseId: string): TableIdentities => {
  const columnsOf = (measures: Readonly<Record<string, FigureMeasure>>) =>
    Object.fromEntries(Object.entries(measures).map(([column, measure]) => [column, identifyInCase(plan, caseId, measure)]));
  const revenue = plan.caseOf(caseId).revenueIdentity ?? { ...identifyInCase(plan, caseId, 'netRevenue'), yearBasis: 'payment' };
  return {
    years: { columns: { ...columnsOf(YEAR_MEASURES), revenue }, rowPeriod: 'year' },
    periods: { columns: columnsOf(PERIOD_MEASURES), rowMonth: 'to' },
  };
};
