import type { ScenarioChoice } from '#shared/contract/scenarios.ts';
import type { ScenarioId } from '#shared/domain/ids.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { findScenario } from '../portfolio/valuedPortfolio.ts';

/**
 * Returns the scenario whose losses are shown for each plan: the given one, or the default if it was deleted; undefined where the workspace
 * has no scenario.
 */
export const findLossScenario = ({ scenarios }: Workbook, id: ScenarioId | undefined): Scenario | undefined =>
  scenarios.find((scenario) => scenario.id === id) ?? findScenario(scenarios, undefined);

/** Returns the scenario whose losses a page shows, and the scenarios to choose from. */
export const scenarioChoice = (book: Workbook, lossScenario: Scenario | undefined): ScenarioChoice => ({
  ...(lossScenario === undefined ? {} : { scenario: lossScenario.id }),
  scenarios: book.scenarios.map((listedScenario) => ({ id: listedScenario.id, name: scenarioLabel(listedScenario) })),
});
