import { describe, expect, it } from 'vitest';
import { exp, inverseNormal, log } from '../../../engine/simulation/draws/elementary.ts';
import { readGolden } from './goldenFile.ts';

type Case = { readonly name: 'exp' | 'log' | 'inverseNormal'; readonly arguments: readonly number[]; readonly values: readonly number[] };

const golden = readGolden<Case>('elementary');
const OURS = { exp, log, inverseNormal };
/** The inverse normal near a half loses the digits of its argument's distance from it. */
const ABSOLUTE = 1e-15;

describe.each(golden.cases)('the own $name', ({ name, arguments: arguments_, values }) => {
  it('agrees with sixty-digit arithmetic to fifteen digits', () => {
    arguments_.forEach((x, i) => {
      const deviation = Math.abs(OURS[name](x) - values[i]!);
      expect(deviation, `${name}(${x})`).toBeLessThanOrEqual(
        golden.relativeTolerance * Math.abs(values[i]!) + (name === 'exp' ? 0 : ABSOLUTE),
      );
    });
  });
});
