import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SpotMarket } from '#shared/domain/allocation.ts';
import { sellSpotMonths, spotRevenue } from './spotRevenue.ts';

const MONTHS = 12;
const flat = (value: number): Float64Array => new Float64Array(MONTHS).fill(value);
const series = (minimum: number, maximum: number) =>
  fc
    .array(fc.double({ min: minimum, max: maximum, noNaN: true }), { minLength: MONTHS, maxLength: MONTHS })
    .map((values) => Float64Array.from(values));

/** Markets with two deals of one priority; `called` is up to twice the nominal tonnes of one dmt. */
const markets = (mostCalled: number, leastDepth: number): fc.Arbitrary<SpotMarket> =>
  fc
    .record({
      production: series(0, 300),
      netSpot: series(-20, 200),
      depth: series(leastDepth, 200),
      waitMonths: fc.integer({ min: 0, max: 4 }),
      nominal: fc.tuple(series(0, 1), series(0, 1)),
      called: fc.tuple(series(0, mostCalled), series(0, mostCalled)),
      cutLoss: series(0, 150),
    })
    .map(({ nominal, called, cutLoss, ...rest }) => ({
      product: 'fines',
      ...rest,
      depthTerms: { slope: 0.05, cap: 0.25 },
      deals: [0, 1].map((k) => ({ cell: `c${k}`, priority: 1, nominal: nominal[k]!, called: called[k]!, cutLoss })),
    }));

const tonnesOfTwo = fc.tuple(fc.double({ min: 0, max: 200, noNaN: true }), fc.double({ min: 0, max: 200, noNaN: true }));

describe('spot revenue beside deals', () => {
  it('is that of selling month by month with the queue, draws, cuts and the limit of a month', () => {
    fc.assert(
      fc.property(markets(1.3, 0), tonnesOfTwo, (market, tonnes) => {
        const expectedRevenue = sellSpotMonths(market, tonnes);
        expect(Math.abs(spotRevenue(market, tonnes).revenue - expectedRevenue)).toBeLessThan(1e-9 * (1 + 12 * 300 * 200));
      }),
      { numRuns: 300 },
    );
  });

  it('changes by its gradient where production covers every call and nothing is kept from sale', () => {
    fc.assert(
      fc.property(
        markets(1, 60),
        fc.tuple(fc.double({ min: 1, max: 40, noNaN: true }), fc.double({ min: 1, max: 40, noNaN: true })),
        (example, [first, second]) => {
          const market = { ...example, production: example.production.map((tonnes) => tonnes / 3 + 100) };
          // where tonnes are alike, several kinks meet, and the slope at the point is none of those beside it
          const tonnes = [first * 1.0314159, second * 1.0271828];
          const { gradient } = spotRevenue(market, tonnes);
          for (const k of [0, 1]) {
            const at = (step: number) =>
              sellSpotMonths(
                market,
                tonnes.map((x, i) => (i === k ? x + step : x)),
              );
            const [up, down] = [(at(1e-4) - at(0)) / 1e-4, (at(0) - at(-1e-4)) / 1e-4];
            // between the one-sided slopes, which differ at a kink
            expect(gradient[k]).toBeGreaterThan(Math.min(up, down) - 1e-2);
            expect(gradient[k]).toBeLessThan(Math.max(up, down) + 1e-2);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is concave in the tonnes where production covers every call and nothing is kept from sale', () => {
    fc.assert(
      fc.property(
        markets(1, 60),
        fc.tuple(fc.double({ min: 0, max: 40, noNaN: true }), fc.double({ min: 0, max: 40, noNaN: true })),
        fc.tuple(fc.double({ min: 0, max: 40, noNaN: true }), fc.double({ min: 0, max: 40, noNaN: true })),
        (example, a, b) => {
          // calls at most nominal, as without an option of the seller, and a price above zero
          const deals = example.deals.map((deal) => ({ ...deal, called: deal.called.map((share, t) => share * deal.nominal[t]!) }));
          const market = {
            ...example,
            deals,
            netSpot: example.netSpot.map(Math.abs),
            production: example.production.map((tonnes) => tonnes / 3 + 100),
          };
          const { revenue, gradient } = spotRevenue(market, a);
          const tangent = revenue + gradient[0]! * (b[0] - a[0]) + gradient[1]! * (b[1] - a[1]);
          expect(tangent).toBeGreaterThan(spotRevenue(market, b).revenue - 1e-6);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is linear in the tonnes within an unlimited market depth, and grows with the depth', () => {
    const market: SpotMarket = {
      product: 'fines',
      production: flat(100),
      netSpot: flat(90),
      depth: flat(1e12),
      depthTerms: { slope: 0.05, cap: 0.25 },
      waitMonths: 2,
      deals: [{ cell: 'a', priority: 1, nominal: flat(1), called: flat(1), cutLoss: flat(0) }],
    };
    expect(spotRevenue(market, [30])).toEqual({ revenue: 12 * 70 * 90, gradient: Float64Array.of(-12 * 90) });
    // X = 70 in a depth of 20: m = 0.05 (3.5 - 1); marginal revenue 90 (1 - m - 0.05 x 3.5)
    const thinRevenue = spotRevenue({ ...market, depth: flat(20) }, [30]);
    expect(thinRevenue.revenue).toBeCloseTo(12 * 70 * 90 * (1 - 0.125), 8);
    expect(thinRevenue.gradient[0]).toBeCloseTo(-12 * 90 * (1 - 0.125 - 0.175), 8);
    // nothing is sold until the last month, then at the cap, less the discount of queued tonnes for all but its own
    const zeroRevenue = spotRevenue({ ...market, depth: flat(0) }, [30]);
    expect(zeroRevenue.revenue).toBeCloseTo(70 * 90 * (0.75 + 11 * 0.72), 8);
  });
});
