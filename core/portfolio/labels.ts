import { findById } from '#shared/collections.ts';
import type { Label, Message } from '#shared/contract/figure.ts';
import type { Deck } from '#shared/domain/deck.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import type { Country } from '#shared/domain/zone.ts';
import { isMessageKey, message } from '#shared/messages/text.ts';
import type { Records } from './records.ts';

/** A text of a scenario: of one that ships it is a stored message key, of a user's own it is the user's text. */
export const scenarioText = ({ shipped }: Pick<Scenario, 'shipped'>, text: string): Label => (shipped ? { shipped: text } : { name: text });

/** A scenario's name. */
export const scenarioLabel = (scenario: Pick<Scenario, 'name' | 'shipped'>): Label => scenarioText(scenario, scenario.name);

/** A reference's name; its code where it is gone. */
export const referenceLabel = (references: ReadonlyMap<string, Pick<Reference, 'name'>>, code: string): Label => {
  const reference = references.get(code);
  return reference === undefined ? { name: code } : { shipped: reference.name };
};

/** A country's name; its code where the workspace does not have it. */
export const countryLabel = (countries: ReadonlyMap<string, Pick<Country, 'name'>>, code: string): Label => ({
  country: code,
  name: countries.get(code)?.name ?? code,
});

/** The period of a published figure: a calendar year, or words of the data that ships. */
export const periodLabel = (period: string): Label =>
  /^\d{4}$/.test(period) ? message('common.inYear', { year: period }) : { shipped: period };

/** The name of a deck; inside a sentence that of one that ships is written small: base, low, high. */
export const deckLabel = ({ name }: Pick<Deck, 'name'>, form?: 'inSentence'): Label => ({ shipped: name, ...(form && { form }) });

/** The name of the chosen deck. */
export const chosenDeck = ({ decks, settings }: Pick<Records, 'decks' | 'settings'>, form?: 'inSentence'): Label =>
  deckLabel(decks.find(({ id }) => id === settings.deck) ?? { name: settings.deck }, form);

/** A name inside a sentence: in English with a small first letter, an abbreviation (MHP) as it is. */
export const nameInSentence = ({ name }: { readonly name: string }): Message => message('common.literal', { text: name }, 'inSentence');

/** The name of an element or oxide of an assay; its symbol where it has none. `inSentence` writes it small in English. */
export const elementLabel = (element: string, form?: Message['form']): Label => {
  const key = `element.${element}`;
  return isMessageKey(key) ? { key, ...(form ? { form } : {}) } : { name: element };
};

/** The code of a contract; its id where the contract is gone. */
export const contractCode = ({ contracts }: Pick<Records, 'contracts'>, id: string): string => findById(contracts, id)?.code ?? id;
