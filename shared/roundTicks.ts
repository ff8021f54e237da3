import { OrebookError } from './contract/errors.ts';
import { removeNoise } from './math.ts';

/** Maximum number of ticks on a value axis. */
export const MAX_TICKS = 5;

/** The smallest of a few round numbers times a power of ten that is not below `roughStep`. */
export const niceStep = (roughStep: number): number => {
  const power = 10 ** Math.floor(Math.log10(roughStep));
  const factor = [1, 1.5, 2, 2.5, 3, 4, 5, 10].find((candidate) => candidate * power >= roughStep * (1 - 1e-9)) ?? 10;
  return factor * power;
};

/** Differences under this share of the values (or of one) are rounding. */
export const FLAT = 1e-9;

/** At most `maxTicks` round ticks that cover low..high. Throws NOT_FINITE. */
export const roundTicks = (low: number, high: number, maxTicks = MAX_TICKS): readonly number[] => {
  if (!Number.isFinite(low) || !Number.isFinite(high)) throw new OrebookError('NOT_FINITE', { field: 'axis' });
  const bottom = Math.min(low, high);
  const size = Math.max(Math.abs(low), Math.abs(high));
  // a line that is flat except for rounding still needs a range
  const isFlat = Math.abs(high - low) <= Math.max(FLAT, size * FLAT);
  const top = isFlat ? bottom + (size > FLAT ? size : 1) : Math.max(low, high);
  let step = niceStep((top - bottom) / (maxTicks - 1));
  while (Math.ceil(top / step - 1e-9) - Math.floor(bottom / step + 1e-9) + 1 > maxTicks) step = niceStep(step * 1.01);
  const first = Math.floor(bottom / step + 1e-9);
  const last = Math.ceil(top / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => removeNoise((first + index) * step));
};
