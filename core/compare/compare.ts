import { scenarioMarket, type Valuation, valuePortfolio } from '#engine';
import { COMPARED_PLANS, type ComparedPlan, type CompareRow, type ScenarioCosts } from '#shared/contract/compare.ts';
import type { Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure, Message } from '#shared/contract/figure.ts';
import type { PlanId, ScenarioId } from '#shared/domain/ids.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import type { Year } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { oversoldVerdict } from '../plans/oversold.ts';
import { yearOfLargestDifference } from '../plans/planList.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { differenceOf, identifyInPlan } from '../portfolio/figureIdentity.ts';
import { emptyFigure, usd, withExplanation } from '../portfolio/figures.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import { type ValuedPlan, type Workbook, workbook } from '../portfolio/portfolio.ts';
import { findLossScenario, scenarioChoice } from '../scenarios/scenarioChoice.ts';
import { lastSettings } from '../simulation/simulation.ts';
import { createYielder } from '../yielding.ts';
import { compareCharts } from './compareCharts.ts';
import { measuresOf } from './comparedMeasures.ts';
import { compareOnDecks } from './decks.ts';
import { financingMeasures } from './financingMeasures.ts';
import type { Measure, MeasuredValue } from './measure.ts';
import { comparedPaths, comparedRun, pathMeasures } from './paths.ts';
import { prepareAll, runAndStore } from './pathsRun.ts';
import { planLetters, sortedByCreation } from './planLetters.ts';
import { type Ranking, rankPlans } from './ranking.ts';
import { spotTermsVerdict } from './spotTermsVerdict.ts';
import { compareVerdict, decisive, weighedOf } from './verdict.ts';

type Side = { readonly plan: ValuedPlan; readonly shown: ComparedPlan };

/** The plans asked for, by default the baseline, the chosen one, and others that are not archived. Throws BAD_INPUT for one that stands twice. */
const sidesOf = (book: Workbook, ids: readonly PlanId[] | undefined): readonly Side[] => {
  if (ids !== undefined && new Set(ids).size < ids.length) throwIfIssues([issue('planIds', 'twicePlan')]);
  const live = book.plans.filter(({ archived }) => !archived);
  const rank = (id: PlanId, overrides: number): number => (overrides === 0 ? 0 : id === book.settings.planId ? 1 : 2);
  const usual = sortedByCreation(
    live.toSorted((a, b) => rank(a.id, a.overrides.length) - rank(b.id, b.overrides.length)).slice(0, COMPARED_PLANS.most),
  ).map(({ id }) => id);
  const compared = ids ?? usual;
  const letters = planLetters(book.plans, compared);
  return compared.map((id) => {
    const plan = book.plan(id);
    const contracts = plan.portfolio.contracts.length + plan.problems.size;
    return { plan, shown: { id, name: plan.plan.name, contracts, ...letters.get(id)! } };
  });
};

/** The product whose contracts' payments differ most between the plans; undefined where none do. */
const productApart = (book: Workbook, sides: readonly Side[]): Product | undefined => {
  const spread = [...book.products.values()].map((product) => {
    const paid = sides.map(({ plan }) =>
      sum(plan.value.contracts.filter(({ productId }) => productId === product.id).map(({ revenue }) => sum(revenue))),
    );
    return { product, apart: Math.max(...paid) - Math.min(...paid) };
  });
  const [first] = spread.toSorted((a, b) => b.apart - a.apart);
  return first && first.apart > 0 ? first.product : undefined;
};

/** The measures that the sentence weighs; limits in the year shown, or the one in which the plans differ most. */
const DECISIVE: ReadonlySet<string> = new Set(['slump', 'limits', 'china', 'largestGroup']);

/** The expected NPV as a measure of the table. */
const expectedNpvMeasure = ({ npvOf, figureOf }: Ranking, label: Message): Measure => ({
  key: 'expectedNpv',
  group: 'earnings',
  label,
  better: 'more',
  unit: 'usd',
  decimals: 1,
  whole: true,
  of: ({ plan: { plan } }) => ({ value: npvOf(plan.id), figure: figureOf(plan.id) }),
});

/** The row of expected NPVs: which differences are not material, and whether the highest values are level. */
const withMaterial = (row: CompareRow, sides: readonly Side[], reference: Side, { npvOf, difference: differ }: Ranking): CompareRow => {
  const ids = sides.map(({ shown }) => shown.id);
  const [top, second] = ids.toSorted((a, b) => npvOf(b) - npvOf(a));
  const isLevel = top !== undefined && second !== undefined && !differ(top, second).isMaterial;
  return {
    ...row,
    ...(isLevel ? { hasNoBest: true as const } : {}),
    cells: row.cells.map((cell, i) => {
      const { isMaterial, error } = differ(ids[i]!, reference.shown.id);
      if (cell.difference === undefined) return cell;
      const { explanation: explained } = cell.difference;
      const formula =
        error === 0
          ? message('compare.formula.difference')
          : message('compare.expectedNpv.formulaDifference', { error: usd(error, { decimals: 1 }) });
      const figure = explained === undefined ? cell.difference : { ...cell.difference, explanation: { ...explained, formula } };
      return { ...cell, difference: figure, ...(isMaterial ? {} : { isImmaterial: true as const }) };
    }),
  };
};

