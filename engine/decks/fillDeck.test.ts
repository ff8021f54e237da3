import { describe, expect, it } from 'vitest';
import type { Deck, DeckRule, SourcedPrice, StoredPrices } from '#shared/domain/deck.ts';
import { DeckId, ReferenceCode } from '#shared/domain/ids.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { type Month, monthOf } from '#shared/domain/time.ts';
import { storedText } from '#shared/messages/shipped.ts';
import { fillDeck } from './fillDeck.ts';

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

type Prices = readonly (readonly [Month, SourcedPrice])[];

const storedPrices = (parts: { base?: Prices; own?: Prices; months?: Prices; years?: StoredPrices['years'] }): StoredPrices => ({
  base: new Map(parts.base),
  ownPrices: new Map(parts.own),
  months: new Map(parts.months),
  years: parts.years ?? new Map(),
});

const deckOf = (kind: Deck['kind'], rule: DeckRule = 'hold'): Deck => ({ id: DeckId.parse(kind), name: kind, kind, rule, source: '' });

const fill = (deck: Deck, references: Reference[], knownPrices: [ReferenceCode, StoredPrices][], code: ReferenceCode = A) => {
  const series = fillDeck(deck, references, new Map(knownPrices), MONTHS).get(code)!;
  return (year: number, month: number): SourcedPrice | undefined => series[monthOf(year, month) - MONTHS.from];
};

const threeMonths: [Month, SourcedPrice][] = [
  [monthOf(2026, 3), sourcedPrice(90)],
  [monthOf(2026, 4), sourcedPrice(100)],
  [monthOf(2026, 5), sourcedPrice(116)],
];

