import { METALS } from '../domain/metal.ts';
import { sampleMessages } from '../messages/en/sample.ts';
import type { MessageKey } from '../messages/en.ts';
import { everyText, text } from '../messages/text.ts';

/** Names and texts that Orebook gives to records: usual products, the base plan, records of the sample mine. */
const STANDARD_NAMES: readonly MessageKey[] = [
  'plans.baseline',
  ...METALS.map((metal) => `products.typical.${metal}` as const),
  ...(Object.keys(sampleMessages) as (keyof typeof sampleMessages)[]),
];

/** The name or another text of a record in the current language if Orebook has given it, in whatever language; else as it is stored. */
export const standardName = (stored: string): string => {
  const key = STANDARD_NAMES.find((one) => everyText(one).includes(stored));
  return key === undefined ? stored : text(key);
};
