import type { OfftakeContract } from '../domain/contract.ts';
import type { Metal } from '../domain/metal.ts';
import { type Month, yearOf } from '../domain/time.ts';
import { comma, message, text } from '../messages/text.ts';
import { renderMessage } from './message.ts';

/** Cuts a text to at most `limit` UTF-16 units without splitting a character. */
export const truncateText = (value: string, limit: number): string => {
  if (value.length <= limit) return value;
  let truncated = '';
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(value)) {
    if (truncated.length + segment.length > limit) break;
    truncated += segment;
  }
  return truncated.trimEnd();
};

/** The facts of a contract that its default name contains. */
export type NamedDeal = { readonly buyer: string; readonly metal: Metal; readonly start: Month; readonly end: Month };

/** Characters of the longest name of a contract. */
const MAX_NAME = 200;

/** Formats the default name of a contract: "Hai Long Smelting, copper 2027-31". */
export const contractName = ({ buyer, metal, start, end }: NamedDeal): string => {
  const years = text('template.years', { from: yearOf(start), to: String(yearOf(end)).slice(2) });
  const suffix = `${comma()}${renderMessage(message(`metal.${metal}`, {}, 'inSentence'))} ${years}`;
  return `${truncateText(buyer, MAX_NAME - suffix.length)}${suffix}`;
};

/** Updates the name of a contract after a change of buyer, product or years; a name that the user edited stays. */
export const updateContractName = (name: string, dealBefore: NamedDeal, dealAfter: NamedDeal): string =>
  name === contractName(dealBefore) ? contractName(dealAfter) : name;

/** The legal clauses and the note of a new contract, by whether its tonnes go to China. */
export const templateClauses = (
  isToChina: boolean,
): Pick<OfftakeContract, 'law' | 'seat' | 'reviewTrigger' | 'benchmarkFallback' | 'hardship' | 'changeOfLaw' | 'note'> => ({
  law: text('template.law'),
  seat: text(isToChina ? 'template.seatChina' : 'template.seat'),
  reviewTrigger: text('template.reviewTrigger'),
  benchmarkFallback: text('template.benchmarkFallback'),
  hardship: text('template.hardship'),
  changeOfLaw: text(isToChina ? 'template.changeOfLawChina' : 'template.changeOfLaw'),
  note: isToChina ? text('template.ciq') : '',
});

/** The destination port of a new contract. */
export const mainPort = (isToChina: boolean): string => text(isToChina ? 'template.chinaMainPort' : 'template.mainPort');
