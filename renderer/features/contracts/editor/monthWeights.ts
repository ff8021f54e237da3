import { MONTHS_PER_YEAR } from '#shared/domain/time.ts';
import { parseNumber } from '#shared/units/format.ts';

/** Equal weights of twelve months. */
export const EQUAL_MONTHS: readonly number[] = Array.from({ length: MONTHS_PER_YEAR }, () => 1);

/**
 * Writes a pasted row or column of numbers into the weights from a month on; numbers beyond the year are ignored. Undefined where the text
 * is not a block of numbers, so that it is pasted as usual.
 */
export const pasteWeights = (weights: readonly number[], firstMonth: number, pastedText: string): readonly number[] | undefined => {
  const cells = pastedText
    .trim()
    .split(/[\t\r\n;]+/)
    .map(parseNumber);
  const block = cells.filter((cell) => cell !== undefined);
  if (block.length < 2 || block.length !== cells.length) return undefined;
  return weights.map((weight, month) => block[month - firstMonth] ?? weight);
};
