import { explainNpv } from '#engine';
import type { BarsChart } from '#shared/contract/charts.ts';
import type { Output } from '#shared/contract/contract.ts';
import type { Amount, Figure, Message, Sentence, Verdict } from '#shared/contract/figure.ts';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import type { PlanRow, ShortageRow } from '#shared/contract/plans.ts';
import type { PlanId, ScenarioId } from '#shared/domain/ids.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import type { Year } from '#shared/domain/time.ts';
import { memoizeWhile } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import { type LazySteps, lazySteps, type Steps } from '#shared/steps.ts';
import { yearOfLargestDifference } from '../compare/measure.ts';
import { comparedRun } from '../compare/paths.ts';
import { type Ranking, rankPlans } from '../compare/ranking.ts';
import { spotTermsVerdict } from '../compare/spotTermsVerdict.ts';
import { basisSentence, decideBetween, type PlanValues, pairVerdict } from '../compare/verdict.ts';
import type { ServiceContext } from '../context.ts';
import { contractRows, rowIdentities } from '../contracts/contractRows.ts';
import { buyersMeasure, chinaMeasure, netRevenueMeasure } from '../effect/planMeasures.ts';
import { countLimits } from '../limits/limitCount.ts';
import { amountInYear, contractRevenue } from '../portfolio/contractValues.ts';
import { explanationByItem } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { count, emptyFigure, share, usd, withExplanation, words } from '../portfolio/figures.ts';
import { contractCode, scenarioLabel } from '../portfolio/labels.ts';
import { oversoldPlansVerdict, oversoldProductsInSteps, shortageIdentities, shortageRows } from '../portfolio/oversold.ts';
import { type ValuedPlan, type Workbook, workbookOfValuedPlans } from '../portfolio/portfolio.ts';
import { applyOverride } from '../portfolio/resolver.ts';
import { findLossScenario, scenarioChoice } from '../scenarios/scenarioChoice.ts';
import { standaloneCost } from '../scenarios/scenarioFigures.ts';
import { createYielder, runWithYielding } from '../yielding.ts';
import { overriddenFields } from './overrides.ts';

const rateFigure = ({ settings }: Workbook): Figure => share(settings.discountRate, { decimals: 0 });

/** Lines of `explainNpv` about a product. */
const SPOT_LINES = ['spot', 'depthLoss', 'queueLoss', 'rerouteLoss'] as const;

const npvFigure = (book: Workbook, plan: ValuedPlan): Figure => {
  const { portfolio, value } = plan;
  const spotLabels = new Map<string, Message>(
    [...book.products.values()].flatMap(({ id, name }) =>
      SPOT_LINES.map((line) => [`${line}.${id}`, message(`plans.${line}Of`, { product: name })] as const),
    ),
  );
  const labelOf = (line: string): Message =>
    spotLabels.get(line) ?? message('line.member', { name: contractCode(book, line.replace('contract.', '')) });
  return withExplanation(
    usd(value.npv, { identity: identifyInPlan(book, plan, 'npv') }),
    explanationByItem(
      explainNpv(portfolio, value).slice(0, -1),
      ({ amount }) => amount,
      ({ label }) => ({ label: labelOf(label) }),
      value.npv,
      { title: message('plans.npvTitle', { rate: rateFigure(book) }), formula: message('plans.npvFormula'), unit: 'usd', decimals: 1 },
    ),
  );
};

/** What plans are compared by: their values, the year of shares, and the scenario of their losses. */
type Weighing = { readonly year: Year; readonly ranking: Ranking; readonly scenario: Scenario | undefined };

function* planRow(book: Workbook, plan: ValuedPlan, { year, ranking: { figureOf }, scenario }: Weighing): Steps<PlanRow> {
  const place = { book, plan, year };
  const revenue = amountInYear(plan.value, plan.value.revenue, year);
  const revenueFigure = netRevenueMeasure(place)?.figure ?? emptyFigure();
  yield;
  const npv = npvFigure(book, plan);
  yield;
  const chinaFigure = chinaMeasure(place, 'destination')?.figure ?? emptyFigure();
  yield;
  const shortProducts = yield* oversoldProductsInSteps(book, plan);
  yield;
  const hhiFigure = buyersMeasure(place).hhi?.figure ?? emptyFigure();
  yield;
  return {
    id: plan.plan.id,
    name: plan.plan.name,
    note: plan.plan.note,
    archived: plan.plan.archived,
    isChosen: plan.plan.id === book.settings.planId,
    contracts: plan.portfolio.contracts.length + plan.problems.size,
    revenue: revenueFigure,
    npv,
    expectedNpv: plan.plan.archived ? emptyFigure() : figureOf(plan.plan.id),
    chinaShare: chinaFigure,
    hhi: hhiFigure,
    // by value: what of the year's revenue is under contract
    contractedShare:
      revenue > 0
        ? share(contractRevenue(plan, year) / revenue, { identity: identifyInPlan(book, plan, 'contractedRevenueShare', { period: year }) })
        : emptyFigure(),
    scenarioCost: standaloneCost(book, plan, scenario?.id),
    breached: countLimits(book, plan, 'breached', { title: message('compare.limits') }),
    near: countLimits(book, plan, 'near', { title: message('plans.page.limitsAtRisk') }),
    hasLimits: book.limits.length > 0,
    oversold: shortProducts,
  };
}

