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

/** Clauses of templates as earlier versions worded them, which contracts of that time have. A clause that is reworded is added. */
const EARLIER_TEXTS: ReadonlyMap<string, MessageKey> = new Map([
  ['Either side, once a year, if the index no longer reflects what is traded.', 'template.reviewTrigger'],
  ['If no benchmark is agreed by the end of March, last year’s holds until it is.', 'template.benchmarkFallback'],
  ['Talks within 30 days; the contract runs on meanwhile.', 'template.hardship'],
  ['New duties are for the side that they are laid on.', 'template.changeOfLaw'],
  [
    'Duties at import are the buyer’s. An import ban suspends deliveries and ends the contract after twelve months.',
    'template.changeOfLawChina',
  ],
  ['如指数不再反映市场成交价，任何一方每年可要求复议一次。', 'template.reviewTrigger'],
  ['如 3 月底前未商定长协基准，在商定之前沿用上年基准。', 'template.benchmarkFallback'],
  ['双方于 30 日内协商，其间合同继续履行。', 'template.hardship'],
  ['进口环节税费由买方承担。如遇进口禁令，暂停交货，满十二个月合同终止。', 'template.changeOfLawChina'],
]);

/** Translates a name or another text that Orebook gave to a record; a text that the user entered is returned unchanged. */
export const standardName = (storedName: string): string => {
  const key = EARLIER_TEXTS.get(storedName) ?? STANDARD_NAMES.find((standardKey) => everyText(standardKey).includes(storedName));
  return key === undefined ? storedName : text(key);
};