/** The expected NPV of every plan less that of every other. */
const pairsOf = (sides: readonly Side[], { npvOf, difference: differ, basis, identify }: Ranking): Output<'compare.get'>['pairs'] =>
  sides.flatMap(({ shown: own }) =>
    sides
      .filter(({ shown }) => shown.id !== own.id)
      .map(({ shown: other }) => {
        const { value, error, isMaterial } = differ(own.id, other.id);
        const figure = withExplanation(
          usd(value, { decimals: 1, sign: true, identity: identify('expectedNpv', own.id, other.id) }),
          explanation(
            [
              { label: message('line.member', { name: own.name }), amount: npvOf(own.id) },
              { label: message('plans.difference.less', { plan: other.name }), amount: -npvOf(other.id) },
            ],
            value,
            { title: message('compare.differenceOf.npv'), formula: message('compare.differenceOf.npv.formula'), unit: 'usd', decimals: 1 },
          ),
        );
        return {
          own: own.id,
          other: other.id,
          difference: figure,
          isMaterial,
          ...(basis === 'run' ? { error: usd(error, { decimals: 1, identity: identify('standardError', own.id, other.id) }) } : {}),
        };
      }),
  );

const difference = (
  measure: Measure,
  side: Side,
  reference: Side,
  own: NonNullable<MeasuredValue>,
  other: NonNullable<MeasuredValue>,
): Figure => {
  const figure: Figure = {
    value: own.value - other.value + 0,
    unit: measure.unit,
    decimals: measure.decimals,
    sign: true,
    ...differenceOf(own.figure, other.figure),
  };
  return withExplanation(
    figure,
    explanation(
      [
        { label: message('line.member', { name: side.shown.name }), amount: own.value },
        { label: message('plans.difference.less', { plan: reference.shown.name }), amount: -other.value },
      ],
      own.value - other.value,
      { title: measure.label, formula: message('compare.formula.difference'), unit: measure.unit, decimals: measure.decimals },
    ),
  );
};

const rowOf = (book: Workbook, sides: readonly Side[], reference: Side, year: Year | undefined, measure: Measure): CompareRow => {
  const found = sides.map(({ plan }) => measure.of({ book, plan, year: measure.whole ? undefined : year }));
  const other = found[sides.indexOf(reference)];
  return {
    key: measure.key,
    group: measure.group,
    label: measure.label,
    better: measure.better,
    cells: sides.map((side, i) => {
      const own = found[i];
      if (own === undefined) return { figure: emptyFigure() };
      const apart = other === undefined || side === reference ? undefined : difference(measure, side, reference, own, other);
      return { figure: own.figure, ...(apart === undefined ? {} : { difference: apart }) };
    }),
  };
};

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
  const reference = sides.find(({ shown }) => shown.id === input.reference) ?? first;
  if (reference === undefined) throw new OrebookError('NOT_FOUND', { kind: 'plan', id: '' });
  const differenceYear = yearOfLargestDifference(
    book,
    sides.map(({ plan }) => plan),
  );
  const { years } = reference.plan.exposure();
  const year =
    input.scope === 'whole' ? undefined : input.scope !== undefined && years.includes(input.scope) ? input.scope : differenceYear;
  const scenario = findLossScenario(book, input.scenario);
  const scenarioName = scenario && scenarioLabel(scenario);
  const run = await comparedRun(
    ctx,
    book,
    sides.map(({ shown }) => shown.id),
  );
  const onPaths = run?.isCurrent ? pathMeasures(run) : [];
  const ranking = await rankPlans(
    book,
    sides.map(({ plan }) => plan),
    run,
  );
  const measures = [
    expectedNpvMeasure(ranking, message(`compare.expectedNpv.${ranking.basis}`)),
    ...measuresOf(productApart(book, sides), scenario, onPaths),
    ...(await financingMeasures(
      ctx,
      sides.map(({ plan }) => plan),
    )),
  ];
  const rows = measures.map((measure) => {
    const row = rowOf(book, sides, reference, year, measure);
    return measure.key === 'expectedNpv' ? withMaterial(row, sides, reference, ranking) : row;
  });
  const limitsOf = year ?? differenceYear;
  const weighed = weighedOf(
    sides.map(({ plan, shown: { id, name } }) => ({ id, name, isOversold: plan.oversold().length > 0 })),
    measures.filter(({ key }) => DECISIVE.has(key)).map((measure) => rowOf(book, sides, reference, limitsOf, measure)),
  );
  const between = decisive(weighed, ranking);
  const shown = sides.map((side) => side.shown);
  const paths = run && comparedPaths(book, run, shown, reference.shown, between && [between.best, between.other]);
  return {
    plans: shown,
    offered: book.plans.filter(({ archived }) => !archived).map(({ id, name }) => ({ id, name })),
    reference: reference.shown.id,
    ...(year === undefined ? {} : { year }),
    differenceYear,
    years: [...years],
    ...scenarioChoice(book, scenario),
    verdict: [
      ...sides.flatMap(({ plan }) => oversoldVerdict(book, plan)),
      ...compareVerdict(weighed, ranking, limitsOf, scenarioName),
      ...spotTermsVerdict(
        book,
        sides.map(({ plan }) => plan),
        reference.plan,
      ),
      ...(paths?.verdict ?? []),
    ],
    basis: ranking.basis,
    pairs: pairsOf(sides, ranking),
    rows,
    charts: compareCharts(book, sides, years),
    ...(paths === undefined ? {} : { paths }),
    settings: paths?.settings ?? (await lastSettings(ctx)),
  };
};

