import { OrebookError } from '#shared/contract/errors.ts';

/** The value itself when it is a finite number; otherwise NOT_FINITE with the field's name. */
export const requireFinite = (value: number, field: string): number => {
  if (!Number.isFinite(value)) throw new OrebookError('NOT_FINITE', { field });
  return value;
};

/** The value itself when it is finite and lies in [min, max]; otherwise NOT_FINITE or OUT_OF_RANGE. */
export const requireWithin = (value: number, field: string, min: number, max: number): number => {
  requireFinite(value, field);
  if (value < min || value > max) {
    throw new OrebookError('OUT_OF_RANGE', {
      field,
      ...(min > Number.NEGATIVE_INFINITY ? { min } : {}),
      ...(max < Number.POSITIVE_INFINITY ? { max } : {}),
      value,
    });
  }
  return value;
};

/** The value itself when it is finite and not below zero. */
export const requireNotNegative = (value: number, field: string): number => requireWithin(value, field, 0, Number.POSITIVE_INFINITY);

/** The value itself when it is finite and above zero. */
export const requirePositive = (value: number, field: string): number => {
  requireFinite(value, field);
  if (value <= 0) throw new OrebookError('OUT_OF_RANGE', { field, above: 0, value });
  return value;
};

/** The value itself when it is a whole number of at least `min`. */
export const requireWhole = (value: number, field: string, min: number): number => {
  requireWithin(value, field, min, Number.MAX_SAFE_INTEGER);
  if (!Number.isInteger(value)) throw new OrebookError('OUT_OF_RANGE', { field, step: 1, value });
  return value;
};

/** A copy as Float64Array after every entry was found finite; EMPTY when there is none. */
export const requireFiniteSeries = (values: ArrayLike<number>, field: string): Float64Array => {
  if (values.length === 0) throw new OrebookError('EMPTY', { field });
  const copy = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // the name of an entry is made for the one that needs it: making it for each costs more than sorting them all
    copy[i] = Number.isFinite(value) ? value : requireFinite(value, `${field}.${i}`);
  }
  return copy;
};
