import { describe, expect, it } from 'vitest';
import { ReferenceCode } from '#shared/domain/ids.ts';
import type { DeckName, Reference } from '#shared/domain/reference.ts';
import { type Month, monthOf } from '#shared/domain/time.ts';
import { storedText } from '#shared/messages/shipped.ts';
import { fillDeck, type SourcedPrice, type StoredPrices } from './deckFill.ts';

const A = ReferenceCode.parse('A');
const B = ReferenceCode.parse('B');
const MAY = monthOf(2026, 5);
const MONTHS = { from: monthOf(2025, 1), to: monthOf(2027, 12), valuation: MAY };

const reference = (code: Reference['code'], follows?: Reference['follows']): Reference => ({
  code,
  name: code,
  kind: 'price',
  quotation: '',
  unit: 'USD/t',
  currency: 'USD',
  referenceGrade: [],
  vatIncluded: false,
  ...(follows && { follows }),
  volatility: 0.2,
  meanReversion: 0,
  order: 0,
  source: 'Test source',
  origin: 'source',
});

const flatSource = (source: string): string => storedText('shipped.fill.heldFlat', { source });
const sourcedPrice = (price: number): SourcedPrice => ({ price, origin: 'source', source: 'Printed.' });
const enteredPrice = (price: number): SourcedPrice => ({ price, origin: 'user', source: '' });

const storedPrices = (
  parts: Partial<Record<DeckName, [Month, SourcedPrice][]>> & { months?: [Month, SourcedPrice][]; years?: StoredPrices['years'] },
): StoredPrices => ({
  points: { low: new Map(parts.low), base: new Map(parts.base), high: new Map(parts.high) },
  months: new Map(parts.months),
  years: parts.years ?? new Map(),
});

const fill = (deck: DeckName, references: Reference[], known: [ReferenceCode, StoredPrices][], code: ReferenceCode = A) => {
  const series = fillDeck(deck, references, new Map(known), MONTHS).get(code)!;
  return (year: number, month: number): SourcedPrice | undefined => series[monthOf(year, month) - MONTHS.from];
};

const threeMonths: [Month, SourcedPrice][] = [
  [monthOf(2026, 3), sourcedPrice(90)],
  [monthOf(2026, 4), sourcedPrice(100)],
  [monthOf(2026, 5), sourcedPrice(116)],
];

describe('the base deck', () => {
  it('continues flat at the mean of the latest three months, as estimated', () => {
    const at = fill('base', [reference(A)], [[A, storedPrices({ months: threeMonths })]]);
    expect(at(2026, 5)).toEqual(sourcedPrice(116));
    expect(at(2026, 6)).toEqual({ price: 102, origin: 'filled', source: flatSource('Printed.') });
    expect(at(2027, 12)).toEqual(at(2026, 6));
  });

  it('fills missing history with the mean of its year, but no future month with the mean of a later year', () => {
    const years = new Map([
      [2025, { ...sourcedPrice(80), measure: 'mean' as const }],
      [2027, { ...sourcedPrice(500), measure: 'mean' as const }],
    ]);
    const at = fill('base', [reference(A)], [[A, storedPrices({ months: threeMonths, years })]]);
    expect(at(2025, 7)).toEqual({ price: 80, origin: 'filled', source: 'Printed.' });
    expect(at(2027, 1)?.price).toBe(102);
  });

  it('continues the latest known months through a year without prices', () => {
    const years = new Map([[2025, { ...sourcedPrice(80), measure: 'mean' as const }]]);
    const at = fill('base', [reference(A)], [[A, storedPrices({ years })]]);
    expect(at(2026, 4)).toEqual({ price: 80, origin: 'filled', source: flatSource('Printed.') });
    expect(at(2026, 6)).toEqual(at(2026, 4));
  });

  it('does not change when the valuation month moves without new prices', () => {
    const known = new Map([[A, storedPrices({ months: threeMonths })]]);
    const before = fillDeck('base', [reference(A)], known, MONTHS).get(A)!;
    const after = fillDeck('base', [reference(A)], known, { ...MONTHS, valuation: MAY + 4 }).get(A)!;
    expect(after).toEqual(before);
  });

  it('uses a benchmark for every month of its year, future ones included', () => {
    const years = new Map([[2026, { ...sourcedPrice(0), measure: 'set' as const }]]);
    const at = fill('base', [reference(A)], [[A, storedPrices({ years })]]);
    expect(at(2026, 12)).toMatchObject({ price: 0, origin: 'source' });
    expect(at(2027, 1)).toMatchObject({ price: 0, origin: 'filled' });
  });

  it('marks prices derived from a default level as default assumptions, never as sourced', () => {
    const level: SourcedPrice = { price: 70, origin: 'house', source: 'Default assumption.' };
    const at = fill('base', [reference(A)], [[A, storedPrices({ years: new Map([[2026, { ...level, measure: 'set' }]]) })]]);
    expect(at(2026, 5)?.origin).toBe('house');
    expect(at(2027, 5)?.origin).toBe('house');
  });

  it('prefers an entered price to a shipped one, and an entered forward to the flat price', () => {
    const at = fill(
      'base',
      [reference(A)],
      [
        [
          A,
          storedPrices({
            months: threeMonths,
            base: [
              [MAY, enteredPrice(150)],
              [monthOf(2026, 9), enteredPrice(7)],
            ],
          }),
        ],
      ],
    );
    expect(at(2026, 5)).toEqual(enteredPrice(150));
    expect(at(2026, 6)?.price).toBeCloseTo((90 + 100 + 150) / 3, 12);
    expect(at(2026, 9)).toEqual(enteredPrice(7));
    expect(at(2026, 10)?.price).toBeCloseTo((90 + 100 + 150) / 3, 12);
  });

  it('has no price before the first stored one', () => {
    const at = fill('base', [reference(A)], [[A, storedPrices({ months: threeMonths })]]);
    expect(at(2026, 2)).toBeUndefined();
    expect(fill('base', [reference(A)], [])(2026, 6)).toBeUndefined();
  });
});

