import type { Financing } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Label, Message } from '#shared/contract/figure.ts';
import type { CashLines, CashYear, FinancingCaseFacts, FinancingOverview, SizedLoan, WaterfallPeriod } from '#shared/contract/financing.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import { facilityInPlan } from '#shared/domain/financing.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { type Month, yearOf } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import type { FinancingCase } from '../portfolio/financingCase.ts';
import type { PlanCash } from '../portfolio/planCash.ts';
import { isOnlyOffered } from '../portfolio/planFacilities.ts';
import { createYielder, runWithYielding, type YieldWithCounts } from '../yielding.ts';
import { bindingReason } from './bindingReason.ts';
import { capacityFigure } from './capacityFigure.ts';
import { caseTableIdentities, facilitySubject, identifyInCase } from './caseIdentity.ts';
import { facilityCosts } from './facilityCosts.ts';
import { proposedTerms } from './facilityDefaults.ts';
import { balanceChart, cashChart, ratioChart } from './financingCharts.ts';
import { financingVerdict, hasRevenue } from './financingVerdict.ts';
import { lenderChecks, lifeOfLoans, type WithoutLargest } from './lenderChecks.ts';
import type { LoanLife } from './loanLife.ts';
import { LENDER_CASE, type LoanInCase, type PlanFinancing, planFinancing } from './planFinancing.ts';
import { lowestDscr } from './ratioFigures.ts';

/** A loan in a case with its capacity, explained by its lines. */
const sizedLoan = (plan: PlanFinancing, loan: LoanInCase, financingCase: FinancingCase, identity: FigureIdentity): SizedLoan => {
  const { facility, sizedDebt, start, periodMonths } = loan;
  const reason = bindingReason(plan, financingCase, loan);
  const namedLoan: SizedLoan = facility
    ? {
        facilityId: facility.id,
        name: { name: facility.name },
        debt: (facility.opening?.balance ?? 0) + sumBy(facility.draws, ({ amount }) => amount),
      }
    : { name: message('financing.proposedLoan') };
  if (sizedDebt === undefined) return namedLoan;
  const { binding, bindingPeriod } = sizedDebt;
  const paymentMonthOf = (period: number): Month => start + period * periodMonths;
  return {
    ...namedLoan,
    capacity: capacityFigure(sizedDebt, { loan: namedLoan.name, ofCase: financingCase.label, identity, paymentMonthOf }),
    binding,
    month: paymentMonthOf(bindingPeriod),
    ...(reason && { reason }),
  };
};

