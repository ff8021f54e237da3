import type { ScenarioChoice } from '#shared/contract/scenarios.ts';
import type { ScenarioId } from '#shared/domain/ids.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import { findScenario, type Workbook } from '../portfolio/portfolio.ts';

/**
 * The scenario by whose losses plans are weighed. Pages name it, so that a deleted one of an old address gives way to the default; undefined
 * where the workspace has none.
 */
export const weighedScenario = ({ scenarios }: Workbook, id: ScenarioId | undefined): Scenario | undefined =>
  scenarios.find((scenario) => scenario.id === id) ?? findScenario(scenarios, undefined);

/** The weighed scenario as a page shows it, with those that can be chosen instead. */
export const scenarioChoice = (book: Workbook, weighed: Scenario | undefined): ScenarioChoice => ({
  ...(weighed === undefined ? {} : { scenario: weighed.id }),
  scenarios: book.scenarios.map((one) => ({ id: one.id, name: scenarioLabel(one) })),
});
