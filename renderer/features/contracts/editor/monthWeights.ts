import { parseNumber } from '#shared/units/format.ts';

const YEAR = 12;

/** Equal weights of twelve months. */
export const EQUAL_MONTHS: readonly number[] = Array.from({ length: YEAR }, () => 1);

/**
 * Writes a pasted row or column of numbers into the weights from a month on; numbers beyond the year are left out. Undefined where the text
 * is not a block of numbers, so that it is pasted as usual.
 */
export const pasteWeights = (weights: readonly number[], at: number, pasted: string): readonly number[] | undefined => {
  const cells = pasted
    .trim()
    .split(/[\t\r\n;]+/)
    .map(parseNumber);
  const block = cells.filter((cell) => cell !== undefined);
  if (block.length < 2 || block.length !== cells.length) return undefined;
  return weights.map((weight, month) => block[month - at] ?? weight);
};
