import { getProjectFinance } from '#db/repositories/financing.ts';
import { allInCostWithPrice, type Financing, nominalRate, priceConcession } from '#engine';
import type { LinesChart } from '#shared/contract/charts.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Label, Message } from '#shared/contract/figure.ts';
import type {
  CashYear,
  FacilityCost,
  FinancingCaseFacts,
  FinancingOverview,
  SizedLoan,
  WaterfallPeriod,
} from '#shared/contract/financing.ts';
import { type Facility, facilityInPlan, type ProjectFinance } from '#shared/domain/financing.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { type Month, yearOf } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { explanation } from '../portfolio/explain.ts';
import { explained, month as monthFigure, usd } from '../portfolio/figures.ts';
import { type ValuedPlan, type Workbook, workbook } from '../portfolio/portfolio.ts';
import { createYielder } from '../yielding.ts';
import { type CaseWaterfall, caseWaterfall, type FinancingCase, listCases, loanCapacity } from './cases.ts';
import { engineFacility } from './engineFacility.ts';
import { proposedLoan } from './facilityDefaults.ts';
import { lenderChecks } from './lenderChecks.ts';
import { isOnlyOffered, listPlanFacilities } from './planFacilities.ts';
import { financingVerdict } from './verdict.ts';

type Sizing = {
  readonly project: ProjectFinance;
  readonly sizingCfads: readonly number[];
  readonly valuationMonth: Month;
  readonly lastMonth: Month;
};

const DEFAULT_CASE = 'lender';
/** A smaller share of a prepayment that lapses is not mentioned. */
const LAPSED_SHARE = 1e-6;

/** The label of a line of a capacity: the engine names a facility's period after the point. */
const lineLabel = (label: string, paidIn: (period: number) => Month): Message => {
  const [kind = label, period] = label.split('.');
  const key = `financing.line.${kind}`;
  return period === undefined ? { key } : { key, values: { month: monthFigure(paidIn(Number(period))) } };
};

