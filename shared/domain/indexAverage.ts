import { z } from 'zod';
import { ReferenceCode } from './ids.ts';
import { Month } from './time.ts';

/** Shares are typed to a few decimals: a larger difference of their sum from 1 is an error. */
const SHARE_TOLERANCE = 1e-6;

/** An index of an average with its share, and the months, both included, in which it counts; absent = without a start or an end. */
const AverageIndex = z
  .object({
    reference: ReferenceCode,
    share: z
      .number()
      .max(1)
      .refine((share) => share > 0, { error: 'positive' }),
    from: Month.optional(),
    to: Month.optional(),
  })
  .readonly();
type AverageIndex = z.infer<typeof AverageIndex>;

/** The price after the last index has ended: that of its last month, a fixed amount in the unit of the average, or another index. */
export const AverageFallback = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lastValue') }),
  z.object({ kind: z.literal('fixed'), amount: z.number().finite().min(-1e6).max(1e6) }),
  z.object({ kind: z.literal('index'), reference: ReferenceCode }),
]);
export type AverageFallback = z.infer<typeof AverageFallback>;

const isInForce = ({ from, to }: AverageIndex, month: Month): boolean =>
  (from === undefined || from <= month) && (to === undefined || month <= to);

/**
 * A price or charge as the weighted average of several indices of one kind and unit. The shares of the indices in force sum to 1 in every
 * month in which there are any.
 */
export const IndexAverage = z
  .object({ indices: z.array(AverageIndex).min(1).max(8).readonly(), fallback: AverageFallback })
  .superRefine(({ indices }, { addIssue }) => {
    for (const [i, { from, to }] of indices.entries()) {
      if (from !== undefined && to !== undefined && to < from)
        addIssue({ code: 'custom', path: ['indices', i, 'to'], message: 'endBeforeStart' });
    }
    // the sum can change only in the month in which an index starts, or after one ends; month 0 is before every start
    const changes = [
      0,
      ...indices.flatMap(({ from, to }) => [...(from === undefined ? [] : [from]), ...(to === undefined ? [] : [to + 1])]),
    ];
    for (const month of changes) {
      const first = indices.findIndex((index) => isInForce(index, month));
      if (first < 0) continue;
      const sum = indices.reduce((total, index) => (isInForce(index, month) ? total + index.share : total), 0);
      if (Math.abs(sum - 1) > SHARE_TOLERANCE) {
        addIssue({ code: 'custom', path: ['indices', first, 'share'], message: 'sharesNotWhole', params: { limit: sum } });
        return;
      }
    }
  })
  .readonly();
export type IndexAverage = z.infer<typeof IndexAverage>;

/** Lists the indices that an average names, each once. */
export const indicesOf = ({ indices, fallback }: IndexAverage): readonly ReferenceCode[] => [
  ...new Set([...indices.map(({ reference }) => reference), ...(fallback.kind === 'index' ? [fallback.reference] : [])]),
];

/** What the price of an average in a month consists of: `constant` + the sum of share x price of an index in a month. */
export type AverageComposition = {
  readonly constant: number;
  readonly terms: readonly { readonly reference: ReferenceCode; readonly month: Month; readonly share: number }[];
};

const termsIn = (indices: IndexAverage['indices'], month: Month): AverageComposition['terms'] =>
  indices.filter((index) => isInForce(index, month)).map(({ reference, share }) => ({ reference, month, share }));

/** Returns the composition of an average in a month; undefined before its first index starts, where it has no price. */
export const averageComposition = ({ indices, fallback }: IndexAverage, month: Month): AverageComposition | undefined => {
  const terms = termsIn(indices, month);
  if (terms.length > 0) return { constant: 0, terms };
  const ends = indices.flatMap(({ to }) => (to !== undefined && to < month ? [to] : []));
  if (ends.length === 0) return undefined;
  switch (fallback.kind) {
    case 'fixed':
      return { constant: fallback.amount, terms: [] };
    case 'index':
      return { constant: 0, terms: [{ reference: fallback.reference, month, share: 1 }] };
    case 'lastValue':
      return { constant: 0, terms: termsIn(indices, Math.max(...ends)) };
  }
};

/** Computes the price of an average in a month; undefined where it, or the price of an index that it needs, has none. */
export const averagePriceAt = (
  average: IndexAverage,
  month: Month,
  priceOf: (reference: ReferenceCode, month: Month) => number | undefined,
): number | undefined => {
  const composition = averageComposition(average, month);
  if (composition === undefined) return undefined;
  let price = composition.constant;
  for (const { reference, month: termMonth, share } of composition.terms) {
    const indexPrice = priceOf(reference, termMonth);
    if (indexPrice === undefined) return undefined;
    // A = sum w_i P_i
    price += share * indexPrice;
  }
  return price;
};
