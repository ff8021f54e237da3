import { writeFileSync } from 'node:fs';
import { writeXlsx } from 'hucre/xlsx';

const PRODUCTS = ['Copper concentrate', 'Pilbara fines', 'South concentrate'];
const BUYERS = ['Aoyama', 'Baltia', 'Changjiang', 'Dongfang', 'Eisenwerk', 'Fuji', 'Gujra', 'Hai An'];
const COUNTRIES = ['JP', 'DE', 'China', 'India'];

export type OwnMineSpelling = {
  /** Spelling of the last buyer's country. */
  readonly lastCountry: string;
  /** Spelling of the first buyer in the contracts. */
  readonly firstBuyer: string;
};

const DEFAULT_SPELLING: OwnMineSpelling = { lastCountry: 'China', firstBuyer: 'AOYAMA Co., Ltd.' };

/**
 * A mine in one workbook as a user keeps it: three products, eight buyers, twelve contracts, two limits, headers and units of its own.
 * `node tests/e2e/files/ownMine.ts` writes `own-mine.xlsx` beside this file; a test compares the two.
 */
export const createOwnMine = async ({ lastCountry, firstBuyer }: OwnMineSpelling = DEFAULT_SPELLING): Promise<Uint8Array> =>
  writeXlsx({
    sheets: [
      {
        name: 'Products',
        rows: [
          ['Product', 'Metal', 'Grades', 'Moisture'],
          ['Copper concentrate', 'Copper', 'Cu 26 %; Au 3.2 g/t; As 0.2 %', 0.09],
          ['Pilbara fines', 'Iron', 'Fe 61.5 %; SiO2 4 %', 0.08],
          ['South concentrate', 'Copper', 'Cu 24 %', 0.09],
        ],
      },
      {
        name: 'Mine plan',
        rows: [['Product', '2026 (kt)', '2027 (kt)', '2028 (kt)'], ...PRODUCTS.map((name, i) => [name, 400 + i, 420 + i, 440 + i])],
      },
      {
        name: 'Opex',
        rows: [['Product', '2026', '2027'], ...PRODUCTS.map((name, i) => [name, i === 1 ? 38 : 900 + i, i === 1 ? 39 : 910 + i])],
      },
      {
        name: 'Customers',
        rows: [
          ['Customer', 'Country', 'Rating'],
          ...BUYERS.map((name, i) => [name, i === 7 ? lastCountry : (COUNTRIES[i % 4] ?? ''), 'BBB']),
        ],
      },
      {
        name: 'Sales contracts',
        rows: [
          ['Contract no', 'Customer', 'Product', 'Start', 'End', 'Annual tonnage (kt)', 'Tolerance', 'Take or pay'],
          ...Array.from({ length: 12 }, (_, i) => [
            `K-${i + 1}`,
            i % 8 === 0 ? firstBuyer : (BUYERS[i % 8] ?? ''),
            PRODUCTS[i % 3] ?? '',
            '2026-01',
            '2029-12',
            20 + i,
            0.1,
            0.8,
          ]),
        ],
      },
      {
        name: 'Policy',
        rows: [
          ['Limit', 'Measure', 'Zone', 'From year', 'To year', 'Warn at', 'Breach at'],
          ['China', 'Share of a zone', 'China', 2026, 2029, 0.4, 0.5],
          ['One group', 'Largest group', null, 2026, 2029, 0.3, 0.35],
        ],
      },
    ],
  });

if (import.meta.main) writeFileSync(new URL('own-mine.xlsx', import.meta.url), await createOwnMine());
