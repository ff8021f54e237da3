import type { Revaluation } from '#engine';
import type { ParsedInput } from '#shared/contract/contract.ts';
import type { CycleRow } from '#shared/contract/cycles.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Label, TableIdentities, Verdict } from '#shared/contract/figure.ts';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { hasFloor } from '#shared/domain/terms.ts';
import { message } from '#shared/messages/text.ts';
import { isEndOfStep, type Steps } from '#shared/steps.ts';
import { type HandlersOf, memoizeLastAnswer, type ServiceContext } from '../context.ts';
import { closedMarkets } from '../portfolio/closedMarkets.ts';
import { contractEntry } from '../portfolio/contractValues.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { count, labelFigure, words, year } from '../portfolio/figures.ts';
import { scenarioLabel, scenarioText } from '../portfolio/labels.ts';
import { type ValuedPlan, valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { findScenario } from '../portfolio/valuedPortfolio.ts';
import { displacementFigures } from '../scenarios/displacement.ts';
import { costFigure, savedFigure } from '../scenarios/scenarioFigures.ts';
import { createYielder, runWithYielding } from '../yielding.ts';
import { assumptionsOf } from './assumptions.ts';
import { curesOf } from './cures.ts';
import { causesChart, demandChart, pathsChart, revenueChart } from './cycleCharts.ts';
import { gainFigures, lossBy, lossOnSpot, lossShare, lossWithoutProtection, savedTotals, totalFigures } from './cycleFigures.ts';
import { cycleGroups, groupIdentities } from './cycleGroups.ts';
import { reverseOf } from './reverse.ts';

/** Each contract in a scenario, the largest loss first. */
export function* cycleRowsInSteps(book: Workbook, plan: ValuedPlan, revaluation: Revaluation): Steps<readonly CycleRow[]> {
  const rows: CycleRow[] = [];
  for (let i = 0; i < revaluation.byContract.length; i++) {
    const change = revaluation.byContract[i]!;
    if (isEndOfStep(i)) yield;
    const entry = contractEntry(plan, change.contractId);
    const buyer = entry && book.buyers.get(entry.contract.buyerId);
    const product = entry && book.products.get(entry.contract.productId);
    if (entry === undefined || buyer === undefined || product === undefined) continue;
    const terms = termsAt(entry.contract, book.valuationMonth);
    rows.push({
      contractId: change.contractId,
      code: entry.contract.code,
      buyerId: buyer.id,
      buyer: buyer.name,
      metal: product.metal,
      zone: entry.buyer.destination[0]?.zone ?? 'unknown',
      base: change.base,
      stressed: change.scenario,
      change: change.scenario - change.base,
      savedByFloor: change.savedByFloor,
      savedByTakeOrPay: change.savedByTakeOrPay,
      hasFloor: hasFloor(terms),
      takeOrPayShare: terms.quantity.takeOrPayShare,
    });
  }
  yield;
  return rows.sort((a, b) => a.change - b.change);
}

const cycleIdentities = (book: Workbook, plan: ValuedPlan, { id }: Scenario): TableIdentities[string] => {
  const column = (measure: FigureMeasure) => {
    const { subject: _subject, ...rest } = identifyInPlan(book, plan, measure, measure === 'revenue' ? {} : { scenario: id });
    return { ...rest, dealBasis: 'inPlan' as const };
  };
  return {
    columns: {
      base: column('revenue'),
      stressed: column('scenarioRevenue'),
      change: column('scenarioChange'),
      savedByFloor: column('savedByFloor'),
      savedByTakeOrPay: column('savedByTakeOrPay'),
    },
    rowSubject: 'contract',
    rowId: 'contractId',
  };
};

/** The verdict states the loss on spot sales if it is at least this share of the cost. */
const NOTABLE_SHARE = 0.2;

const verdictOf = (book: Workbook, plan: ValuedPlan, scenario: Scenario, revaluation: Revaluation, rows: readonly CycleRow[]): Verdict => {
  const inScenario = { book, plan, scenario: scenario.id };
  const identity = (measure: 'scenarioCost' | 'savedByClauses' | 'spotLoss') => ({
    identity: identifyInPlan(book, plan, measure, { scenario: scenario.id }),
  });
  const horizon = year(book.settings.horizonYear);
  const name = labelFigure(scenarioLabel(scenario));
  const largestLoss = rows[0];
  const unprotectedRows = rows.filter((row) => !row.hasFloor && row.takeOrPayShare === 0);
  if (revaluation.total.change > 0) {
    const { gain, share } = gainFigures(inScenario, revaluation);
    // a share of net revenue has no meaning where net revenue is not positive
    if (revaluation.total.base <= 0) return [{ key: 'cycles.verdict.gainOnly', figures: { scenario: name, year: horizon, gain } }];
    return [{ key: 'cycles.verdict.gain', figures: { scenario: name, year: horizon, gain, share } }];
  }
  if (revaluation.total.change === 0) return [{ key: 'cycles.verdict.none', figures: { scenario: name, year: horizon } }];
  const unsoldFigure = lossOnSpot(book, revaluation, identity('spotLoss'));
  // the contracts then lose more than the plan, and a part of its loss says nothing
  const isLossBeforeResale = Number(unsoldFigure.value) < revaluation.total.change * NOTABLE_SHARE;
  const figures = {
    scenario: name,
    cost: costFigure(book, revaluation, identity('scenarioCost')),
    year: horizon,
    share: lossShare(inScenario, revaluation),
    saved: savedFigure(book, revaluation, identity('savedByClauses')),
  };
  return [
    Number(unsoldFigure.value) < -revaluation.total.change * NOTABLE_SHARE
      ? { key: 'cycles.verdict.costSold', figures }
      : { key: 'cycles.verdict.cost', figures: { ...figures, unsold: unsoldFigure } },
    ...(largestLoss && largestLoss.change < 0
      ? [
          {
            key: isLossBeforeResale ? 'cycles.verdict.mostBeforeResale' : 'cycles.verdict.most',
            figures: {
              buyer: words(largestLoss.buyer, { route: `/contracts/${largestLoss.contractId}` }),
              ...lossBy(inScenario, largestLoss, revaluation),
            },
          },
        ]
      : []),
    ...(unprotectedRows.some(({ change }) => change < 0)
      ? [
          {
            key: isLossBeforeResale ? 'cycles.verdict.unprotectedBeforeResale' : 'cycles.verdict.unprotected',
            figures: {
              count: count(unprotectedRows.length, { route: '/contracts?floor=none' }),
              cost: lossWithoutProtection(inScenario, unprotectedRows),
            },
          },
        ]
      : []),
  ];
};

/** The sources of a scenario's figures, metal by metal, then demand and channels. */
const sourcesOf = (book: Workbook, scenario: Scenario): readonly Label[] => [
  ...new Map(
    [
      ...scenario.prices.map(({ reference, source }) => ({ metal: book.references.get(reference)?.metal, source })),
      ...[...scenario.demand, ...scenario.channels].map(({ source }) => ({ metal: undefined, source })),
    ].map(({ metal, source }): [string, Label] => {
      const label = scenarioText(scenario, source);
      return metal === undefined
        ? [source, label]
        : [`${metal}: ${source}`, message('cycles.source', { metal: message(`metal.${metal}`), source: label })];
    }),
  ).values(),
];

/** The effect of a scenario on the chosen plan, with the rows of all contracts, which are asked for in pages. */
const cycleOf = memoizeLastAnswer(async ({ scenarioId }: Pick<ParsedInput<'cycles.get'>, 'scenarioId'>, ctx: ServiceContext) => {
  const book = await valuedWorkbook(ctx);
  const plan = book.plan();
  await runWithYielding(plan.inSteps.inScenario(scenarioId));
  await runWithYielding(plan.inSteps.destinationDiversificationValue(scenarioId));
  const revaluation = plan.inScenario(scenarioId);
  const scenario = findScenario(book.scenarios, scenarioId);
  if (revaluation === undefined || scenario === undefined) throw new OrebookError('NOT_FOUND', { kind: 'scenario', id: scenarioId ?? '' });
  const rows = await runWithYielding(cycleRowsInSteps(book, plan, revaluation));
  const { spot } = revaluation;
  const yieldNow = createYielder();
  await yieldNow();
  const verdict = verdictOf(book, plan, scenario, revaluation, rows);
  await yieldNow();
  const groups = await cycleGroups(book, plan, revaluation, scenario);
  await yieldNow();
  const totals = await totalFigures(book, plan, revaluation, scenario);
  await yieldNow();
  const total = { ...totals, ...savedTotals({ book, plan, scenario: scenario.id }, rows) };
  await yieldNow();
  const revenue = revenueChart(book, plan, revaluation, scenario);
  await yieldNow();
  const causes = causesChart(book, plan, revaluation, scenario);
  await yieldNow();
  const paths = pathsChart(book, plan, scenario);
  await yieldNow();
  const demand = demandChart(book, plan, scenario);
  await runWithYielding(plan.inSteps.displacement(scenario));
  await yieldNow();
  const displacement = displacementFigures(book, plan.displacement(scenario), (measure) =>
    identifyInPlan(book, plan, measure, { scenario: scenario.id }),
  );
  return {
    scenario: {
      id: scenario.id,
      name: scenarioLabel(scenario),
      note: scenarioText(scenario, scenario.note),
      shipped: scenario.shipped,
      sources: sourcesOf(book, scenario),
    },
    scenarios: book.scenarios.map((listedScenario) => ({
      id: listedScenario.id,
      name: scenarioLabel(listedScenario),
      shipped: listedScenario.shipped,
    })),
    verdict: [...verdict, ...closedMarkets(book, revaluation.scenario).map((figures) => ({ key: 'spot.marketsClosed', figures }))],
    revenue,
    causes,
    paths,
    demand,
    rows,
    count: rows.length,
    identities: { rows: cycleIdentities(book, plan, scenario), ...groupIdentities(book, plan, scenario) },
    groups,
    spot: { base: spot.base, stressed: spot.scenario, change: spot.scenario - spot.base },
    total,
    displacement,
  };
});

export const cyclesHandlers: HandlersOf<'cycles'> = {
  'cycles.reverse': reverseOf,
  'cycles.assumptions': assumptionsOf,
  'cycles.cures': curesOf,

  'cycles.get': async ({ scenarioId, first }, ctx) => {
    const cycle = await cycleOf({ scenarioId }, ctx);
    return { ...cycle, rows: cycle.rows.slice(first, first + LIST_PAGE_ROWS) };
  },
};
