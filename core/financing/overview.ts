import type { Financing } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Label, Message } from '#shared/contract/figure.ts';
import type { CashLines, CashYear, FinancingCaseFacts, FinancingOverview, SizedLoan, WaterfallPeriod } from '#shared/contract/financing.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { facilityInPlan } from '#shared/domain/financing.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { type Month, yearOf } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { explanation } from '../portfolio/explain.ts';
import { month as monthFigure, usd, withExplanation } from '../portfolio/figures.ts';
import type { FinancingCase } from '../portfolio/financingCase.ts';
import type { PlanCash } from '../portfolio/planCash.ts';
import { isOnlyOffered } from '../portfolio/planFacilities.ts';
import { createYielder } from '../yielding.ts';
import { bindingReason } from './bindingReason.ts';
import { caseTableIdentities, facilitySubject, identifyInCase } from './caseIdentity.ts';
import { facilityCosts } from './facilityCosts.ts';
import { proposedTerms } from './facilityDefaults.ts';
import { balanceChart, cashChart, ratioChart } from './financingCharts.ts';
import { lenderChecks, lifeOfLoans, type WithoutLargest } from './lenderChecks.ts';
import { LENDER_CASE, type LoanInCase, type PlanFinancing, planFinancing } from './planFinancing.ts';
import { financingVerdict, hasRevenue } from './verdict.ts';

/** The label of a line of a capacity: the engine names a facility's period after the point. */
const lineLabel = (label: string, paidIn: (period: number) => Month): Message => {
  const [kind = label, period] = label.split('.');
  const key = `financing.line.${kind}`;
  return period === undefined ? { key } : { key, values: { month: monthFigure(paidIn(Number(period))) } };
};

/** A loan in a case with its capacity, explained by its lines. */
const sizedLoan = (plan: PlanFinancing, loan: LoanInCase, one: FinancingCase, identity: FigureIdentity): SizedLoan => {
  const { facility, sized, start, periodMonths } = loan;
  const reason = bindingReason(plan, one, loan);
  const named: SizedLoan = facility
    ? {
        facilityId: facility.id,
        name: { name: facility.name },
        debt: (facility.opening?.balance ?? 0) + sumBy(facility.draws, ({ amount }) => amount),
      }
    : { name: message('financing.proposedLoan') };
  if (sized === undefined) return named;
  const { capacity, binding, bindingPeriod, lines } = sized;
  const paidIn = (period: number): Month => start + period * periodMonths;
  return {
    ...named,
    capacity: withExplanation(
      usd(capacity, { identity }),
      explanation(
        lines.slice(0, -1).map(({ label, amount }) => ({ label: lineLabel(label, paidIn), amount })),
        capacity,
        {
          title: message('financing.explain.capacity', { name: named.name, case: one.label }),
          formula: message(`financing.explain.capacity.${binding}`),
          unit: 'usd',
          decimals: 1,
        },
      ),
    ),
    binding,
    month: paidIn(bindingPeriod),
    ...(reason && { reason }),
  };
};

/** Debt capacity, lowest coverage and broken covenants of a plan in a case. */
export const caseFacts = (plan: PlanFinancing, caseId: string): FinancingCaseFacts => {
  const { valuationMonth } = plan;
  const one = plan.caseOf(caseId);
  const { periods, minimumDscr, averageDscr, firstBreach } = plan.waterfallOf(caseId).result;
  const lowest = periods.find(({ dscr }) => dscr !== null && dscr === minimumDscr);
  const leastCash = Math.min(...periods.map(({ closingCash }) => closingCash));
  return {
    id: caseId,
    label: one.label,
    loans: plan
      .loansOf(caseId)
      .map((loan, i) =>
        sizedLoan(
          plan,
          loan,
          one,
          identifyInCase(plan, caseId, 'debtCapacity', i === 0 || loan.facility === undefined ? 'plan' : facilitySubject(loan.facility.id)),
        ),
      ),
    minimumDscr,
    ...(lowest && { minimumMonth: valuationMonth + lowest.month }),
    averageDscr,
    breaches: Object.entries(firstBreach).flatMap(([covenant, period]) =>
      period === null || period === undefined
        ? []
        : [{ covenant: covenant as keyof Financing['firstBreach'], month: valuationMonth + periods[period]!.month }],
    ),
    ...(leastCash < 0 && { shortfall: leastCash }),
  };
};

