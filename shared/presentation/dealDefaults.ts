import type { OfftakeContract } from '../domain/contract.ts';
import { text } from '../messages/text.ts';

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
