import { addAmount } from '#shared/collections.ts';
import { COMPARED_PLANS, type ComparedPlan, type CompareRow, type ScenarioCosts } from '#shared/contract/compare.ts';
import type { Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure, Message } from '#shared/contract/figure.ts';
import type { PlanId, ProductId, ScenarioId } from '#shared/domain/ids.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import type { Year } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { differenceOf, identifyInPlan } from '../portfolio/figureIdentity.ts';
import { emptyFigure, usd, withExplanation } from '../portfolio/figures.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import { oversoldPlansVerdict } from '../portfolio/oversold.ts';
import { type ValuedPlan, type Workbook, workbookOfValuedPlans } from '../portfolio/portfolio.ts';
import { findLossScenario, scenarioChoice } from '../scenarios/scenarioChoice.ts';
import { lastSettings } from '../simulation/simulation.ts';
import { createYielder, runWithYielding } from '../yielding.ts';
import { compareCharts } from './compareCharts.ts';
import { measuresOf, protectionOf } from './comparedMeasures.ts';
import { compareOnDecks } from './decks.ts';
import { financingMeasures } from './financingMeasures.ts';
import type { Measure, MeasuredValue } from './measure.ts';
import { yearOfLargestDifference } from './measure.ts';
import { comparedPaths, comparedRun, pathMeasures } from './paths.ts';
import { prepareAll, runAndStore } from './pathsRun.ts';
import { planLetters, sortedByCreation } from './planLetters.ts';
import { type Ranking, rankPlans } from './ranking.ts';
import { spotTermsVerdict } from './spotTermsVerdict.ts';
import { compareVerdict, decideBetween, planValuesOf } from './verdict.ts';

type Side = { readonly plan: ValuedPlan; readonly comparedPlan: ComparedPlan };

/** The plans asked for, by default the baseline, the chosen one, and others that are not archived. Throws BAD_INPUT for a plan listed twice. */
const sidesOf = (book: Workbook, ids: readonly PlanId[] | undefined): readonly Side[] => {
  if (ids !== undefined && new Set(ids).size < ids.length) throwIfIssues([issue('planIds', 'twicePlan')]);
  const activePlans = book.plans.filter(({ archived }) => !archived);
  const rank = (id: PlanId, overrides: number): number => (overrides === 0 ? 0 : id === book.settings.planId ? 1 : 2);
  const defaultPlans = sortedByCreation(
    activePlans.toSorted((a, b) => rank(a.id, a.overrides.length) - rank(b.id, b.overrides.length)).slice(0, COMPARED_PLANS.most),
  ).map(({ id }) => id);
  const comparedIds = ids ?? defaultPlans;
  const letters = planLetters(book.plans, comparedIds);
  return comparedIds.map((id) => {
    const plan = book.plan(id);
    const contracts = plan.portfolio.contracts.length + plan.problems.size;
    return { plan, comparedPlan: { id, name: plan.plan.name, note: plan.plan.note.trim(), contracts, ...letters.get(id)! } };
  });
};

/** The product whose contracts' payments differ most between the plans; undefined where none do. */
function* productOfLargestDifference(book: Workbook, sides: readonly Side[]): Steps<Product | undefined> {
  const paymentsByPlan: ReadonlyMap<ProductId, number>[] = [];
  for (const { plan } of sides) {
    const payments = new Map<ProductId, number>();
    for (const { productId, revenue } of plan.value.contracts) addAmount(payments, productId, sum(revenue));
    paymentsByPlan.push(payments);
    yield;
  }
  const differences = [...book.products.values()].map((product) => {
    const payments = paymentsByPlan.map((paymentsOfPlan) => paymentsOfPlan.get(product.id) ?? 0);
    return { product, difference: Math.max(...payments) - Math.min(...payments) };
  });
  const [first] = differences.toSorted((a, b) => b.difference - a.difference);
  return first && first.difference > 0 ? first.product : undefined;
}

/** Keys of the measures that decide the verdict; limits in the year of the table, or the one in which the plans differ most. */
const VERDICT_MEASURES: ReadonlySet<string> = new Set(['slump', 'limits', 'china', 'largestGroup']);

