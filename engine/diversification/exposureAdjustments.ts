import type { DestinationZone } from '#shared/domain/zone.ts';
import type { Exposure, ExposureRow } from './exposure.ts';

/** An exposure with each row times its weight (a probability, a share of its tonnes); rows of weight 0 are left out. */
export const scaleExposure = ({ years, rows }: Exposure, weightOf: (row: ExposureRow) => number): Exposure => ({
  years,
  rows: rows.flatMap((row) => {
    const weight = weightOf(row);
    if (weight === 1) return [row];
    if (weight === 0) return [];
    return [{ ...row, tonnes: row.tonnes.map((one) => one * weight), grossValue: row.grossValue.map((one) => one * weight) }];
  }),
});

/** An exposure in which a trader's tonnes end where the trader sits, instead of where it sells them on. */
export const placeTradersAtSeat = ({ years, rows }: Exposure, zoneOf: (country: string) => DestinationZone): Exposure => ({
  years,
  rows: rows.map((row) => {
    if (row.members.ownership !== 'trader') return row;
    const country = row.members.buyerCountry;
    return { ...row, destinations: [{ zone: zoneOf(country), country, share: 1 }] };
  }),
});

/** An exposure whose tonnes to some countries are gone; what is left of a row keeps its other destinations in proportion. */
export const removeDestinations = ({ years, rows }: Exposure, lost: ReadonlySet<string>): Exposure => ({
  years,
  rows: rows.flatMap((row) => {
    const open = row.destinations.filter(({ country }) => !lost.has(country));
    if (open.length === row.destinations.length) return [row];
    const left = open.reduce((sum, { share }) => sum + share, 0);
    if (left <= 0) return [];
    return [
      {
        ...row,
        destinations: open.map((part) => ({ ...part, share: part.share / left })),
        tonnes: row.tonnes.map((one) => one * left),
        grossValue: row.grossValue.map((one) => one * left),
      },
    ];
  }),
});

/** An exposure in which the second of two buyers (or groups) counts as the first. */
export const mergeMembers = ({ years, rows }: Exposure, [first, second]: readonly [string, string]): Exposure => {
  const one = (member: string): string => (member === second ? first : member);
  return {
    years,
    rows: rows.map((row) =>
      row.members.group === second || row.members.buyer === second
        ? { ...row, members: { ...row.members, group: one(row.members.group), buyer: one(row.members.buyer) } }
        : row,
    ),
  };
};