const CASH_LINES = [
  'contractRevenue',
  'spotRevenue',
  'haircut',
  'operatingCost',
  'fixedCost',
  'sustainingCapital',
  'closureCost',
  'royalty',
  'tax',
] as const satisfies readonly (keyof CashLines)[];

/** The sum of each line of the cash flow over the months at index `from` to `to`, which is excluded; costs are positive. */
const cashLines = (cash: PlanCash, from: number, to: number): CashLines =>
  Object.fromEntries(CASH_LINES.map((key) => [key, sum(cash[key].slice(from, to)) + 0])) as CashLines;

/** The periods of the waterfall of a case, with the lines of their cash flow and of their facilities. */
export const waterfallPeriods = (plan: PlanFinancing, caseId: string): readonly WaterfallPeriod[] => {
  const { valuationMonth } = plan;
  const { cash } = plan.caseOf(caseId);
  const { result, indices } = plan.waterfallOf(caseId);
  return result.periods.map(({ month, interest, principal, ...period }, i) => {
    const before = i === 0 ? 0 : result.periods[i - 1]!.month;
    return {
      from: valuationMonth + (i === 0 ? 0 : before + 1),
      to: valuationMonth + month,
      openingCash: period.openingCash,
      cfads: period.cfads,
      draws: period.draws,
      uses: period.uses,
      fees: period.fees,
      service: interest + principal,
      interestPaid: period.interestPaid,
      principalPaid: period.principalPaid,
      setOff: period.setOff,
      sweep: period.sweep,
      arrears: period.arrears,
      reserve: period.reserve,
      distribution: period.distribution,
      closingCash: period.closingCash,
      closingDebt: period.closingDebt,
      lockedUp: period.lockedUp,
      dscr: period.dscr,
      llcr: period.llcr,
      plcr: period.plcr,
      cash: cashLines(cash, before, month),
      facilities: result.facilities.map(({ rows }, at) => {
        const { month: _month, setAside: _setAside, atClose: _atClose, scheduled: _scheduled, ...row } = rows[i]!;
        return { facilityId: plan.facilities[indices[at]!]!.id, ...row };
      }),
    };
  });
};

const cashYears = (plan: PlanFinancing, caseId: string): readonly CashYear[] => {
  const { cash } = plan.caseOf(caseId);
  const monthOfIndex = (i: number): Month => plan.valuationMonth + 1 + i;
  const years = [...new Set(cash.cfads.map((_, i) => yearOf(monthOfIndex(i))))];
  return years.map((year) => {
    const from = cash.cfads.findIndex((_, i) => yearOf(monthOfIndex(i)) === year);
    const to = cash.cfads.findLastIndex((_, i) => yearOf(monthOfIndex(i)) === year) + 1;
    return {
      year,
      revenue: sum(cash.revenue.slice(from, to)) + 0,
      ...cashLines(cash, from, to),
      cfads: sum(cash.cfads.slice(from, to)) + 0,
    };
  });
};

/** Where the money of the project comes from and what it pays for; equal sums. */
const sourcesAndUses = ({ facilities, waterfallOf }: PlanFinancing, caseId: string): Pick<FinancingOverview, 'sources' | 'uses'> => {
  const { result, indices } = waterfallOf(caseId);
  const draws = indices.map((index, i) => ({
    label: { name: facilities[index]!.name } as Label,
    amount: sumBy(result.facilities[i]!.rows, ({ draw }) => draw),
  }));
  const uses = sumBy(result.periods, ({ uses: used }) => used);
  const upToLastDraw = result.periods.findLastIndex(({ draws: drawn }) => drawn > 0);
  const fees = sumBy(result.periods.slice(0, upToLastDraw + 1), ({ fees: paid }) => paid);
  const drawn = sumBy(draws, ({ amount }) => amount);
  const difference = uses + fees - drawn;
  const some = ({ amount }: { readonly amount: number }): boolean => Math.abs(amount) > 0.5;
  return {
    sources: [...draws, { label: message('financing.sources.cash'), amount: Math.max(0, difference) }].filter(some),
    uses: [
      { label: message('financing.uses.project'), amount: uses },
      { label: message('financing.uses.fees'), amount: fees },
      { label: message('financing.uses.cash'), amount: Math.max(0, -difference) },
    ].filter(some),
  };
};