/** The expected NPV as a measure of the table. */
const expectedNpvMeasure = ({ npvOf, figureOf }: Ranking, label: Message): Measure => ({
  key: 'expectedNpv',
  group: 'earnings',
  label,
  better: 'more',
  unit: 'usd',
  decimals: 1,
  coversWholePlan: true,
  of: ({ plan: { plan } }) => ({ value: npvOf(plan.id), figure: figureOf(plan.id) }),
});

/** The row of expected NPVs: which differences are not material, and whether the highest values are level. */
const withMaterial = (row: CompareRow, sides: readonly Side[], reference: Side, { npvOf, difference: differ }: Ranking): CompareRow => {
  const ids = sides.map(({ comparedPlan }) => comparedPlan.id);
  const [highestId, secondId] = ids.toSorted((a, b) => npvOf(b) - npvOf(a));
  const isLevel = highestId !== undefined && secondId !== undefined && !differ(highestId, secondId).isMaterial;
  return {
    ...row,
    ...(isLevel ? { hasNoBest: true as const } : {}),
    cells: row.cells.map((cell, i) => {
      const { isMaterial, error } = differ(ids[i]!, reference.comparedPlan.id);
      if (cell.difference === undefined) return cell;
      const { explanation: differenceExplanation } = cell.difference;
      const formula =
        error === 0
          ? message('compare.formula.difference')
          : message('compare.expectedNpv.formulaDifference', { error: usd(error, { decimals: 1 }) });
      const figure =
        differenceExplanation === undefined ? cell.difference : { ...cell.difference, explanation: { ...differenceExplanation, formula } };
      return { ...cell, difference: figure, ...(isMaterial ? {} : { isImmaterial: true as const }) };
    }),
  };
};

/** The expected NPV of every plan less that of every other. */
const pairsOf = (sides: readonly Side[], { npvOf, difference: differ, basis, identify }: Ranking): Output<'compare.get'>['pairs'] =>
  sides.flatMap(({ comparedPlan: ownPlan }) =>
    sides
      .filter(({ comparedPlan }) => comparedPlan.id !== ownPlan.id)
      .map(({ comparedPlan: otherPlan }) => {
        const { value, error, isMaterial } = differ(ownPlan.id, otherPlan.id);
        const figure = withExplanation(
          usd(value, {
            decimals: 1,
            sign: true,
            between: { value: npvOf(ownPlan.id), from: npvOf(otherPlan.id) },
            identity: identify('expectedNpv', ownPlan.id, otherPlan.id),
          }),
          explanation(
            [
              { label: message('line.member', { name: ownPlan.name }), amount: npvOf(ownPlan.id) },
              { label: message('plans.difference.less', { plan: otherPlan.name }), amount: -npvOf(otherPlan.id) },
            ],
            value,
            { title: message('compare.differenceOf.npv'), formula: message('compare.differenceOf.npv.formula'), unit: 'usd', decimals: 1 },
          ),
        );
        return {
          own: ownPlan.id,
          other: otherPlan.id,
          difference: figure,
          isMaterial,
          ...(basis === 'run' ? { error: usd(error, { decimals: 1, identity: identify('standardError', ownPlan.id, otherPlan.id) }) } : {}),
        };
      }),
  );

const difference = (
  measure: Measure,
  side: Side,
  reference: Side,
  ownValue: NonNullable<MeasuredValue>,
  otherValue: NonNullable<MeasuredValue>,
): Figure => {
  const figure: Figure = {
    value: ownValue.value - otherValue.value + 0,
    unit: measure.unit,
    decimals: measure.decimals,
    sign: true,
    ...differenceOf(ownValue.figure, otherValue.figure),
  };
  return withExplanation(
    figure,
    explanation(
      [
        { label: message('line.member', { name: side.comparedPlan.name }), amount: ownValue.value },
        { label: message('plans.difference.less', { plan: reference.comparedPlan.name }), amount: -otherValue.value },
      ],
      ownValue.value - otherValue.value,
      { title: measure.label, formula: message('compare.formula.difference'), unit: measure.unit, decimals: measure.decimals },
    ),
  );
};

