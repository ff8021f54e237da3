import { describe, expect, it } from 'vitest';
import { REFERENCES } from '#db/seeds/references.ts';
import { type Month, monthOf } from '#shared/domain/time.ts';
import type { TableCell, TableSheet } from '../documents/tableFile.ts';
import { convertSeries, findUsualReference, readPriceFile, type Series } from './priceFile.ts';

const sheet = (name: string, lines: readonly (readonly TableCell[])[]): TableSheet => ({
  name,
  rows: lines.map((cells, index) => ({ index, cells })).filter(({ cells }) => cells.length > 0),
});

const reference = (code: string) => {
  const match = REFERENCES.find((candidate) => candidate.code === code);
  if (!match) throw new Error(code);
  return match;
};

/** Two years of months from January 2005, copper rising by one a month, iron at 70, the third month missing. */
const months = (isPadded: boolean) =>
  Array.from({ length: 24 }, (_, i): TableCell[] => {
    const month = isPadded ? String((i % 12) + 1).padStart(2, '0') : String((i % 12) + 1);
    return [`${2005 + Math.floor(i / 12)}M${month}`, 3000 + i, i === 2 ? '…' : 70, '..'];
  });

const title = [
  ['World Bank Commodity Price Data (The Pink Sheet)'],
  ['monthly prices in nominal US dollars, 1960 to present'],
  [],
  ['Updated on June 02, 2026'],
];
const names = [null, 'Copper', 'Iron ore, cfr spot **', 'Empty'];
const units = [null, '($/mt)', '($/dmtu)', '($/mt)'];

const LAYOUTS = {
  'names and units': [...title, names, units, ...months(true)],
  'names, units and a line of codes': [...title, names, units, [null, 'COPPER', 'IRON_ORE', 'EMPTY'], ...months(true)],
  'names with their units in one line': [...title, [null, 'Copper ($/mt)', 'Iron ore, cfr spot ($/dmtu)', 'Empty ($/mt)'], ...months(true)],
};

describe('a Pink Sheet', () => {
  it.each(Object.entries(LAYOUTS))('gives the same series from %s', (_layout, lines) => {
    const file = readPriceFile([sheet('AFOSHEET', []), sheet('Monthly Prices', lines)]);
    expect(file).toMatchObject({ source: 'worldBank', updatedOn: 'June 02, 2026' });
    expect(file?.series.map(({ name, unit, points }) => [name, unit, points.size])).toEqual([
      ['Copper', '$/mt', 24],
      ['Iron ore, cfr spot', '$/dmtu', 23],
    ]);
    expect(file?.series[0]?.points.get(monthOf(2006, 1))).toBe(3012);
    expect(file?.series.map((series) => findUsualReference(series, REFERENCES))).toEqual(['CU', 'FE62']);
  });
});

describe('an IMF workbook', () => {
  const lines: TableCell[][] = [
    ['Commodity', 'PALLFNF', 'PCOPP', 'PCOBA', null],
    [
      'Commodity.Description',
      'All index',
      'Copper, grade A cathode, US$ per metric ton',
      'Cobalt, US$ per pound',
      'Lithium Metal =99%, Battery Grade',
    ],
    ['Data Type', 'Index', 'USD', 'USD', 'USD'],
    ['Frequency', 'Monthly', 'Monthly', 'Monthly', 'Monthly'],
    ...Array.from({ length: 24 }, (_, i): TableCell[] => [
      `${2005 + Math.floor(i / 12)}M${(i % 12) + 1}`,
      100,
      3000 + i,
      15,
      i < 3 ? 0 : 90_000,
    ]),
  ];

  it('excludes indices, treats zero as missing, and matches by code, never lithium metal', () => {
    const file = readPriceFile([sheet('Sheet1', lines)]);
    expect(file?.series.map(({ name, unit, points }) => [name.slice(0, 6), unit, points.size])).toEqual([
      ['PCOPP:', '$/mt', 24],
      ['PCOBA:', '$/lb', 24],
      ['Lithiu', '', 21],
    ]);
    expect(file?.series.map((series) => findUsualReference(series, REFERENCES))).toEqual(['CU', 'CO', undefined]);
  });
});