/** Net revenue of every plan in a scenario, USD; what one plan's valuation has in common with the one before is not made again. */
const revenuesIn = (book: Workbook, sides: readonly Side[], scenario: Scenario): readonly number[] => {
  let earlier: Valuation | undefined;
  return sides.map(({ plan }) => {
    const { portfolio } = plan;
    const market = earlier?.market ?? scenarioMarket(book.market, scenario, portfolio);
    earlier = { portfolio, market, value: valuePortfolio(portfolio, market, earlier) };
    return sum(earlier.value.revenue);
  });
};

const costFigure = (book: Workbook, plan: ValuedPlan, base: number, then: number, scenario: Scenario): Figure =>
  withExplanation(
    usd(base - then, { decimals: 1, identity: identifyInPlan(book, plan, 'scenarioCost', { scenario: scenario.id }) }),
    explanation(
      [
        { label: message('cycles.explain.atDeck'), amount: base },
        { label: message('cycles.explain.inScenario'), amount: -then },
      ],
      base - then,
      {
        title: message('compare.cost', { scenario: scenarioLabel(scenario) }),
        formula: message('cycles.explain.costFormula', { year: book.settings.horizonYear }),
        unit: 'usd',
        decimals: 1,
        sources: [deckSource(book)],
      },
    ),
  );

/** What each scenario of the workspace takes from each plan, the dearest first. */
export const scenarioCosts = async (book: Workbook, ids: readonly PlanId[] | undefined): Promise<Output<'compare.scenarios'>> => {
  const sides = sidesOf(book, ids);
  const breathe = createYielder();
  const found: { readonly scenario: Scenario; readonly costs: readonly number[]; readonly then: readonly number[] }[] = [];
  const base = sides.map(({ plan }) => sum(plan.value.revenue));
  for (const scenario of book.scenarios) {
    const then = revenuesIn(book, sides, scenario);
    found.push({ scenario, then, costs: then.map((revenue, i) => base[i]! - revenue) });
    await breathe();
  }
  const most = Math.max(1, ...found.flatMap(({ costs }) => costs));
  return {
    plans: sides.map(({ shown }) => shown),
    scenarios: found
      .toSorted((a, b) => Math.max(...b.costs) - Math.max(...a.costs))
      .map(({ scenario, costs, then }): ScenarioCosts => {
        const figures = costs.map((_cost, i) => costFigure(book, sides[i]!.plan, base[i]!, then[i]!, scenario));
        return {
          id: scenario.id,
          name: scenarioLabel(scenario),
          cells: figures.map((cost, i) => ({ cost, heat: costs[i]! / most })),
        };
      }),
  };
};

export const compareHandlers: HandlersOf<'compare'> = {
  'compare.get': async (input, ctx) => comparison(ctx, await workbook(ctx), input),
  'compare.scenarios': async ({ planIds }, ctx) => scenarioCosts(await workbook(ctx), planIds),
  'compare.decks': ({ planId }, ctx) => compareOnDecks(ctx, planId),
  'compare.run': async ({ planIds, settings }, ctx) => {
    ctx.workspace.requireWritable();
    const book = await workbook(ctx);
    const ids = sidesOf(book, planIds).map(({ shown }) => shown.id);
    const prepared = await prepareAll(ctx, book, ids, settings);
    const label = message('compare.job', { plans: { list: prepared.map(({ plan }) => plan.plan.name), by: 'serial' } });
    const asked = { db: ctx.workspace.db(), prepared, settings, revision: ctx.workspace.revision() };
    return { jobId: ctx.jobs.start('comparison', label, (job) => runAndStore(ctx, asked, job)) };
  },
};