/** Loans of the plan with their place in the case; without one, a proposed loan with default terms. */
const sizeLoans = (one: FinancingCase, facilities: readonly Facility[], sizing: Sizing): readonly SizedLoan[] => {
  const { valuationMonth } = sizing;
  const size = (loan: FinancingCase['facilities'][number], named: Pick<SizedLoan, 'facilityId' | 'name' | 'debt'>): SizedLoan => {
    const sized = loanCapacity(one, loan, sizing);
    if (sized === undefined) return named;
    const { capacity, binding, bindingPeriod, lines } = sized;
    const paidIn = (period: number): Month => valuationMonth + loan.start + period * loan.periodMonths;
    return {
      ...named,
      capacity: explained(
        usd(capacity),
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
    };
  };
  const loans = facilities.flatMap((facility, i) => (facility.kind === 'loan' ? [{ facility, engine: one.facilities[i]! }] : []));
  if (loans.length > 0) {
    return loans.map(({ facility, engine }) => {
      const debt = (facility.opening?.balance ?? 0) + sumBy(facility.draws, ({ amount }) => amount);
      return size(engine, { facilityId: facility.id, name: { name: facility.name }, debt });
    });
  }
  const proposed = engineFacility(proposedLoan(sizing, sizing.project.lenderCase.targetDscr), valuationMonth);
  return [size(proposed, { name: message('financing.proposedLoan') })];
};

const caseFacts = (
  one: FinancingCase,
  { result }: CaseWaterfall,
  loans: readonly SizedLoan[],
  valuationMonth: Month,
): FinancingCaseFacts => {
  const { periods, minimumDscr, averageDscr, firstBreach } = result;
  const lowest = periods.find(({ dscr }) => dscr !== null && dscr === minimumDscr);
  const leastCash = Math.min(...periods.map(({ closingCash }) => closingCash));
  return {
    id: one.id,
    label: one.label,
    loans,
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

const waterfallPeriods = ({ result }: CaseWaterfall, valuationMonth: Month): readonly WaterfallPeriod[] =>
  result.periods.map(({ month, ...period }, i) => ({
    from: valuationMonth + (i === 0 ? 0 : result.periods[i - 1]!.month + 1),
    to: valuationMonth + month,
    openingCash: period.openingCash,
    cfads: period.cfads,
    draws: period.draws,
    uses: period.uses,
    fees: period.fees,
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
  }));

const cashYears = ({ cash, valued }: FinancingCase, project: ProjectFinance): readonly CashYear[] => {
  const { valuationMonth } = valued.portfolio;
  const months = cash.cfads.map((_, i) => valuationMonth + 1 + i);
  const years = [...new Set(months.map(yearOf))];
  const inYear = (series: readonly number[], year: number): number => sum(series.filter((_, i) => yearOf(months[i]!) === year)) + 0;
  return years.map((year) => {
    const row = project.years.find((one) => one.year === year);
    const monthsOfYear = months.filter((month) => yearOf(month) === year);
    const inPlan = monthsOfYear.filter(
      (month) => month - valuationMonth <= Math.max(cash.revenue.length, cash.operatingCost.length),
    ).length;
    return {
      year,
      revenue: inYear(cash.revenue, year),
      operatingCost: inYear(cash.operatingCost, year),
      // one twelfth of the year for each of its months
      fixedCost: ((row?.fixedCost ?? 0) * inPlan) / 12,
      sustainingCapital: ((row?.sustainingCapital ?? 0) * inPlan) / 12,
      closureCost: ((row?.closureCost ?? 0) * monthsOfYear.length) / 12,
      royalty: inYear(cash.royalty, year),
      tax: inYear(cash.tax, year),
      cfads: inYear(cash.cfads, year),
    };
  });
};

/** The price conceded by the contracts of a prepayment against spot terms, by month, month 1 first; USD. */
const concessionOf = ({ valued }: FinancingCase, { contractIds }: Facility): number[] => {
  const total: number[] = [];
  for (const value of valued.value.contracts) {
    if (!contractIds.includes(value.contractId)) continue;
    for (const [at, amount] of priceConcession(valued.portfolio, value, valued.market).entries()) total[at] = (total[at] ?? 0) + amount;
  }
  return total;
};

const facilityCosts = (
  book: Workbook,
  { plan }: ValuedPlan,
  one: FinancingCase,
  facilities: readonly Facility[],
  { result, indices, aboveCapacity }: CaseWaterfall,
): readonly FacilityCost[] =>
  facilities.map((facility, i) => {
    const found = result.facilities[indices.indexOf(i)];
    const override = plan.facilities?.find(({ facilityId }) => facilityId === facility.id);
    const concession = facility.kind === 'prepayment' && found !== undefined ? concessionOf(one, facility) : undefined;
    const withPrice = concession && allInCostWithPrice(found!.flows, concession, book.valuationMonth);
    const lapsed = sumBy(found?.rows ?? [], (row) => row.lapsed);
    const tooLarge = aboveCapacity.find(({ index }) => index === i);
    return {
      facilityId: facility.id,
      name: facility.name,
      kind: facility.kind,
      lender: facility.buyerId === undefined ? facility.lender : (book.buyers.get(facility.buyerId)?.name ?? facility.lender),
      amount: facility.commitment,
      ...(override && { override }),
      maturity: facility.finalMaturity,
      allInCost: found?.allInCost ?? null,
      loanRate: found?.loanRate ?? null,
      averageLife: found?.averageLife ?? null,
      ...(concession && {
        withPrice: {
          allInCost: withPrice ?? null,
          loanRate: withPrice === null || withPrice === undefined ? null : nominalRate(withPrice, facility.periodMonths),
          concession: sum(concession),
        },
      }),
      ...(lapsed > LAPSED_SHARE * facility.commitment && { lapsed }),
      ...(tooLarge && { aboveCapacity: tooLarge.capacity }),
    };
  });

/** Where the money of the project comes from and what it pays for; equal sums. */
const sourcesAndUses = (
  facilities: readonly Facility[],
  { result, indices }: CaseWaterfall,
): Pick<FinancingOverview, 'sources' | 'uses'> => {
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

const serviceChart = ({ result }: CaseWaterfall, { label }: FinancingCase, valuationMonth: Month): FinancingOverview['service'] => {
  const periods = result.periods.slice(1);
  const series = (key: 'interest' | 'principal' | 'left', role: 'loss' | 'ink' | 'gain', values: readonly number[]) => ({
    label: message(`financing.chart.${key}`),
    role,
    fill: key === 'left' ? ('soft' as const) : ('solid' as const),
    values: values.map((value) => value + 0),
  });
  return {
    kind: 'bars',
    title: message('financing.chart.service'),
    summary: message('financing.chart.service.summary', { case: label }),
    unit: 'usd',
    decimals: 0,
    horizontal: false,
    stacked: true,
    categories: periods.map(({ month }) => ({ label: { value: valuationMonth + month, unit: 'month' } })),
    series: [
      series(
        'interest',
        'loss',
        periods.map(({ interestPaid }) => interestPaid),
      ),
      series(
        'principal',
        'ink',
        periods.map(({ principalPaid }) => principalPaid),
      ),
      series(
        'left',
        'gain',
        periods.map(({ cfads, interestPaid, principalPaid }) => cfads - interestPaid - principalPaid),
      ),
    ],
  };
};

const RATIOS = ['dscr', 'llcr', 'plcr'] as const;
const COVENANT_LABELS = ['lockUpDscr', 'defaultDscr', 'minLlcr', 'minPlcr'] as const;
const RATIO_STYLE = { dscr: 'solid', llcr: 'dashed', plcr: 'dotted' } as const;

const ratioChart = (
  { result }: CaseWaterfall,
  facilities: readonly Facility[],
  { label }: FinancingCase,
  valuationMonth: Month,
): LinesChart | undefined => {
  const series = RATIOS.flatMap((key) => {
    const points = result.periods.flatMap((period) => {
      const ratio = period[key];
      return ratio === null ? [] : [{ x: valuationMonth + period.month, y: ratio }];
    });
    return points.length === 0
      ? []
      : [{ label: message(`financing.ratio.${key}`), role: 'ink' as const, style: RATIO_STYLE[key], points, endLabel: true }];
  });
  if (series.length === 0) return undefined;
  const marks = COVENANT_LABELS.flatMap((covenant) => {
    const limits = facilities.flatMap(({ covenants }) => covenants[covenant] ?? []);
    return limits.length === 0
      ? []
      : [
          {
            axis: 'y' as const,
            value: Math.max(...limits),
            label: message(`financing.covenant.${covenant}`),
            role: 'breach' as const,
            style: 'dashed' as const,
          },
        ];
  });
  return {
    kind: 'lines',
    title: message('financing.chart.ratios'),
    summary: message('financing.chart.ratios.summary', { case: label }),
    unit: 'ratio',
    decimals: 2,
    xKind: 'month',
    series,
    marks,
    axis: { min: 0 },
  };
};

/** The facilities of a plan by case, with everything the place Financing shows. Throws NOT_FOUND (plan, case). */
export const financingOverview = async (
  ctx: ServiceContext,
  { planId, caseId = DEFAULT_CASE }: { readonly planId?: PlanId | undefined; readonly caseId?: string | undefined },
): Promise<FinancingOverview> => {
  const yieldNow = createYielder();
  const book = await workbook(ctx);
  const plan: ValuedPlan = book.plan(planId);
  const { project, version } = await getProjectFinance(ctx.workspace.db());
  const { valuationMonth } = book;
  const { facilities, leftOut } = listPlanFacilities(
    book,
    plan.plan,
    plan.portfolio.contracts.map(({ contract }) => contract),
  );
  const cases = await listCases(ctx, plan, { facilities, project });
  const shown = cases.find(({ id }) => id === caseId);
  if (shown === undefined) throw new OrebookError('NOT_FOUND', { kind: 'scenario', id: caseId });
  const sizing: Sizing = {
    project,
    sizingCfads: cases.find(({ id }) => id === 'lender')!.cash.cfads,
    valuationMonth,
    lastMonth: book.lastMonth,
  };
  const facts: FinancingCaseFacts[] = [];
  let waterfall: CaseWaterfall | undefined;
  for (const one of cases) {
    await yieldNow();
    const computed = caseWaterfall(one, sizing);
    if (one === shown) waterfall = computed;
    facts.push(caseFacts(one, computed, sizeLoans(one, facilities, sizing), valuationMonth));
  }
  const loans = facilities.filter(({ kind }) => kind === 'loan');
  const maturity = loans.length === 0 ? undefined : Math.max(...loans.map(({ finalMaturity }) => finalMaturity));
  const costs = facilityCosts(book, plan, shown, facilities, waterfall!);
  const ratios = ratioChart(waterfall!, facilities, shown, valuationMonth);
  return {
    planId: plan.plan.id,
    plan: plan.plan.name,
    verdict: financingVerdict(plan, { cases: facts, costs, caseId }),
    caseId,
    cases: facts,
    facilities: costs,
    excluded: book.facilities.flatMap((facility) => {
      const { id, name } = facility;
      const override = plan.plan.facilities?.find(({ facilityId }) => facilityId === id);
      const isExcluded = !isOnlyOffered(facility) && facilityInPlan(facility, override) === undefined;
      return isExcluded ? [{ facilityId: id, name, override: override ?? { facilityId: id } }] : [];
    }),
    leftOut: leftOut.map(({ id, name, reason }) => ({ facilityId: id, name, reason })),
    ...sourcesAndUses(facilities, waterfall!),
    service: serviceChart(waterfall!, shown, valuationMonth),
    ...(ratios && { ratios }),
    periods: waterfallPeriods(waterfall!, valuationMonth),
    years: cashYears(shown, project),
    ...(shown.revenueIdentity && { identities: { years: { columns: { revenue: shown.revenueIdentity }, rowPeriod: 'year' } } }),
    checks: lenderChecks(book, cases[0]!.valued, project.lenderCase, maturity),
    hasProject: version > 0,
  };
};
