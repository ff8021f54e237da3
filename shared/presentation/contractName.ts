import type { Metal } from '../domain/metal.ts';
import { type Month, yearOf } from '../domain/time.ts';
import { comma, message, text } from '../messages/text.ts';
import { renderMessage } from './message.ts';

/** Cuts a text to at most `limit` UTF-16 units without splitting a character. */
export const truncateText = (value: string, limit: number): string => {
  if (value.length <= limit) return value;
  let cut = '';
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(value)) {
    if (cut.length + segment.length > limit) break;
    cut += segment;
  }
  return cut.trimEnd();
};

/** What the name of a new contract is made from. */
export type NamedDeal = { readonly buyer: string; readonly metal: Metal; readonly start: Month; readonly end: Month };

/** The name of a new contract: "Hai Long Smelting, copper 2027-31". */
export const contractName = ({ buyer, metal, start, end }: NamedDeal): string => {
  const years = text('template.years', { from: yearOf(start), to: String(yearOf(end)).slice(2) });
  const tail = `${comma()}${renderMessage(message(`metal.${metal}`, {}, 'inSentence'))} ${years}`;
  return `${truncateText(buyer, 200 - tail.length)}${tail}`;
};

/** The name of a contract after a change of buyer, product or years: another one only if the name before was made from them. */
export const renamedContract = (name: string, before: NamedDeal, after: NamedDeal): string =>
  name === contractName(before) ? contractName(after) : name;
