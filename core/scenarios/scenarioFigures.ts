import type { Revaluation } from '#engine';
import type { Figure } from '#shared/contract/figure.ts';
import type { ScenarioId } from '#shared/domain/ids.ts';
import { sum } from '#shared/math.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { message } from '#shared/messages/text.ts';
import { deckSource } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { usd, withExplanation } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { findScenario } from '../portfolio/valuedPortfolio.ts';

const line = (key: MessageKey, amount: number) => ({ label: message(key), amount, unit: 'usd' as const, decimals: 1 });

/** The causes of a scenario; failing buyers and closed channels only where it has them. */
export const shownCauses = ({ causes }: Revaluation): Revaluation['causes'] =>
  causes.filter(({ key, amount }) => amount !== 0 || (key !== 'performance' && key !== 'channels'));

/** The change of net revenue in a scenario, explained by its causes. */
export const changeFigure = (book: Workbook, revaluation: Revaluation, options: Partial<Figure> = {}): Figure =>
  withExplanation(usd(revaluation.total.change, options), {
    title: message('overview.explain.slump'),
    formula: message('overview.explain.slump.formula', { year: book.settings.horizonYear }),
    lines: shownCauses(revaluation).map(({ key, amount }) => line(`overview.explain.cause.${key}`, amount)),
    total: line('overview.explain.total', revaluation.total.change),
    sources: [deckSource(book)],
  });

/** The cost of a scenario, explained by its causes; a cause that reduces the cost is negative. `options` adds a link. */
export const costFigure = (book: Workbook, revaluation: Revaluation, options: Partial<Figure> = {}): Figure =>
  withExplanation(usd(-revaluation.total.change, options), {
    title: message('overview.explain.slump'),
    formula: message('overview.explain.slump.costFormula', { year: book.settings.horizonYear }),
    lines: shownCauses(revaluation).map(({ key, amount }) => line(`overview.explain.cause.${key}`, 0 - amount)),
    total: line('cycles.explain.cost', -revaluation.total.change),
    sources: [deckSource(book)],
  });

/** The cost of a scenario without its causes, which need too many valuations for a list of plans and for every keystroke. */
export const standaloneCost = (book: Workbook, plan: ValuedPlan, id?: ScenarioId): Figure => {
  const cost = plan.scenarioCost(id);
  const stressedRevenue = plan.scenarioRevenue(id);
  const scenario = findScenario(book.scenarios, id);
  if (stressedRevenue === undefined || scenario === undefined) return usd(cost);
  return withExplanation(usd(cost, { identity: identifyInPlan(book, plan, 'scenarioCost', { scenario: scenario.id }) }), {
    title: message('overview.explain.slump'),
    formula: message('cycles.explain.costFormula', { year: book.settings.horizonYear }),
    lines: [line('cycles.explain.atDeck', sum(plan.revenue())), line('cycles.explain.inScenario', -sum(stressedRevenue))],
    total: line('cycles.explain.cost', cost),
    sources: [deckSource(book)],
  });
};

/** The part of the loss in a scenario that floors and take-or-pay avoid. */
export const savedFigure = (book: Workbook, { total }: Revaluation, options: Partial<Figure> = {}): Figure =>
  withExplanation(usd(total.saved, options), {
    title: message('overview.explain.saved'),
    formula: message('overview.explain.saved.formula'),
    lines: [line('overview.explain.saved.without', 0 - total.changeWithoutClauses), line('overview.explain.saved.with', total.change)],
    total: line('overview.explain.saved.total', total.saved),
    sources: [deckSource(book)],
  });
