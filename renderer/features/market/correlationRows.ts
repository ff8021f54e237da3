import type { Label } from '#shared/contract/figure.ts';
import type { CorrelationPair, Correlations } from '#shared/contract/market.ts';
import { text } from '#shared/messages/text.ts';

/** Smaller changes by a repair are not mentioned. */
const LEAST_CHANGE = 0.005;

/** Whether a repair changed the stated correlation of a pair. */
export const isRepairedPair = ({ stated, used }: CorrelationPair): boolean => Math.abs(stated - used) > LEAST_CHANGE;

/** The rows of the matrix that a run uses; `read` writes the names. */
export const correlationRows = ({ references, pairs }: Correlations, read: (label: Label) => string) => {
  const usedCorrelations = new Map(
    pairs.flatMap(({ a, b, used: value }) => [[`${a} ${b}`, value] as const, [`${b} ${a}`, value] as const]),
  );
  return references.map(({ reference, name, metal }) => ({
    code: reference,
    name: read(name),
    metal,
    values: references.map((otherReference) =>
      otherReference.reference === reference ? 1 : (usedCorrelations.get(`${reference} ${otherReference.reference}`) ?? 0),
    ),
  }));
};

/** States whether and how many correlations a repair changed. */
export const repairText = ({ pairs, isRepaired }: Correlations): string =>
  isRepaired ? text('correlation.repaired', { count: pairs.filter(isRepairedPair).length }) : text('correlation.holds');
