import { parseNumber } from '#shared/units/format.ts';

const YEAR = 12;

/** Twelve months alike, to begin uneven ones from. */
export const EQUAL_MONTHS: readonly number[] = Array.from({ length: YEAR }, () => 1);

/**
 * The weights with a pasted row or column of numbers put in from a month on; what does not fit into the year is left out. Undefined where
 * the text is no block of numbers, so that it is pasted as any text is.
 */
export const pastedWeights = (weights: readonly number[], at: number, pasted: string): readonly number[] | undefined => {
  const cells = pasted
    .trim()
    .split(/[\t\r\n;]+/)
    .map(parseNumber);
  const block = cells.filter((cell) => cell !== undefined);
  if (block.length < 2 || block.length !== cells.length) return undefined;
  return weights.map((weight, month) => block[month - at] ?? weight);
};
