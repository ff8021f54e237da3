import { OrebookError } from '#shared/contract/errors.ts';

/** Returns the value if it is finite. Errors: NOT_FINITE with the field's name. */
export const requireFinite = (value: number, field: string): number => {
  if (!Number.isFinite(value)) throw new OrebookError('NOT_FINITE', { field });
  return value;
};

/** Returns the value if it lies in [min, max]. Errors: NOT_FINITE, OUT_OF_RANGE. */
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

/** Returns the value if it is zero or more. Errors: NOT_FINITE, OUT_OF_RANGE. */
export const requireNotNegative = (value: number, field: string): number => requireWithin(value, field, 0, Number.POSITIVE_INFINITY);

/** Returns the value if it is above zero. Errors: NOT_FINITE, OUT_OF_RANGE. */
export const requirePositive = (value: number, field: string): number => {
  requireFinite(value, field);
  if (value <= 0) throw new OrebookError('OUT_OF_RANGE', { field, above: 0, value });
  return value;
};

/** Returns the value if it is a whole number of at least `min`. Errors: NOT_FINITE, OUT_OF_RANGE. */
export const requireWhole = (value: number, field: string, min: number): number => {
  requireWithin(value, field, min, Number.MAX_SAFE_INTEGER);
  if (!Number.isInteger(value)) throw new OrebookError('OUT_OF_RANGE', { field, step: 1, value });
  return value;
};

/** Copies values whose entries are all finite. Errors: EMPTY, NOT_FINITE with the entry's name. */
export const requireFiniteSeries = (values: ArrayLike<number>, field: string): Float64Array => {
  if (values.length === 0) throw new OrebookError('EMPTY', { field });
  const copy = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // the entry's name is built for a bad entry only: building one per entry takes longer than sorting them
    copy[i] = Number.isFinite(value) ? value : requireFinite(value, `${field}.${i}`);
  }
  return copy;
};
