import type { Scenario, ScenarioShocksWithNote } from '../domain/scenario.ts';
import { shippedText } from '../messages/shipped.ts';
import { text } from '../messages/text.ts';

/** Localises the name, note and sources of a shipped scenario; a scenario of the user is returned unchanged. */
export const localizeScenario = (scenario: Scenario): Scenario => {
  if (!scenario.shipped) return scenario;
  const localizeSource = <T extends { readonly source: string }>(shock: T): T => ({ ...shock, source: shippedText(shock.source) });
  return {
    ...scenario,
    name: shippedText(scenario.name),
    note: shippedText(scenario.note),
    prices: scenario.prices.map(localizeSource),
    demand: scenario.demand.map(localizeSource),
    channels: scenario.channels.map(localizeSource),
  };
};

/** Adds note and sources in the current locale to the shocks of a reverse stress, to save them as a scenario. */
export const localizeReverseStress = (shocks: ScenarioShocksWithNote): ScenarioShocksWithNote => {
  const source = text('cycles.reverse.source');
  return {
    ...shocks,
    prices: shocks.prices.map((shock) => ({ ...shock, source })),
    demand: shocks.demand.map((shock) => ({ ...shock, source })),
    note: text('cycles.reverse.note'),
  };
};
