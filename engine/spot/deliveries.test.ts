import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sum } from '#shared/math.ts';
import { cutDamages, type DeliveryClaim, deliverClaims } from './deliveries.ts';
import type { QueueLot } from './spotQueue.ts';

/** The called and the deferred tonnes of a contract. */
type Claims = { readonly called: DeliveryClaim; readonly deferred: DeliveryClaim };
const claim = (calledTonnes: number, priority = 1, deferredTonnes = 0): Claims => ({
  called: { priority, tonnes: calledTonnes, delivered: 0 },
  deferred: { priority, tonnes: deferredTonnes, delivered: 0 },
});
const lot = (month: number, tonnes: number): QueueLot => ({ month, tonnes, discount: 0, freight: 0 });
const deliver = (claims: readonly Claims[], production: number, queue: QueueLot[] = []) => {
  const [calls, deferredClaims] = [claims.map((entry) => entry.called), claims.map((entry) => entry.deferred)];
  const deliveries = deliverClaims(calls, deferredClaims, production, queue);
  return { ...deliveries, delivered: calls.map(({ delivered }) => delivered), deferred: deferredClaims.map(({ delivered }) => delivered) };
};

describe('deliveries', () => {
  it('meet all claims from production, then from the queue, oldest first', () => {
    expect(deliver([claim(300), claim(500, 2, 100)], 1000)).toEqual({ total: 900, drawn: 0, delivered: [300, 500], deferred: [0, 100] });
    const queue = [lot(1, 80), lot(2, 50)];
    expect(deliver([claim(600), claim(500)], 1000, queue)).toMatchObject({ total: 1100, drawn: 100, delivered: [600, 500] });
    expect(queue).toEqual([lot(2, 30)]);
  });

  it('that are short serve priority 1 first and share within a priority pro rata', () => {
    expect(deliver([claim(400, 2), claim(300), claim(200, 2), claim(100, 3)], 600)).toEqual({
      total: 600,
      drawn: 0,
      delivered: [200, 300, 100, 0],
      deferred: [0, 0, 0, 0],
    });
    expect(deliver([claim(400), claim(200)], 300).delivered).toEqual([200, 100]);
  });

  it('leave deferred tonnes what the calls do not need, in the same order', () => {
    expect(deliver([claim(400, 2, 100), claim(300, 1, 100)], 750)).toMatchObject({ delivered: [400, 300], deferred: [0, 50] });
    expect(deliver([claim(400, 1, 100), claim(300, 1, 300)], 900)).toMatchObject({ deferred: [50, 150] });
  });

  it('never exceed a claim or what there is', () => {
    const claims = fc.array(
      fc.record({
        called: fc.double({ min: 0, max: 900, noNaN: true }),
        priority: fc.integer({ min: 1, max: 3 }),
        deferred: fc.double({ min: 0, max: 200, noNaN: true }),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(claims, fc.double({ min: 0, max: 2000, noNaN: true }), (inputs, production) => {
        const dueClaims = inputs.map(({ called, priority, deferred }) => claim(called, priority, deferred));
        const { total, delivered, deferred } = deliver(dueClaims, production);
        for (const [i, { called, deferred: deferredClaim }] of dueClaims.entries()) {
          expect(delivered[i]).toBeLessThanOrEqual(called.tonnes);
          expect(deferred[i]).toBeLessThanOrEqual(deferredClaim.tonnes);
          // a tonne of priority 2 is delivered only if all of priority 1 are
          if (delivered[i]! < called.tonnes * (1 - 1e-12)) {
            for (const { called: otherClaim } of dueClaims)
              if (otherClaim.priority > called.priority) expect(otherClaim.delivered).toBeCloseTo(0, 9);
          }
        }
        expect(sum(delivered) + sum(deferred)).toBeCloseTo(total, 6);
      }),
    );
  });
});

it('damages are the cost of cover and a share of the price for each tonne cut, less the seller’s own extra', () => {
  // spot 120 against a contract of 100: 20 + 5 a tonne
  expect(cutDamages(40, 0, 100, 120, 0.05)).toBe(1000);
  expect(cutDamages(40, 0, 100, 90, 0.05)).toBe(200);
  expect(cutDamages(40, 15, 100, 120, 0.05)).toBe(625);
  expect(cutDamages(10, 15, 100, 120, 0.05)).toBe(0);
  expect(cutDamages(40, 0, -10, -30, 0.05)).toBe(0);
});
