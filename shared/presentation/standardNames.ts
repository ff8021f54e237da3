import { METALS } from '../domain/metal.ts';
import { sampleMessages } from '../messages/en/sample.ts';
import type { MessageKey } from '../messages/en.ts';
import { everyText, text } from '../messages/text.ts';

/** Names and texts that Orebook gives to records: usual products, the base plan, clauses of templates, records of the sample mine. */
const STANDARD_NAMES: readonly MessageKey[] = [
  'plans.baseline',
  'template.law',
  'template.seat',
  'template.seatChina',
  'template.reviewTrigger',
  'template.benchmarkFallback',
  'template.hardship',
  'template.changeOfLaw',
  'template.changeOfLawChina',
  ...METALS.map((metal) => `products.typical.${metal}` as const),
  ...(Object.keys(sampleMessages) as (keyof typeof sampleMessages)[]),
];

/** Translates a name or another text that Orebook gave to a record; a text that the user entered is returned unchanged. */
export const standardName = (storedName: string): string => {
  const key = STANDARD_NAMES.find((standardKey) => everyText(standardKey).includes(storedName));
  return key === undefined ? storedName : text(key);
};
