import { expect, it } from 'vitest';
import { isMaterialDifference } from './materialDifference.ts';

it('is material above two standard errors and half a per cent of the smaller value', () => {
  expect(isMaterialDifference(1000, 1005)).toBe(false);
  expect(isMaterialDifference(1000, 1005.1)).toBe(true);
  expect(isMaterialDifference(1005.1, 1000)).toBe(true);
  expect(isMaterialDifference(1000, 1010, 5)).toBe(false);
  expect(isMaterialDifference(1000, 1010.1, 5)).toBe(true);
  expect(isMaterialDifference(-1000, -1004)).toBe(false);
});
