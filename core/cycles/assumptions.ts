import { createRevenueCache, valuePortfolioInSteps, yearlyRevenueInSteps } from '#engine';
import type { BarsChart } from '#shared/contract/charts.ts';
import type { Output, ParsedInput } from '#shared/contract/contract.ts';
import type { AssumptionRow } from '#shared/contract/cycles.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure, Label } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { createObjectField } from '#shared/objectField.ts';
import type { Steps } from '#shared/steps.ts';
import type { ServiceContext } from '../context.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { ratio, usd, withExplanation } from '../portfolio/figures.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import { type ValuedPlan, valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { findScenario } from '../portfolio/valuedPortfolio.ts';
import { assumptionTornado } from '../simulation/assumptionTornado.ts';
import { MARKET_ASSUMPTIONS } from '../simulation/defaultRanges.ts';
import { tornadoChart } from '../simulation/simulationCharts.ts';
import { createYielder, runWithYielding } from '../yielding.ts';

/** Deterministic results of a plan, USD: its NPV, and the cost of a scenario to its net revenue. */
type Headline = { readonly npv: number; readonly cost: number };

type HeadlineKey = keyof Headline;

/** The change of a headline number, explained by the number before and after. */
const changeOf = (
  book: Workbook,
  key: HeadlineKey,
  [base, variedHeadline]: readonly [Headline, Headline],
  identity: FigureIdentity,
): Figure => {
  const change = variedHeadline[key] - base[key];
  const lines = [
    { label: message('assumptions.line.there'), amount: variedHeadline[key] },
    { label: message('assumptions.line.base'), amount: -base[key] },
  ];
  return withExplanation(
    usd(change, { sign: true, decimals: 1, identity }),
    explanation(lines, change, {
      title: message(`assumptions.${key}`),
      formula: message('assumptions.formula'),
      unit: 'usd',
      decimals: 1,
      sources: [deckSource(book)],
    }),
  );
};

const endOf = ({ value, identity }: Figure) => ({ value: Number(value), identity });

const chartOf = (book: Workbook, rows: readonly AssumptionRow[], key: HeadlineKey): BarsChart | undefined =>
  tornadoChart(
    rows.map(({ label, low, high }) => ({ label, low: endOf(low[key]), high: endOf(high[key]) })),
    message(`assumptions.chart.${key}`),
    (assumption) => message('assumptions.chart.summary', { assumption, year: book.settings.horizonYear }),
  );

/** The results as tornados, the widest range first; absent where nothing changes. */
export const assumptionCharts = (book: Workbook, rows: readonly AssumptionRow[]) => ({
  npv: chartOf(book, rows, 'npv'),
  cost: chartOf(book, rows, 'cost'),
});

type AssumptionSensitivity = Pick<Output<'cycles.assumptions'>, 'rows' | 'npv' | 'cost'>;

const sensitivitiesByPlan = createObjectField<ValuedPlan, Map<Scenario, AssumptionSensitivity>>();

const measureSensitivity = async (
  book: Workbook,
  plan: ValuedPlan,
  scenario: Scenario,
  pause: () => Promise<void>,
): Promise<AssumptionSensitivity> => {
  const { market } = book;
  const { portfolio } = plan;
  const identify = (key: HeadlineKey, variantName?: string): FigureIdentity => {
    const parts = key === 'cost' ? { scenario: scenario.id } : {};
    const measure = key === 'cost' ? 'scenarioCost' : 'npv';
    if (variantName === undefined) return identifyInPlan(book, plan, measure, parts);
    return identifyInPlan(book, { ...plan, variant: `${plan.variant ?? ''}[${variantName}]` }, measure, { ...parts, against: plan });
  };
  await runWithYielding(plan.inSteps.scenarioRevenue(scenario.id), pause);
  const base: Headline = { npv: plan.value.npv, cost: plan.scenarioCost(scenario.id) };
  const stressedMarket = plan.scenarioMarket(scenario.id)!;
  // variants of products have the same contracts, whose agreements it keeps
  const revenues = createRevenueCache();
  function* headlineInSteps(of: typeof portfolio): Steps<Headline> {
    // another market depth changes spot sales only
    const { npv, revenue } = yield* valuePortfolioInSteps(of, market, { portfolio, market, value: plan.value });
    return { npv, cost: sum(revenue) - sum(yield* yearlyRevenueInSteps(of, stressedMarket, revenues)) };
  }
  const rows: AssumptionRow[] = [];
  for (const { key, low, high, scale } of MARKET_ASSUMPTIONS) {
    const ends = [];
    for (const factor of [low, high]) {
      const variedHeadline = await runWithYielding(headlineInSteps(scale(portfolio, factor)), pause);
      const setting: Label = message('simulation.tornado.times', { factor: ratio(factor, { decimals: 2 }) });
      const variantName = `${key} x ${factor}`;
      ends.push({
        setting,
        npv: changeOf(book, 'npv', [base, variedHeadline], identify('npv', variantName)),
        cost: changeOf(book, 'cost', [base, variedHeadline], identify('cost', variantName)),
      });
      await pause();
    }
    rows.push({ key, label: message(`simulation.tornado.${key}`), low: ends[0]!, high: ends[1]! });
  }
  return {
    rows,
    npv: usd(base.npv, { decimals: 1, identity: identify('npv') }),
    cost: usd(base.cost, { decimals: 1, identity: identify('cost') }),
  };
};

/**
 * Values a plan again with each default assumption of the market at its low and high value, one at a time: the change of its NPV and of the
 * cost of a scenario of the workspace. Computed once for the page and documents.
 */
export const assumptionSensitivity = async (
  book: Workbook,
  plan: ValuedPlan,
  scenario: Scenario,
  pause: () => Promise<void>,
): Promise<AssumptionSensitivity> => {
  const ofPlan = sensitivitiesByPlan.get(plan) ?? new Map<Scenario, AssumptionSensitivity>();
  sensitivitiesByPlan.set(plan, ofPlan);
  const sensitivity = ofPlan.get(scenario) ?? (await measureSensitivity(book, plan, scenario, pause));
  ofPlan.set(scenario, sensitivity);
  return sensitivity;
};

/** The sensitivity of the chosen plan to the default assumptions of the market. Throws NOT_FOUND (scenario). */
export const assumptionsOf = async (
  { scenarioId }: ParsedInput<'cycles.assumptions'>,
  ctx: ServiceContext,
): Promise<Output<'cycles.assumptions'>> => {
  const book = await valuedWorkbook(ctx);
  const scenario = findScenario(book.scenarios, scenarioId);
  if (scenario === undefined) throw new OrebookError('NOT_FOUND', { kind: 'scenario', id: scenarioId ?? '' });
  const sensitivity = await assumptionSensitivity(book, book.plan(), scenario, createYielder());
  const { npv: npvChart, cost: costChart } = assumptionCharts(book, sensitivity.rows);
  const simulatedTornado = await assumptionTornado(ctx, book, book.settings.planId);
  return {
    scenario: scenarioLabel(scenario),
    ...(simulatedTornado ? { simulated: simulatedTornado } : {}),
    ...sensitivity,
    ...(npvChart ? { npvChart } : {}),
    ...(costChart ? { costChart } : {}),
  };
};
