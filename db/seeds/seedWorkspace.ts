import { METALS } from '#shared/domain/metal.ts';
import type { IsoDate } from '#shared/domain/time.ts';
import { saveCountries } from '../repositories/countries.ts';
import { saveShippedPrices } from '../repositories/decks.ts';
import { addFacts } from '../repositories/facts.ts';
import { saveMetals, saveReference } from '../repositories/references.ts';
import { saveScenario } from '../repositories/scenarios.ts';
import type { Tx } from '../schema.ts';
import { COUNTRIES } from './countries.ts';
import { FACTS } from './facts.ts';
import { SHIPPED_PRICES } from './prices.ts';
import { REFERENCES } from './references.ts';
import { SCENARIOS } from './scenarios.ts';

/** The valuation date of the shipped prices. */
export const SEED_VALUATION_DATE: IsoDate = '2026-05-31';

/**
 * Writes what every workspace starts with: metals, countries, references, prices, facts, shipped scenarios. Settings, plans, products and
 * the rest are the caller's. Run it inside a change of origin `seed`.
 */
export const seedWorkspace = async (tx: Tx): Promise<void> => {
  await saveMetals(tx, METALS);
  await saveCountries(tx, COUNTRIES);
  for (const reference of REFERENCES) await saveReference(tx, reference);
  await saveShippedPrices(tx, SHIPPED_PRICES);
  await addFacts(tx, FACTS);
  for (const scenario of SCENARIOS) await saveScenario(tx, scenario);
};