/** Debt capacity, lowest coverage and breached covenants of a plan in a case. */
export const caseFacts = (plan: PlanFinancing, caseId: string): FinancingCaseFacts => {
  const { valuationMonth } = plan;
  const financingCase = plan.caseOf(caseId);
  const { result } = plan.waterfallOf(caseId);
  const { periods, averageDscr, firstBreach } = result;
  const lowestRatio = lowestDscr(result, {
    title: message('financing.workbench.dscr.title', { option: financingCase.label }),
    valuationMonth,
    identity: identifyInCase(plan, caseId, 'minimumDscr'),
  });
  const lowestCash = Math.min(...periods.map(({ closingCash }) => closingCash));
  return {
    id: caseId,
    label: financingCase.label,
    loans: plan
      .loansOf(caseId)
      .map((loan, i) =>
        sizedLoan(
          plan,
          loan,
          financingCase,
          identifyInCase(plan, caseId, 'debtCapacity', i === 0 || loan.facility === undefined ? 'plan' : facilitySubject(loan.facility.id)),
        ),
      ),
    ...(lowestRatio && { minimumDscr: lowestRatio.figure, minimumMonth: lowestRatio.month }),
    averageDscr,
    breaches: Object.entries(firstBreach).flatMap(([covenant, period]) =>
      period === null || period === undefined
        ? []
        : [{ covenant: covenant as keyof Financing['firstBreach'], month: valuationMonth + periods[period]!.month }],
    ),
    ...(lowestCash < 0 && { shortfall: lowestCash }),
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
    const previousMonth = i === 0 ? 0 : result.periods[i - 1]!.month;
    return {
      from: valuationMonth + (i === 0 ? 0 : previousMonth + 1),
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
      cash: cashLines(cash, previousMonth, month),
      facilities: result.facilities.map(({ rows }, facilityIndex) => {
        const { month: _month, setAside: _setAside, atClose: _atClose, scheduled: _scheduled, ...row } = rows[i]!;
        return { facilityId: plan.facilities[indices[facilityIndex]!]!.id, ...row };
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

/** Sources and uses of the project's money, USD; their sums are equal. */
const sourcesAndUses = ({ facilities, waterfallOf }: PlanFinancing, caseId: string): Pick<FinancingOverview, 'sources' | 'uses'> => {
  const { result, indices } = waterfallOf(caseId);
  const draws = indices.map((index, i) => ({
    label: { name: facilities[index]!.name } as Label,
    amount: sumBy(result.facilities[i]!.rows, ({ draw }) => draw),
  }));
  const uses = sumBy(result.periods, (period) => period.uses);
  const lastDrawPeriod = result.periods.findLastIndex(({ draws: totalDrawn }) => totalDrawn > 0);
  const fees = sumBy(result.periods.slice(0, lastDrawPeriod + 1), (period) => period.fees);
  const totalDrawn = sumBy(draws, ({ amount }) => amount);
  const difference = uses + fees - totalDrawn;
  const isMaterial = ({ amount }: { readonly amount: number }): boolean => Math.abs(amount) > 0.5;
  return {
    sources: [...draws, { label: message('financing.sources.cash'), amount: Math.max(0, difference) }].filter(isMaterial),
    uses: [
      { label: message('financing.uses.project'), amount: uses },
      { label: message('financing.uses.fees'), amount: fees },
      { label: message('financing.uses.cash'), amount: Math.max(0, -difference) },
    ].filter(isMaterial),
  };
};

/** The plan without its largest buyer; undefined without contracts or facilities. */
const withoutLargestBuyer = async (
  plan: PlanFinancing,
  life: LoanLife,
  yieldNow: () => Promise<void>,
): Promise<WithoutLargest | undefined> => {
  const [buyer] = life.buyers();
  await yieldNow();
  if (buyer === undefined || plan.facilities.length === 0) return undefined;
  const financing = await plan.without(buyer.contractIds);
  await financing.prepareCase(LENDER_CASE);
  return { buyer, financing };
};

type CaseInput = { readonly planId?: PlanId | undefined; readonly caseId?: string | undefined };

/** The plan's capacity in every scenario of the library. */
export const scenarioCases = async (plan: PlanFinancing, yieldNow: YieldWithCounts): Promise<readonly FinancingCaseFacts[]> => {
  const facts: FinancingCaseFacts[] = [];
  const { scenarios } = plan.baseBook;
  for (const [i, { id }] of scenarios.entries()) {
    await plan.prepareCase(id);
    await yieldNow(i + 1, scenarios.length);
    facts.push(caseFacts(plan, id));
  }
  return facts;
};

/** The decks, the lender case and every scenario. */
export const allCases = async (plan: PlanFinancing, yieldNow: YieldWithCounts): Promise<readonly FinancingCaseFacts[]> => {
  const facts: FinancingCaseFacts[] = [];
  for (const id of ['base', 'low', LENDER_CASE]) {
    await plan.prepareCase(id);
    facts.push(caseFacts(plan, id));
  }
  return [...facts, ...(await scenarioCases(plan, yieldNow))];
};

/** Returns the terms of the loan that stands in for a missing one; undefined if the plan has a loan in the case. */
export const proposedTermsOf = ({ valuationMonth, baseBook, project, ...financing }: PlanFinancing, caseId: string): Message | undefined =>
  financing.caseOf(caseId).facilities.some(({ kind }) => kind === 'loan')
    ? undefined
    : proposedTerms({ valuationMonth, lastMonth: baseBook.lastMonth }, project.lenderCase.targetDscr);

/** Computes what the page Financing shows of a plan in a case. Throws NOT_FOUND (case). */
export const overviewOf = async (financing: PlanFinancing, caseId: string, yieldNow: () => Promise<void>): Promise<FinancingOverview> => {
  const { plan, facilities, caseNames, baseBook } = financing;
  if (caseNames.every(({ id }) => id !== caseId)) throw new OrebookError('NOT_FOUND', { kind: 'scenario', id: caseId });
  await financing.prepareCase(caseId);
  const selectedCase = financing.caseOf(caseId);
  const identify = (measure: FigureMeasure) => identifyInCase(financing, caseId, measure);
  for (const id of ['low', LENDER_CASE]) {
    await financing.prepareCase(id);
    await yieldNow();
  }
  const cases: FinancingCaseFacts[] = [];
  for (const id of new Set(['base', 'low', LENDER_CASE, caseId])) {
    await yieldNow();
    cases.push(caseFacts(financing, id));
  }
  await yieldNow();
  const costs = facilityCosts(financing, caseId);
  await yieldNow();
  const terms = proposedTermsOf(financing, caseId);
  const periods = waterfallPeriods(financing, caseId);
  const ratioView = ratioChart(periods, facilities, selectedCase.label, identify);
  const balanceView = balanceChart(periods, selectedCase.label, identify);
  await yieldNow();
  const life = await runWithYielding(lifeOfLoans(financing), yieldNow);
  await yieldNow();
  const withoutLargest = await withoutLargestBuyer(financing, life, yieldNow);
  await yieldNow();
  const checks = await lenderChecks(financing, life, withoutLargest, yieldNow);
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
    omittedFacilities: financing.omittedFacilities.map(({ id, name, reason }) => ({ facilityId: id, name, reason })),
    ...sourcesAndUses(financing, caseId),
    service: cashChart(periods, selectedCase.label, identify),
    ...(balanceView && { balance: balanceView }),
    ...(ratioView && { ratios: ratioView }),
    periods,
    years: cashYears(financing, caseId),
    identities: caseTableIdentities(financing, caseId),
    checks,
    hasProject: financing.hasProject,
    ...(terms && { proposedTerms: terms }),
    hasRevenue: hasRevenue(financing),
  };
};

/** Computes what the page Financing shows of a plan of the workspace, by default the chosen one. Throws NOT_FOUND (plan, case). */
export const financingOverview = async (ctx: ServiceContext, { planId, caseId = 'base' }: CaseInput): Promise<FinancingOverview> =>
  overviewOf(await planFinancing(ctx, (book) => book.plan(planId)), caseId, createYielder());