describe('a series imported for a reference', () => {
  const series = (name: string, unit: string, price: number): Series => ({
    key: `1|${name}`,
    name,
    unit,
    points: new Map(Array.from({ length: 24 }, (_, i): [Month, number] => [monthOf(2005, 1) + i, price])),
  });
  const knownPrices = (price: number): ReadonlyMap<Month, number> => new Map([[monthOf(2006, 6), price]]);

  it('of iron ore starts in 2006: earlier values are annual contract prices in cents per unit', () => {
    const convertedSeries = convertSeries(series('Iron ore, cfr spot', '$/dmtu', 70), reference('FE62'), knownPrices(69));
    expect(convertedSeries).toMatchObject({ refused: { count: 12, rule: 'ironBefore2006' }, fault: undefined });
    expect(convertedSeries.points[0]).toEqual({ month: monthOf(2006, 1), price: 70 });
  });

  it('is rejected in another unit, and converted where a conversion exists', () => {
    expect(convertSeries(series('Gold', '$/troy oz', 4000), reference('CU'), knownPrices(4000)).fault).toMatchObject({
      rule: 'unitOther',
      stated: '$/troy oz',
      wanted: 'USD/t',
    });
    expect(convertSeries(series('Cobalt', '$/lb', 15), reference('CO'), knownPrices(33_000)).fault).toMatchObject({ rule: 'unitOther' });
    expect(convertSeries(series('Tin', '$/kg', 8), reference('SN'), knownPrices(8000)).points[0]?.price).toBe(8000);
    expect(convertSeries(series('Carbonate', '元/吨', 75_000), reference('LI2CO3-CN'), new Map()).points[0]?.price).toBe(75_000);
    const rate = series('USD/CNY', 'CNY/USD', 7.12);
    expect(findUsualReference(rate, REFERENCES)).toBe('USDCNY');
    expect(convertSeries(rate, reference('USDCNY'), knownPrices(7)).points[0]?.price).toBe(7.12);
    const euro = series('USD/EUR', 'EUR/USD', 0.92);
    expect(findUsualReference(euro, REFERENCES)).toBe('USDEUR');
    expect(convertSeries(euro, reference('USDEUR'), knownPrices(0.9)).points[0]?.price).toBe(0.92);
  });

  it('of a rate quoted the other way round is rejected, also for months without a known rate', () => {
    // the market quotes EUR/USD and AUD/USD as dollars for one euro or one Australian dollar
    for (const [code, unit, quotedRate, knownRate] of [
      ['USDEUR', 'EUR/USD', 1.1, 0.9],
      ['USDAUD', 'AUD/USD', 0.65, 1.5],
      ['USDCNY', 'CNY/USD', 0.14, 7],
    ] as const) {
      for (const rates of [knownPrices(knownRate), new Map([[monthOf(2026, 1), knownRate]])])
        expect([code, convertSeries(series('rate', unit, quotedRate), reference(code), rates).fault?.rule]).toEqual([code, 'unitInverse']);
      expect(convertSeries(series('rate', unit, 1 / quotedRate), reference(code), knownPrices(knownRate)).fault).toBeUndefined();
    }
  });

  it('without a unit is compared with the known prices', () => {
    expect(convertSeries(series('Cobalt', '', 15), reference('CO'), knownPrices(33_000)).fault).toMatchObject({ rule: 'unitOff' });
    expect(convertSeries(series('Cobalt', '', 15), reference('CO'), new Map()).fault).toMatchObject({ rule: 'unitUnknown' });
    expect(convertSeries(series('Cobalt', '', 31_000), reference('CO'), knownPrices(33_000)).points).toHaveLength(24);
  });
});