/** Measures each plan, and explains what was measured, in a step. */
function* rowOf(book: Workbook, sides: readonly Side[], reference: Side, year: Year | undefined, measure: Measure): Steps<CompareRow> {
  const values: ReturnType<Measure['of']>[] = [];
  const figures: Figure[] = [];
  for (const { plan } of sides) {
    const value = measure.of({ book, plan, year: measure.coversWholePlan ? undefined : year });
    yield;
    values.push(value);
    figures.push(value === undefined ? emptyFigure() : value.figure);
    yield;
  }
  const referenceValue = values[sides.indexOf(reference)];
  return {
    key: measure.key,
    group: measure.group,
    label: measure.label,
    better: measure.better,
    cells: sides.map((side, i) => {
      const ownValue = values[i];
      const differenceFigure =
        ownValue === undefined || referenceValue === undefined || side === reference
          ? undefined
          : difference(measure, side, reference, ownValue, referenceValue);
      return { figure: figures[i]!, ...(differenceFigure === undefined ? {} : { difference: differenceFigure }) };
    }),
  };
}

/** Plans side by side: one measure a row, over a year or the whole plan; and the results of a stored run on common paths. */
export const comparison = async (
  ctx: ServiceContext,
  book: Workbook,
  input: {
    readonly planIds?: readonly PlanId[] | undefined;
    readonly reference?: PlanId | undefined;
    readonly scope?: Year | 'whole' | undefined;
    readonly scenario?: ScenarioId | undefined;
  },
): Promise<Output<'compare.get'>> => {
  const sides = sidesOf(book, input.planIds);
  const [first] = sides;
  const reference = sides.find(({ comparedPlan }) => comparedPlan.id === input.reference) ?? first;
  if (reference === undefined) throw new OrebookError('NOT_FOUND', { kind: 'plan', id: '' });
  const plans = sides.map(({ plan }) => plan);
  const differenceYear = await runWithYielding(yearOfLargestDifference(book, plans));
  const { years } = reference.plan.exposure();
  const year =
    input.scope === 'whole' ? undefined : input.scope !== undefined && years.includes(input.scope) ? input.scope : differenceYear;
  const scenario = findLossScenario(book, input.scenario);
  const scenarioName = scenario && scenarioLabel(scenario);
  for (const plan of plans) await runWithYielding(plan.inSteps.scenarioRevenue(scenario?.id));
  for (const plan of plans) await runWithYielding(protectionOf(plan).prepare());
  const run = await comparedRun(
    ctx,
    book,
    sides.map(({ comparedPlan }) => comparedPlan.id),
  );
  const measuresOnPaths = run?.isCurrent ? pathMeasures(run) : [];
  const ranking = await rankPlans(book, plans, run);
  const product = await runWithYielding(productOfLargestDifference(book, sides));
  const measures = [
    expectedNpvMeasure(ranking, message(`compare.expectedNpv.${ranking.basis}`)),
    ...measuresOf(product, scenario, measuresOnPaths),
    ...(await financingMeasures(ctx, plans)),
  ];
  const pause = createYielder();
  const rows: CompareRow[] = [];
  for (const measure of measures) {
    const row = await runWithYielding(rowOf(book, sides, reference, year, measure), pause);
    rows.push(measure.key === 'expectedNpv' ? withMaterial(row, sides, reference, ranking) : row);
  }
  const verdictYear = year ?? differenceYear;
  const verdictRows: CompareRow[] = [];
  for (const measure of measures)
    if (VERDICT_MEASURES.has(measure.key))
      verdictRows.push(await runWithYielding(rowOf(book, sides, reference, verdictYear, measure), pause));
  const planValues = planValuesOf(
    sides.map(({ plan, comparedPlan: { id, name } }) => ({ id, name, isOversold: plan.oversold().length > 0 })),
    verdictRows,
  );
  const decision = decideBetween(planValues, ranking);
  const comparedPlans = sides.map(({ comparedPlan }) => comparedPlan);
  await pause();
  const oversoldSentences = await runWithYielding(oversoldPlansVerdict(book, plans), pause);
  await pause();
  const spotTermsSentences = await runWithYielding(spotTermsVerdict(book, plans, reference.plan));
  await pause();
  const paths = run && comparedPaths(book, run, comparedPlans, reference.comparedPlan, decision && [decision.best, decision.other]);
  return {
    plans: comparedPlans,
    offered: book.plans.filter(({ archived }) => !archived).map(({ id, name }) => ({ id, name })),
    reference: reference.comparedPlan.id,
    ...(year === undefined ? {} : { year }),
    differenceYear,
    years: [...years],
    ...scenarioChoice(book, scenario),
    verdict: [
      ...oversoldSentences,
      ...compareVerdict(planValues, ranking, verdictYear, scenarioName),
      ...spotTermsSentences,
      ...(paths?.verdict ?? []),
    ],
    basis: ranking.basis,
    pairs: pairsOf(sides, ranking),
    rows,
    charts: await compareCharts(book, sides, years),
    ...(paths === undefined ? {} : { paths }),
    settings: paths?.settings ?? (await lastSettings(ctx)),
  };
};

