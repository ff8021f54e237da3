import type { CorrelationPair, Correlations } from '#shared/contract/market.ts';
import { text } from '#shared/messages/text.ts';

/** A repair that moves a figure by less is not worth a word. */
const MOVED = 0.005;

/** Whether a repair changed what is stated of a pair. */
export const isMoved = ({ stated, used }: CorrelationPair): boolean => Math.abs(stated - used) > MOVED;

/** The values of each price with all, as a run takes them. */
export const matrixOf = ({ references, pairs }: Correlations) => {
  const used = new Map(pairs.flatMap(({ a, b, used: value }) => [[`${a} ${b}`, value] as const, [`${b} ${a}`, value] as const]));
  return references.map(({ reference, name, metal }) => ({
    code: reference,
    name,
    metal,
    values: references.map((other) => (other.reference === reference ? 1 : (used.get(`${reference} ${other.reference}`) ?? 0))),
  }));
};

/** What the repair did to the figures, in a sentence. */
export const repairWords = ({ pairs, repaired }: Correlations): string =>
  repaired ? text('correlation.repaired', { count: pairs.filter(isMoved).length }) : text('correlation.holds');