/** Plans whose amounts differ by less than this, USD, count as equal. */
const EQUAL_WITHIN = 1;

const route = (id: PlanId): string => `/plans?plan=${id}`;

const numberOf = ({ value }: Figure): number => Number(value);

const NO_LIMITS: Sentence = { key: 'plans.verdictNoLimits', figures: {} };

/** The verdict on plans of equal NPV and loss in the scenario: the NPV, and the number of breached limits where it is the same. */
const equalPlansVerdict = (book: Workbook, [first, ...others]: readonly [PlanRow, ...PlanRow[]]): Verdict => {
  const worth = { npv: first.expectedNpv, rate: rateFigure(book) };
  const equalSentence = { key: 'plans.verdictSame' as const, figures: { count: count(others.length + 1), ...worth } };
  if (others.some(({ breached }) => numberOf(breached) !== numberOf(first.breached))) return [equalSentence];
  if (!first.hasLimits) return [equalSentence, NO_LIMITS];
  return [
    equalSentence,
    numberOf(first.breached) === 0
      ? { key: 'plans.verdictEachHolds', figures: {} }
      : { key: 'plans.verdictEachBreaches', figures: { count: first.breached } },
  ];
};

/** How many limits a plan breaches over all years. */
const limitsOfPlan = ({ id, name, breached, hasLimits }: PlanRow): Verdict => {
  if (!hasLimits) return [NO_LIMITS];
  const plan = words(name, { route: route(id) });
  return numberOf(breached) === 0
    ? [{ key: 'plans.verdictHolds', figures: { plan } }]
    : [{ key: 'plans.verdictBreaches', figures: { plan, count: breached } }];
};

const weighedPlan = (plan: ValuedPlan, row: PlanRow, { year, scenario }: Weighing): PlanValues => {
  return {
    id: row.id,
    name: row.name,
    isOversold: row.oversold.length > 0,
    cost: scenario && row.scenarioCost,
    breached: plan.limits().filter(({ years }) => years.some((limitYear) => limitYear.year === year && limitYear.state === 'breached'))
      .length,
    china: typeof row.chinaShare.value === 'number' ? row.chinaShare : undefined,
    largestGroup: undefined,
  };
};

/** Names the best of the plans in use by expected NPV, the advantage of the other one, and how the values were computed. */
const listVerdict = (book: Workbook, plans: readonly ValuedPlan[], activeRows: readonly PlanRow[], weighing: Weighing): Verdict => {
  const { ranking, year, scenario } = weighing;
  const [first, ...others] = activeRows;
  if (first === undefined) return [];
  const isEqual = (of: 'expectedNpv' | 'scenarioCost') =>
    others.every((row) => Math.abs(numberOf(row[of]) - numberOf(first[of])) < EQUAL_WITHIN);
  if (others.length > 0 && isEqual('expectedNpv') && isEqual('scenarioCost')) return equalPlansVerdict(book, [first, ...others]);
  const decision = decideBetween(
    activeRows.map((row) => weighedPlan(plans.find(({ plan }) => plan.id === row.id)!, row, weighing)),
    ranking,
  );
  if (decision === undefined) {
    const figures = { plan: words(first.name, { route: route(first.id) }), npv: first.expectedNpv, rate: rateFigure(book) };
    return [{ key: 'plans.verdictOne', figures }, ...limitsOfPlan(first), basisSentence(ranking)];
  }
  const { best: bestPlan, other: otherPlan } = decision;
  return [
    ...pairVerdict(bestPlan, otherPlan, ranking, year, scenario && scenarioLabel(scenario)),
    ...limitsOfPlan(activeRows.find(({ id }) => id === bestPlan.id)!),
    basisSentence(ranking),
  ];
};

