import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMaterialDifference, minimumMaterialDifference } from '#engine';

describe('a material difference', () => {
  it('is at least 0.5 % of the smaller value', () => {
    expect(isMaterialDifference(1000, 1004.9)).toBe(false);
    expect(isMaterialDifference(1000, 1005)).toBe(true);
  });

  it('is at least two standard errors', () => {
    expect(isMaterialDifference(1000, 1020, 11)).toBe(false);
    expect(isMaterialDifference(1000, 1020, 10)).toBe(true);
    expect(minimumMaterialDifference(1000, 1020, 11)).toBe(22);
  });

  it('does not exist between equal values, zeros included', () => {
    expect(isMaterialDifference(0, 0)).toBe(false);
    expect(isMaterialDifference(7, 7)).toBe(false);
  });

  it('does not depend on the order of the values, nor on their scale', () => {
    const value = fc.double({ min: -1e10, max: 1e10, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.double({ min: 0, max: 1e8, noNaN: true }), (a, b, error) => {
        expect(isMaterialDifference(a, b, error)).toBe(isMaterialDifference(b, a, error));
        expect(isMaterialDifference(a * 2, b * 2, error * 2)).toBe(isMaterialDifference(a, b, error));
      }),
    );
  });
});