/** Net revenue of every plan in a scenario, USD; results of products with the same contracts in several plans, or before an edit, are reused. */
function* revenuesIn(sides: readonly Side[], { id }: Scenario): Steps<readonly number[]> {
  for (const { plan } of sides) yield* plan.inSteps.scenarioRevenue(id);
  return sides.map(({ plan }) => sum(plan.scenarioRevenue(id) ?? []));
}

const costFigure = (book: Workbook, plan: ValuedPlan, base: number, scenarioRevenue: number, scenario: Scenario): Figure =>
  withExplanation(
    usd(base - scenarioRevenue, { decimals: 1, identity: identifyInPlan(book, plan, 'scenarioCost', { scenario: scenario.id }) }),
    explanation(
      [
        { label: message('cycles.explain.atDeck'), amount: base },
        { label: message('cycles.explain.inScenario'), amount: -scenarioRevenue },
      ],
      base - scenarioRevenue,
      {
        title: message('compare.cost', { scenario: scenarioLabel(scenario) }),
        formula: message('cycles.explain.costFormula', { year: book.settings.horizonYear }),
        unit: 'usd',
        decimals: 1,
        sources: [deckSource(book)],
      },
    ),
  );

/** The net revenue that each plan loses in each scenario of the workspace, the most costly scenario first. */
export const scenarioCosts = async (book: Workbook, ids: readonly PlanId[] | undefined): Promise<Output<'compare.scenarios'>> => {
  const sides = sidesOf(book, ids);
  const pause = createYielder();
  const costsByScenario: {
    readonly scenario: Scenario;
    readonly costs: readonly number[];
    readonly scenarioRevenues: readonly number[];
  }[] = [];
  const base = sides.map(({ plan }) => sum(plan.value.revenue));
  for (const scenario of book.scenarios) {
    const scenarioRevenues = await runWithYielding(revenuesIn(sides, scenario), pause);
    costsByScenario.push({ scenario, scenarioRevenues, costs: scenarioRevenues.map((revenue, i) => base[i]! - revenue) });
  }
  const largestCost = Math.max(1, ...costsByScenario.flatMap(({ costs }) => costs));
  return {
    plans: sides.map(({ comparedPlan }) => comparedPlan),
    scenarios: costsByScenario
      .toSorted((a, b) => Math.max(...b.costs) - Math.max(...a.costs))
      .map(({ scenario, costs, scenarioRevenues }): ScenarioCosts => {
        const figures = costs.map((_cost, i) => costFigure(book, sides[i]!.plan, base[i]!, scenarioRevenues[i]!, scenario));
        return {
          id: scenario.id,
          name: scenarioLabel(scenario),
          cells: figures.map((cost, i) => ({ cost, heat: costs[i]! / largestCost })),
        };
      }),
  };
};

export const compareHandlers: HandlersOf<'compare'> = {
  'compare.get': async (input, ctx) => comparison(ctx, await workbookOfValuedPlans(ctx), input),
  'compare.scenarios': async ({ planIds }, ctx) => scenarioCosts(await workbookOfValuedPlans(ctx), planIds),
  'compare.decks': compareOnDecks,
  'compare.run': async ({ planIds, settings }, ctx) => {
    ctx.workspace.requireWritable();
    const book = await workbookOfValuedPlans(ctx);
    const ids = sidesOf(book, planIds).map(({ comparedPlan }) => comparedPlan.id);
    const preparedRuns = await prepareAll(ctx, book, ids, settings);
    const label = message('compare.job', { plans: { list: preparedRuns.map(({ plan }) => plan.plan.name), by: 'serial' } });
    const { name: deck } = book.decks.find(({ id }) => id === book.settings.deck)!;
    const runRequest = { db: ctx.workspace.db(), prepared: preparedRuns, deck, settings, revision: ctx.workspace.revision() };
    return { jobId: ctx.jobs.start('comparison', label, (job) => runAndStore(ctx, runRequest, job)) };
  },
};