/** Lists every plan with its figures in the year in which the plans differ most, ranked by expected NPV in the verdict. */
export const planList = async (ctx: ServiceContext, scenarioId: ScenarioId | undefined): Promise<Output<'plans.list'>> => {
  const book = await workbookOfValuedPlans(ctx);
  const plans = book.plans.map(({ id }) => book.plan(id));
  const activePlans = plans.filter(({ plan }) => !plan.archived);
  const year = await runWithYielding(yearOfLargestDifference(book, activePlans));
  const run = await comparedRun(
    ctx,
    book,
    activePlans.map(({ plan }) => plan.id),
  );
  const ranking = await rankPlans(book, activePlans, run);
  const scenario = findLossScenario(book, scenarioId);
  const weighing: Weighing = { year, ranking, scenario };
  const yieldNow = createYielder();
  const rows: PlanRow[] = [];
  for (const plan of plans) {
    await runWithYielding(plan.inSteps.scenarioRevenue(scenario?.id), yieldNow);
    rows.push(await runWithYielding(planRow(book, plan, weighing), yieldNow));
    await yieldNow();
  }
  const activeRows = rows.filter(({ archived }) => !archived);
  const spotTerms = await runWithYielding(spotTermsVerdict(book, activePlans, book.plan()));
  await yieldNow();
  const oversoldSentences = await runWithYielding(oversoldPlansVerdict(book, activePlans), yieldNow);
  return {
    verdict: [...oversoldSentences, ...listVerdict(book, activePlans, activeRows, weighing), ...spotTerms],
    rows,
    basis: ranking.basis,
    year,
    ...scenarioChoice(book, scenario),
  };
};

/** Net revenue by year, beside the baseline where the plan is not the baseline. */
export const revenueChart = (book: Workbook, plan: ValuedPlan): BarsChart => {
  const baseline = book.baseline();
  const { years } = plan.value;
  const isBaseline = plan.plan.overrides.length === 0;
  const valuesOf = (valuedPlan: ValuedPlan) => ({
    values: years.map((year) => amountInYear(valuedPlan.value, valuedPlan.value.revenue, year)),
    identity: identifyInPlan(book, valuedPlan, 'netRevenue'),
  });
  const planSeries = valuesOf(plan);
  return {
    kind: 'bars',
    title: message('plans.revenueTitle'),
    summary: message(isBaseline ? 'plans.revenueSummaryOne' : 'plans.revenueSummary', { plan: plan.plan.name }),
    unit: 'usd',
    decimals: 0,
    horizontal: false,
    stacked: false,
    categories: years.map((year) => ({ label: { name: String(year) }, period: year })),
    series: [
      ...(isBaseline
        ? []
        : [{ label: message('plans.revenueBaseline'), role: 'plan.a' as const, fill: 'soft' as const, ...valuesOf(baseline) }]),
      { label: { name: plan.plan.name }, role: isBaseline ? 'plan.a' : 'plan.b', fill: 'solid', ...planSeries },
    ],
    ...(isBaseline ? { barLabels: planSeries.values.map((value): Amount => ({ value, unit: 'usd', withoutUnit: true })) } : {}),
  };
};

/** The contracts of oversold products, which are on several pages of the lists of a plan. */
const shortagesOf = memoizeWhile<ValuedPlan, LazySteps<readonly ShortageRow[]>>();

/** One plan: its contracts with its overrides, the overrides, and its revenue by year. */
export const planDetails = async (
  ctx: ServiceContext,
  id: PlanId,
  first: number,
): Promise<Pick<Output<'plans.get'>, 'contracts' | 'count' | 'identities' | 'overrides' | 'revenue' | 'shortages' | 'shortYears'>> => {
  const book = await workbookOfValuedPlans(ctx);
  const plan = book.plan(id);
  const overrides = new Map(plan.plan.overrides.map((override) => [override.contractId, override]));
  const contracts = book.contracts.filter(({ status }) => status !== 'ended');
  const shortages = await runWithYielding(shortagesOf(plan, [book], () => lazySteps(() => shortageRows(book, plan))).prepare());
  const pageContracts = contracts.slice(first, first + LIST_PAGE_ROWS);
  return {
    contracts: await contractRows(
      book,
      plan,
      pageContracts.map((contract) => applyOverride(contract, overrides.get(contract.id))),
    ),
    count: contracts.length,
    identities: { contracts: rowIdentities(book, plan), shortages: shortageIdentities(book, plan) },
    overrides: pageContracts.flatMap((contract) => overriddenFields(contract, overrides.get(contract.id), book.valuationMonth)),
    revenue: revenueChart(book, plan),
    shortages: shortages.slice(first, first + LIST_PAGE_ROWS),
    shortYears: [...new Set(plan.oversold().map((oversoldYear) => oversoldYear.year))].sort((a, b) => a - b),
  };
};
