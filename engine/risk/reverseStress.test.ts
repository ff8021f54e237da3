import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reverseStress } from '#engine';

const linear = (base: number, slopes: readonly number[]) => (z: readonly number[]) =>
  Promise.resolve({ value: z.reduce((sum, coordinate, i) => sum + slopes[i]! * coordinate, base) });
const I = [
  [1, 0],
  [0, 1],
];

describe('the nearest shift that reaches a target', () => {
  it('equals the gap divided by the slope for one driver', async () => {
    const stress = await reverseStress({ valueAt: linear(100, [20]), target: 50, correlation: [[1]], reach: 8 });
    expect(stress.shift[0]).toBeCloseTo(-2.5, 4);
    expect(stress.distance).toBeCloseTo(2.5, 4);
    expect(stress.value).toBeLessThanOrEqual(50);
    expect(stress.value).toBeCloseTo(50, 3);
  });

  it('equals the closed form for correlated drivers: z = -C a (v - t) / a’Ca, distance (v - t) / sqrt(a’Ca)', async () => {
    const slope = fc.double({ min: 0.5, max: 5, noNaN: true });
    await fc.assert(
      fc.asyncProperty(slope, slope, fc.double({ min: -0.8, max: 0.8, noNaN: true }), async (a, b, rho) => {
        const gap = 4;
        const [ca, cb] = [a + rho * b, rho * a + b];
        const q = a * ca + b * cb;
        const correlation = [
          [1, rho],
          [rho, 1],
        ];
        const stress = await reverseStress({ valueAt: linear(10, [a, b]), target: 10 - gap, correlation, reach: 50 });
        expect(stress.distance).toBeCloseTo(gap / Math.sqrt(q), 3);
        expect(stress.shift[0]).toBeCloseTo((-ca * gap) / q, 2);
        expect(stress.shift[1]).toBeCloseTo((-cb * gap) / q, 2);
      }),
      { numRuns: 30 },
    );
  });

  it('is nearer than any other shift that reaches the target of a piecewise linear value', async () => {
    const valueAt = ([x, y]: readonly number[]) => Promise.resolve({ value: 100 * Math.exp(0.3 * x!) + 50 * Math.exp(0.6 * y!) });
    const stress = await reverseStress({ valueAt, target: 90, correlation: I, reach: 8 });
    let leastDistance = Number.POSITIVE_INFINITY;
    for (let angle = 0; angle < 2 * Math.PI; angle += 0.002)
      for (let distance = 0; distance < 8; distance += 0.01)
        if ((await valueAt([distance * Math.cos(angle), distance * Math.sin(angle)])).value <= 90) {
          leastDistance = Math.min(leastDistance, distance);
          break;
        }
    expect(stress.distance).toBeCloseTo(leastDistance, 1);
  });

  it('is zero when the value is already at the target, and reports when no shift within reach gets there', async () => {
    expect(await reverseStress({ valueAt: linear(10, [1]), target: 11, correlation: [[1]], reach: 8 })).toMatchObject({
      distance: 0,
      isReached: true,
    });
    expect(await reverseStress({ valueAt: linear(10, [1]), target: 0, correlation: [[1]], reach: 3 })).toMatchObject({
      distance: 3,
      isReached: false,
    });
    expect(await reverseStress({ valueAt: linear(10, [0]), target: 0, correlation: [[1]], reach: 3 })).toMatchObject({ isReached: false });
  });

  it('refuses a correlation matrix that is not positive definite', async () => {
    const indefiniteMatrix = [
      [1, 0.9, -0.9],
      [0.9, 1, 0.9],
      [-0.9, 0.9, 1],
    ];
    await expect(
      reverseStress({ valueAt: linear(1, [1, 1, 1]), target: 0, correlation: indefiniteMatrix, reach: 3 }),
    ).rejects.toMatchObject({
      code: 'BAD_SHAPE',
    });
  });
});