describe('a follower', () => {
  const follower = reference(B, { reference: A, beta: 1, residualVolatility: 0.25, ratio: 0.1 });
  const quadratic = reference(B, { reference: A, beta: 2, residualVolatility: 0.25, ratio: 0.1 });

  it('without prices of its own keeps its ratio to the leader, as a default assumption', () => {
    const at = fill('base', [reference(A), follower], [[A, storedPrices({ months: threeMonths })]], B);
    expect(at(2026, 5)?.price).toBeCloseTo(11.6, 12);
    expect(at(2026, 6)?.price).toBeCloseTo(10.2, 12);
    expect(at(2026, 6)?.origin).toBe('house');
    expect(fill('base', [follower, reference(A)], [[A, storedPrices({ months: threeMonths })]], B)(2026, 5)).toEqual(at(2026, 5));
  });

  it('moves with the leader to the power of its beta', () => {
    expect(fill('base', [reference(A), quadratic], [[A, storedPrices({ months: threeMonths })]], B)(2026, 6)?.price).toBeCloseTo(
      0.1 * 102 ** 2,
      9,
    );
  });

  it('moves when a price of the leader is entered', () => {
    const at = fill('base', [reference(A), follower], [[A, storedPrices({ base: [[MAY, enteredPrice(150)]] })]], B);
    expect(at(2026, 5)?.price).toBe(15);
  });

  it('continues its own prices once it has some', () => {
    const own = storedPrices({ base: [[MAY, enteredPrice(11)]] });
    const at = fill(
      'base',
      [reference(A), follower],
      [
        [A, storedPrices({ months: threeMonths })],
        [B, own],
      ],
      B,
    );
    expect(at(2026, 4)?.price).toBeCloseTo(10, 12);
    expect(at(2026, 6)).toMatchObject({ price: 11, origin: 'filled' });
  });

  it('in a ring has no leader', () => {
    const ring = [reference(A, { reference: B, beta: 1, residualVolatility: 0, ratio: 1 }), follower];
    expect(fill('base', ring, [])(2026, 6)).toBeUndefined();
  });
});

describe('the low and the high deck', () => {
  it('lie 20 % around the base after the valuation month, as default assumptions, and share its past', () => {
    const known: [ReferenceCode, StoredPrices][] = [[A, storedPrices({ months: threeMonths })]];
    const [low, high] = [fill('low', [reference(A)], known), fill('high', [reference(A)], known)];
    expect(low(2026, 5)).toEqual(sourcedPrice(116));
    expect(low(2026, 6)?.price).toBeCloseTo(102 * 0.8, 12);
    expect(high(2026, 6)?.price).toBeCloseTo(102 * 1.2, 12);
    expect([low(2026, 6)?.origin, high(2026, 6)?.origin]).toEqual(['house', 'house']);
  });

  it('keep their order below zero', () => {
    const charge: [ReferenceCode, StoredPrices][] = [
      [A, storedPrices({ years: new Map([[2026, { ...sourcedPrice(-40), measure: 'set' }]]) })],
    ];
    expect(fill('low', [reference(A)], charge)(2026, 7)?.price).toBe(-48);
    expect(fill('high', [reference(A)], charge)(2026, 7)?.price).toBe(-32);
  });

  it('use prices entered for them after the valuation month only', () => {
    const known: [ReferenceCode, StoredPrices][] = [
      [
        A,
        storedPrices({
          months: threeMonths,
          low: [
            [MAY, enteredPrice(1)],
            [MAY + 1, enteredPrice(2)],
          ],
        }),
      ],
    ];
    expect(fill('low', [reference(A)], known)(2026, 5)).toEqual(sourcedPrice(116));
    expect(fill('low', [reference(A)], known)(2026, 6)).toEqual(enteredPrice(2));
    expect(fill('high', [reference(A)], known)(2026, 6)?.price).toBeCloseTo(122.4, 12);
  });

  it('move a follower with its leader', () => {
    const follower = reference(B, { reference: A, beta: 1, residualVolatility: 0.25, ratio: 0.1 });
    const known: [ReferenceCode, StoredPrices][] = [[A, storedPrices({ months: threeMonths, low: [[MAY + 1, enteredPrice(50)]] })]];
    expect(fill('low', [reference(A), follower], known, B)(2026, 6)?.price).toBe(5);
    expect(fill('low', [reference(A), follower], known, B)(2026, 7)?.price).toBeCloseTo(8.16, 12);
  });
});
