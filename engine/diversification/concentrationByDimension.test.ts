import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concentrationByDimension,
  type Exposure,
  type ExposureRow,
  mergeMembers,
  placeTradersAtSeat,
  removeDestinations,
  scaleExposure,
} from '#engine';
import type { ContractId } from '#shared/domain/ids.ts';

const row = (id: string, fields: { group?: string; ownership?: string; country?: string; tonnes: number[] }): ExposureRow => ({
  contractId: id as ContractId,
  members: {
    buyer: id,
    ultimateParent: id,
    group: fields.group ?? id,
    actsAsOne: fields.group ?? id,
    buyerCountry: fields.country ?? 'JP',
    ownership: fields.ownership ?? 'private',
    metal: 'copper',
    product: 'P',
    reference: 'R',
    currency: 'USD',
    incoterm: 'CIF',
  },
  destinations: [{ zone: 'restOfAsia', country: 'JP', share: 1 }],
  rating: 'A',
  parentCountry: 'JP',
  tonnes: fields.tonnes,
  grossValue: fields.tonnes.map((tonnes) => tonnes * 100),
});

const exposureOfRows = (rows: readonly ExposureRow[], years = 2): Exposure => ({
  years: Array.from({ length: years }, (_, i) => 2027 + i),
  rows,
});
const tonnage = fc.array(fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 20 });
const exposureOf = (tonnages: readonly number[][]) =>
  exposureOfRows(
    tonnages.map((tonnes, i) => row(`B${i}`, { tonnes })),
    3,
  );

describe('the concentration of an exposure', () => {
  it('has shares that sum to 1 and an HHI between 1/n and 1, in every year and over the plan', () => {
    fc.assert(
      fc.property(tonnage, (tonnages) => {
        const { years, plan } = concentrationByDimension(exposureOf(tonnages), 'buyer', 'tonnes');
        for (const year of [...years, plan]) {
          expect(year?.shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
          expect(year?.hhi).toBeGreaterThanOrEqual(1 / (year?.members ?? 0) - 1e-12);
          expect(year?.hhi).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });

  it('never falls when two buyers are treated as one', () => {
    fc.assert(
      fc.property(tonnage, (tonnages) => {
        const separateExposure = exposureOf(tonnages);
        const rows = separateExposure.rows.map((row, i) => (i < 2 ? { ...row, members: { ...row.members, group: 'together' } } : row));
        const before = concentrationByDimension(separateExposure, 'group', 'tonnes').plan?.hhi ?? 0;
        expect(concentrationByDimension({ ...separateExposure, rows }, 'group', 'tonnes').plan?.hhi).toBeGreaterThanOrEqual(before - 1e-12);
      }),
    );
  });

  it('is measured for each year and over all years, and is undefined in a period without sales', () => {
    const { years, plan } = concentrationByDimension(
      exposureOfRows([row('a', { tonnes: [30, 0] }), row('b', { tonnes: [10, 0] })]),
      'buyer',
      'grossValue',
    );
    expect(years[0]).toMatchObject({ total: 4000, members: 2, hhi: 0.625, effectiveNumber: 1.6, top1: 0.75, top3: 1 });
    expect(years[0]?.shares).toEqual([
      { member: 'a', share: 0.75 },
      { member: 'b', share: 0.25 },
    ]);
    expect(years[1]).toBeUndefined();
    expect(plan?.hhi).toBe(0.625);
  });
});

describe('an adjusted exposure', () => {
  it('multiplies each row by its weight and drops rows of weight 0', () => {
    const exposure = exposureOfRows([row('a', { tonnes: [10, 20] }), row('b', { tonnes: [5, 5] })]);
    const { rows } = scaleExposure(exposure, ({ contractId }) => (contractId === 'a' ? 0.5 : 0));
    expect(rows.map(({ contractId, tonnes, grossValue }) => ({ contractId, tonnes, grossValue }))).toEqual([
      { contractId: 'a', tonnes: [5, 10], grossValue: [500, 1000] },
    ]);
  });

  it('moves only traders’ tonnes to the country of the trader’s seat', () => {
    const exposure = exposureOfRows([
      row('trader', { ownership: 'trader', country: 'CH', tonnes: [10, 0] }),
      row('mill', { country: 'CN', tonnes: [10, 0] }),
    ]);
    const { rows } = placeTradersAtSeat(exposure, (country) => (country === 'CH' ? 'europe' : 'china'));
    expect(rows.map(({ destinations }) => destinations[0]?.zone)).toEqual(['europe', 'restOfAsia']);
  });
});

describe('an exposure without some of its buyers and destinations', () => {
  const split: Exposure = {
    years: [2027],
    rows: [
      {
        ...row('a', { tonnes: [100] }),
        destinations: [
          { zone: 'china', country: 'CN', share: 0.5 },
          { zone: 'europe', country: 'DE', share: 0.3 },
          { zone: 'restOfAsia', country: 'JP', share: 0.2 },
        ],
      },
      { ...row('b', { tonnes: [40] }), destinations: [{ zone: 'china', country: 'CN', share: 1 }] },
    ],
  };

  it('keeps the other destinations in proportion and drops rows without any', () => {
    const { rows } = removeDestinations(split, new Set(['CN']));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.tonnes).toEqual([50]);
    expect(rows[0]?.destinations.map(({ share }) => share)).toEqual([expect.closeTo(0.6, 12), expect.closeTo(0.4, 12)]);
  });

  it('counts two buyers as one without changing the total', () => {
    const mergedExposure = mergeMembers(split, ['a', 'b']);
    expect(concentrationByDimension(mergedExposure, 'buyer', 'tonnes').plan).toMatchObject({ members: 1, total: 140, hhi: 1 });
    expect(concentrationByDimension(mergedExposure, 'group', 'tonnes').plan?.members).toBe(1);
  });
});
