import type { Label } from '#shared/contract/figure.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { currentLocale } from '#shared/messages/text.ts';

/** What a reference is called in the language that is spoken; its code where it is gone. */
export const referenceName = (references: ReadonlyMap<string, Pick<Reference, 'name'>>, code: string): string => {
  const found = references.get(code);
  return found === undefined ? code : shippedText(found.name);
};

/** A reference by its name as a label; its code where the reference is gone. */
export const referenceLabel = (references: ReadonlyMap<string, Pick<Reference, 'name'>>, code: string): Label => {
  const found = references.get(code);
  return found === undefined ? { name: code } : { shipped: found.name };
};

/** A scenario's name in the language that is spoken; somebody's own is as it was written. */
export const scenarioName = ({ name, shipped }: Pick<Scenario, 'name' | 'shipped'>): string => (shipped ? shippedText(name) : name);

const sourced = <T extends { readonly source: string }>(row: T): T => ({ ...row, source: shippedText(row.source) });

/** A scenario with its name, note and sources in the language that is spoken; somebody's own is as it was written. */
export const toldScenario = (scenario: Scenario): Scenario =>
  !scenario.shipped || currentLocale() === 'en'
    ? scenario
    : {
        ...scenario,
        name: shippedText(scenario.name),
        note: shippedText(scenario.note),
        prices: scenario.prices.map(sourced),
        demand: scenario.demand.map(sourced),
        channels: scenario.channels.map(sourced),
      };
