import type { ScenarioId } from '#shared/domain/ids.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { template, text } from '#shared/messages/text.ts';
import { localizeScenario } from '#shared/presentation/scenario.ts';
import { findScenario } from '../portfolio/portfolio.ts';
import type { Records } from '../portfolio/records.ts';

// Names of records as documents write them. Use cases answer the labels of ../portfolio/labels.ts.

/** What a reference is called in the language that is spoken; its code where it is gone. */
export const referenceName = (references: ReadonlyMap<string, Pick<Reference, 'name'>>, code: string): string => {
  const found = references.get(code);
  return found === undefined ? code : shippedText(found.name);
};

/** The name of an element or oxide of an assay; its symbol where it has none. */
export const elementName = (element: string): string => {
  const key = `element.${element}`;
  const name = template(key);
  return name === key ? element : name;
};

/** The chosen deck as it stands inside a sentence: base, low, high. */
export const deckName = ({ settings }: Pick<Records, 'settings'>): string => text(`deck.${settings.deck}`).toLocaleLowerCase('en');

/** The scenario of an id, by default the China slump, with its texts in the current locale. Throws NOT_FOUND. */
export const scenarioOf = (scenarios: readonly Scenario[], id: ScenarioId | undefined): Scenario | undefined => {
  const found = findScenario(scenarios, id);
  return found && localizeScenario(found);
};
