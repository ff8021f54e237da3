import { describe, expect, it } from 'vitest';
import { EQUAL_MONTHS, pasteWeights } from './monthWeights.ts';

describe('a block pasted into the months', () => {
  it('fills from the month of the cursor, and ignores values beyond the year', () => {
    expect(pasteWeights(EQUAL_MONTHS, 10, '0.5\t2\t3')).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.5, 2]);
    expect(pasteWeights(EQUAL_MONTHS, 0, '2\r\n0\r\n')).toEqual([2, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('is pasted into the field if it is one number or not numeric', () => {
    expect(pasteWeights(EQUAL_MONTHS, 0, '2')).toBeUndefined();
    expect(pasteWeights(EQUAL_MONTHS, 0, 'dry\tseason')).toBeUndefined();
  });
});
