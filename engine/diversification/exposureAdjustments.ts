import type { DestinationZone } from '#shared/domain/zone.ts';
import { sumBy } from '#shared/math.ts';
import type { Exposure, ExposureRow } from './exposure.ts';

/** Multiplies each row of an exposure by its weight (a probability, a share of its tonnes) and drops rows of weight 0. */
export const scaleExposure = ({ years, rows }: Exposure, weightOf: (row: ExposureRow) => number): Exposure => ({
  years,
  rows: rows.flatMap((row) => {
    const weight = weightOf(row);
    if (weight === 1) return [row];
    if (weight === 0) return [];
    return [{ ...row, tonnes: row.tonnes.map((tonnes) => tonnes * weight), grossValue: row.grossValue.map((value) => value * weight) }];
  }),
});

/** Moves traders' tonnes from their final destinations to the country of the trader's seat. */
export const placeTradersAtSeat = ({ years, rows }: Exposure, zoneOf: (country: string) => DestinationZone): Exposure => ({
  years,
  rows: rows.map((row) => {
    if (row.members.ownership !== 'trader') return row;
    const country = row.members.buyerCountry;
    return { ...row, destinations: [{ zone: zoneOf(country), country, share: 1 }] };
  }),
});

/** Removes the tonnes to some countries; the other destinations of a row keep their proportions. */
export const removeDestinations = ({ years, rows }: Exposure, countries: ReadonlySet<string>): Exposure => ({
  years,
  rows: rows.flatMap((row) => {
    const remainingDestinations = row.destinations.filter(({ country }) => !countries.has(country));
    if (remainingDestinations.length === row.destinations.length) return [row];
    const remainingShare = sumBy(remainingDestinations, ({ share }) => share);
    if (remainingShare <= 0) return [];
    return [
      {
        ...row,
        destinations: remainingDestinations.map((part) => ({ ...part, share: part.share / remainingShare })),
        tonnes: row.tonnes.map((tonnes) => tonnes * remainingShare),
        grossValue: row.grossValue.map((value) => value * remainingShare),
      },
    ];
  }),
});

/** Counts the second of two buyers (or groups) as the first. */
export const mergeMembers = ({ years, rows }: Exposure, [first, second]: readonly [string, string]): Exposure => {
  const merge = (member: string): string => (member === second ? first : member);
  return {
    years,
    rows: rows.map((row) =>
      row.members.group === second || row.members.buyer === second
        ? { ...row, members: { ...row.members, group: merge(row.members.group), buyer: merge(row.members.buyer) } }
        : row,
    ),
  };
};
