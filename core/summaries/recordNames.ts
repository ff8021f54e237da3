import type { ScenarioId } from '#shared/domain/ids.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { localizeScenario } from '#shared/presentation/scenario.ts';
import { chosenDeck } from '../portfolio/labels.ts';
import type { Records } from '../portfolio/records.ts';
import { findScenario } from '../portfolio/valuedPortfolio.ts';

// Names of records in documents. Use cases return the labels of ../portfolio/labels.ts instead.

/** Returns the name of a reference in the current locale; its code if it no longer exists. */
export const referenceName = (references: ReadonlyMap<string, Pick<Reference, 'name'>>, code: string): string => {
  const knownReference = references.get(code);
  return knownReference === undefined ? code : shippedText(knownReference.name);
};

/** Returns the name of the chosen deck inside a sentence. */
export const deckName = (records: Pick<Records, 'decks' | 'settings'>): string => renderLabel(chosenDeck(records, 'inSentence'));

/** Finds a scenario, by default the China slump, and localizes its texts. Throws NOT_FOUND. */
export const scenarioOf = (scenarios: readonly Scenario[], id: ScenarioId | undefined): Scenario | undefined => {
  const knownScenario = findScenario(scenarios, id);
  return knownScenario && localizeScenario(knownScenario);
};