/** The plan without its largest buyer; undefined without contracts or facilities. */
const withoutLargestBuyer = (plan: PlanFinancing): WithoutLargest | undefined => {
  const [buyer] = lifeOfLoans(plan).buyers();
  return buyer === undefined || plan.facilities.length === 0 ? undefined : { buyer, financing: plan.without(buyer.contractIds) };
};

type CaseInput = { readonly planId?: PlanId | undefined; readonly caseId?: string | undefined };

/** The plan's capacity in every scenario of the library. */
export const scenarioCases = async (plan: PlanFinancing, yieldNow: () => Promise<void>): Promise<readonly FinancingCaseFacts[]> => {
  const facts: FinancingCaseFacts[] = [];
  for (const { id } of plan.baseBook.scenarios) {
    await yieldNow();
    facts.push(caseFacts(plan, id));
  }
  return facts;
};

/** The decks, the lender case and every scenario. */
export const allCases = async (plan: PlanFinancing, yieldNow: () => Promise<void>): Promise<readonly FinancingCaseFacts[]> => [
  ...(['base', 'low', LENDER_CASE] as const).map((id) => caseFacts(plan, id)),
  ...(await scenarioCases(plan, yieldNow)),
];

/** The facilities of a plan in a case, with everything the place Financing shows. Throws NOT_FOUND (case). */
export const overviewOf = async (financing: PlanFinancing, caseId: string, yieldNow: () => Promise<void>): Promise<FinancingOverview> => {
  const { plan, facilities, caseNames, baseBook, project } = financing;
  if (caseNames.every(({ id }) => id !== caseId)) throw new OrebookError('NOT_FOUND', { kind: 'scenario', id: caseId });
  const shown = financing.caseOf(caseId);
  const cases: FinancingCaseFacts[] = [];
  for (const id of new Set(['base', 'low', LENDER_CASE, caseId])) {
    await yieldNow();
    cases.push(caseFacts(financing, id));
  }
  const costs = facilityCosts(financing, caseId);
  const periods = waterfallPeriods(financing, caseId);
  const ratios = ratioChart(periods, facilities, shown.label);
  const balance = balanceChart(periods, shown.label);
  await yieldNow();
  return {
    planId: plan.plan.id,
    plan: plan.plan.name,
    verdict: financingVerdict(financing, { cases, costs, caseId }),
    caseId,
    caseNames,
    cases,
    facilities: costs,
    excluded: baseBook.facilities.flatMap((facility) => {
      const { id, name } = facility;
      const override = plan.plan.facilities?.find(({ facilityId }) => facilityId === id);
      const isExcluded = !isOnlyOffered(facility) && facilityInPlan(facility, override) === undefined;
      return isExcluded ? [{ facilityId: id, name, override: override ?? { facilityId: id } }] : [];
    }),
    leftOut: financing.leftOut.map(({ id, name, reason }) => ({ facilityId: id, name, reason })),
    ...sourcesAndUses(financing, caseId),
    service: cashChart(periods, shown.label),
    ...(balance && { balance }),
    ...(ratios && { ratios }),
    periods,
    years: cashYears(financing, caseId),
    identities: caseTableIdentities(financing, caseId),
    checks: lenderChecks(financing, lifeOfLoans(financing), withoutLargestBuyer(financing)),
    hasProject: financing.hasProject,
    ...(shown.facilities.every(({ kind }) => kind !== 'loan') && {
      proposedTerms: proposedTerms(
        { valuationMonth: financing.valuationMonth, lastMonth: baseBook.lastMonth },
        project.lenderCase.targetDscr,
      ),
    }),
    hasRevenue: hasRevenue(financing),
  };
};

/** The same of a plan of the workspace. Throws NOT_FOUND (plan, case). */
export const financingOverview = async (ctx: ServiceContext, { planId, caseId = 'base' }: CaseInput): Promise<FinancingOverview> =>
  overviewOf(await planFinancing(ctx, (book) => book.plan(planId)), caseId, createYielder());