describe('the base deck', () => {
  it('continues flat at the mean of the latest three months, as estimated', () => {
    const at = fill(deckOf('base'), [reference(A)], [[A, storedPrices({ months: threeMonths })]]);
    expect(at(2026, 5)).toEqual(sourcedPrice(116));
    expect(at(2026, 6)).toEqual({ price: 102, origin: 'filled', source: flatSource('Printed.') });
    expect(at(2027, 12)).toEqual(at(2026, 6));
  });

  it('fills missing history with the mean of its year, but no future month with the mean of a later year', () => {
    const years = new Map([
      [2025, { ...sourcedPrice(80), measure: 'mean' as const }],
      [2027, { ...sourcedPrice(500), measure: 'mean' as const }],
    ]);
    const at = fill(deckOf('base'), [reference(A)], [[A, storedPrices({ months: threeMonths, years })]]);
    expect(at(2025, 7)).toEqual({ price: 80, origin: 'filled', source: 'Printed.' });
    expect(at(2027, 1)?.price).toBe(102);
  });

  it('continues the latest known months through a year without prices', () => {
    const years = new Map([[2025, { ...sourcedPrice(80), measure: 'mean' as const }]]);
    const at = fill(deckOf('base'), [reference(A)], [[A, storedPrices({ years })]]);
    expect(at(2026, 4)).toEqual({ price: 80, origin: 'filled', source: flatSource('Printed.') });
    expect(at(2026, 6)).toEqual(at(2026, 4));
  });

  it('does not change when the valuation month moves without new prices', () => {
    const knownPrices = new Map([[A, storedPrices({ months: threeMonths })]]);
    const before = fillDeck(deckOf('base'), [reference(A)], knownPrices, MONTHS).get(A)!;
    const after = fillDeck(deckOf('base'), [reference(A)], knownPrices, { ...MONTHS, valuation: MAY + 4 }).get(A)!;
    expect(after).toEqual(before);
  });

  it('uses a benchmark for every month of its year, future ones included', () => {
    const years = new Map([[2026, { ...sourcedPrice(0), measure: 'set' as const }]]);
    const at = fill(deckOf('base'), [reference(A)], [[A, storedPrices({ years })]]);
    expect(at(2026, 12)).toMatchObject({ price: 0, origin: 'source' });
    expect(at(2027, 1)).toMatchObject({ price: 0, origin: 'filled' });
  });

  it('marks prices derived from a default level as default assumptions, never as sourced', () => {
    const level: SourcedPrice = { price: 70, origin: 'house', source: 'Default assumption.' };
    const at = fill(deckOf('base'), [reference(A)], [[A, storedPrices({ years: new Map([[2026, { ...level, measure: 'set' }]]) })]]);
    expect(at(2026, 5)?.origin).toBe('house');
    expect(at(2027, 5)?.origin).toBe('house');
  });

  it('prefers an entered price to a shipped one, and an entered forward to the flat price', () => {
    const at = fill(
      deckOf('base'),
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
    const at = fill(deckOf('base'), [reference(A)], [[A, storedPrices({ months: threeMonths })]]);
    expect(at(2026, 2)).toBeUndefined();
    expect(fill(deckOf('base'), [reference(A)], [])(2026, 6)).toBeUndefined();
  });
});

describe('a follower', () => {
  const follower = reference(B, { reference: A, beta: 1, residualVolatility: 0.25, ratio: 0.1 });
  const quadraticFollower = reference(B, { reference: A, beta: 2, residualVolatility: 0.25, ratio: 0.1 });

  it('without prices of its own keeps its ratio to the leader, as a default assumption', () => {
    const at = fill(deckOf('base'), [reference(A), follower], [[A, storedPrices({ months: threeMonths })]], B);
    expect(at(2026, 5)?.price).toBeCloseTo(11.6, 12);
    expect(at(2026, 6)?.price).toBeCloseTo(10.2, 12);
    expect(at(2026, 6)?.origin).toBe('house');
    expect(fill(deckOf('base'), [follower, reference(A)], [[A, storedPrices({ months: threeMonths })]], B)(2026, 5)).toEqual(at(2026, 5));
  });

  it('moves with the leader to the power of its beta', () => {
    expect(
      fill(deckOf('base'), [reference(A), quadraticFollower], [[A, storedPrices({ months: threeMonths })]], B)(2026, 6)?.price,
    ).toBeCloseTo(0.1 * 102 ** 2, 9);
  });

  it('moves when a price of the leader is entered', () => {
    const at = fill(deckOf('base'), [reference(A), follower], [[A, storedPrices({ base: [[MAY, enteredPrice(150)]] })]], B);
    expect(at(2026, 5)?.price).toBe(15);
  });

  it('continues its own prices once it has some', () => {
    const ownPrices = storedPrices({ base: [[MAY, enteredPrice(11)]] });
    const at = fill(
      deckOf('base'),
      [reference(A), follower],
      [
        [A, storedPrices({ months: threeMonths })],
        [B, ownPrices],
      ],
      B,
    );
    expect(at(2026, 4)?.price).toBeCloseTo(10, 12);
    expect(at(2026, 6)).toMatchObject({ price: 11, origin: 'filled' });
  });

  it('in a ring has no leader', () => {
    const ring = [reference(A, { reference: B, beta: 1, residualVolatility: 0, ratio: 1 }), follower];
    expect(fill(deckOf('base'), ring, [])(2026, 6)).toBeUndefined();
  });
});

describe('the low and the high deck', () => {
  it('lie 20 % around the base after the valuation month, as default assumptions, and share its past', () => {
    const knownPrices: [ReferenceCode, StoredPrices][] = [[A, storedPrices({ months: threeMonths })]];
    const [low, high] = [fill(deckOf('low'), [reference(A)], knownPrices), fill(deckOf('high'), [reference(A)], knownPrices)];
    expect(low(2026, 5)).toEqual(sourcedPrice(116));
    expect(low(2026, 6)?.price).toBeCloseTo(102 * 0.8, 12);
    expect(high(2026, 6)?.price).toBeCloseTo(102 * 1.2, 12);
    expect([low(2026, 6)?.origin, high(2026, 6)?.origin]).toEqual(['house', 'house']);
  });

  it('keep their order below zero', () => {
    const charge: [ReferenceCode, StoredPrices][] = [
      [A, storedPrices({ years: new Map([[2026, { ...sourcedPrice(-40), measure: 'set' }]]) })],
    ];
    expect(fill(deckOf('low'), [reference(A)], charge)(2026, 7)?.price).toBe(-48);
    expect(fill(deckOf('high'), [reference(A)], charge)(2026, 7)?.price).toBe(-32);
  });

  it('use prices entered for them after the valuation month only', () => {
    const knownPrices: [ReferenceCode, StoredPrices][] = [
      [
        A,
        storedPrices({
          months: threeMonths,
          own: [
            [MAY, enteredPrice(1)],
            [MAY + 1, enteredPrice(2)],
          ],
        }),
      ],
    ];
    expect(fill(deckOf('low'), [reference(A)], knownPrices)(2026, 5)).toEqual(sourcedPrice(116));
    expect(fill(deckOf('low'), [reference(A)], knownPrices)(2026, 6)).toEqual(enteredPrice(2));
    const others: [ReferenceCode, StoredPrices][] = [[A, storedPrices({ months: threeMonths })]];
    expect(fill(deckOf('high'), [reference(A)], others)(2026, 6)?.price).toBeCloseTo(122.4, 12);
  });

  it('move a follower with its leader', () => {
    const follower = reference(B, { reference: A, beta: 1, residualVolatility: 0.25, ratio: 0.1 });
    const knownPrices: [ReferenceCode, StoredPrices][] = [[A, storedPrices({ months: threeMonths, own: [[MAY + 1, enteredPrice(50)]] })]];
    expect(fill(deckOf('low'), [reference(A), follower], knownPrices, B)(2026, 6)?.price).toBe(5);
    expect(fill(deckOf('low'), [reference(A), follower], knownPrices, B)(2026, 7)?.price).toBeCloseTo(8.16, 12);
  });
});

describe('a deck of a user', () => {
  const YEAR_2027 = monthOf(2027, 1);
  const ownPrices: Prices = [
    [monthOf(2026, 9), enteredPrice(100)],
    [YEAR_2027, enteredPrice(140)],
  ];
  const known = (prices: Prices): [ReferenceCode, StoredPrices][] => [[A, storedPrices({ months: threeMonths, own: prices })]];

  it('shares the past with the base deck, and follows it until its first price', () => {
    const at = fill(deckOf('own'), [reference(A)], known(ownPrices));
    expect(at(2026, 5)).toEqual(sourcedPrice(116));
    expect(at(2026, 8)).toMatchObject({ price: 102, origin: 'filled' });
    expect(at(2026, 8)?.source).toBe(storedText('shipped.fill.beforeFirst', { to: '2026-09', source: flatSource('Printed.') }));
  });

  it('holds each price until the next, or goes on a straight line between two, by its rule', () => {
    const heldPrice = fill(deckOf('own', 'hold'), [reference(A)], known(ownPrices));
    const linearPrice = fill(deckOf('own', 'linear'), [reference(A)], known(ownPrices));
    expect([9, 10, 11, 12].map((month) => heldPrice(2026, month)?.price)).toEqual([100, 100, 100, 100]);
    expect([9, 10, 11, 12].map((month) => linearPrice(2026, month)?.price)).toEqual([100, 110, 120, 130]);
    expect([heldPrice(2027, 1), linearPrice(2027, 1)]).toEqual([enteredPrice(140), enteredPrice(140)]);
    expect(linearPrice(2026, 10)?.source).toBe(storedText('shipped.fill.linear', { from: '2026-09', to: '2027-01', source: '' }));
  });

  it('holds its last price flat', () => {
    const at = fill(deckOf('own', 'linear'), [reference(A)], known(ownPrices));
    expect([at(2027, 2)?.price, at(2027, 12)?.price]).toEqual([140, 140]);
  });

  it('is the base deck for a reference without a price in it', () => {
    const at = fill(deckOf('own'), [reference(A)], known([]));
    expect(at(2027, 3)).toEqual({
      price: 102,
      origin: 'filled',
      source: storedText('shipped.fill.asBase', { source: flatSource('Printed.') }),
    });
  });

  it('moves a follower with its leader until the deck prices the follower itself', () => {
    const follower = reference(B, { reference: A, beta: 1, residualVolatility: 0.25, ratio: 0.1 });
    const references = [reference(A), follower];
    expect(fill(deckOf('own'), references, known(ownPrices), B)(2026, 9)?.price).toBe(10);
    const knownPrices: [ReferenceCode, StoredPrices][] = [
      ...known(ownPrices),
      [B, storedPrices({ own: [[monthOf(2026, 8), enteredPrice(3)]] })],
    ];
    expect(fill(deckOf('own'), references, knownPrices, B)(2026, 9)?.price).toBe(3);
  });

  it('keeps its prices as the start of a line after the valuation date has passed them', () => {
    const at = fill(deckOf('own', 'linear'), [reference(A)], known([[monthOf(2026, 4), enteredPrice(90)], ...ownPrices]));
    expect(at(2026, 4)).toEqual(sourcedPrice(100));
    expect(at(2026, 6)?.price).toBeCloseTo(94, 12);
  });
});

describe('the long-run deck', () => {
  const years = (first: number, last: number): StoredPrices['years'] =>
    new Map(
      Array.from({ length: last - first + 1 }, (_, i) => [first + i, { ...sourcedPrice(10 * (i + 1)), measure: 'mean' as const }] as const),
    );

  it('goes in five years from the base deck to the mean of the ten years before the valuation date, and stays there', () => {
    const knownPrices = new Map([[A, storedPrices({ months: threeMonths, years: years(2010, 2025) })]]);
    const months = { from: monthOf(2010, 1), to: monthOf(2032, 12), valuation: MAY };
    const series = fillDeck(deckOf('longRun'), [reference(A)], knownPrices, months).get(A)!;
    const at = (year: number, month: number) => series[monthOf(year, month) - months.from];
    // 70, 80, ... 160
    const longRun = 115;
    expect(at(2026, 5)).toEqual(sourcedPrice(116));
    expect(at(2026, 6)?.price).toBeCloseTo(102 + (longRun - 102) / 60, 12);
    expect(at(2028, 11)?.price).toBeCloseTo((102 + longRun) / 2, 12);
    expect([at(2031, 5)?.price, at(2032, 12)?.price]).toEqual([longRun, longRun]);
    expect(at(2032, 1)?.source).toBe(storedText('shipped.fill.longRun', { from: '2016', to: '2025', source: 'Printed.' }));
  });

  it('takes the years that are known, five at least, and is the base deck with fewer', () => {
    const price = (first: number) => {
      const knownPrices = new Map([[A, storedPrices({ months: threeMonths, years: years(first, 2025) })]]);
      return fillDeck(deckOf('longRun'), [reference(A)], knownPrices, { from: monthOf(2010, 1), to: monthOf(2032, 12), valuation: MAY })
        .get(A)!
        .at(-1)?.price;
    };
    expect(price(2021)).toBe(30);
    expect(price(2022)).toBe(102);
  });
});
