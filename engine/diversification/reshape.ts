import type { DestinationZone } from '#shared/domain/zone.ts';
import type { Exposure, ExposureRow } from './exposure.ts';

/** An exposure with each row times its weight (a probability, a share of its tonnes); rows of weight 0 are left out. */
export const scaledExposure = ({ years, rows }: Exposure, weightOf: (row: ExposureRow) => number): Exposure => ({
  years,
  rows: rows.flatMap((row) => {
    const weight = weightOf(row);
    if (weight === 1) return [row];
    if (weight === 0) return [];
    return [{ ...row, tonnes: row.tonnes.map((one) => one * weight), grossValue: row.grossValue.map((one) => one * weight) }];
  }),
});

/** An exposure in which a trader's tonnes end where the trader sits, instead of where it sells them on. */
export const tradersAtSeat = ({ years, rows }: Exposure, zoneOf: (country: string) => DestinationZone): Exposure => ({
  years,
  rows: rows.map((row) => {
    if (row.members.ownership !== 'trader') return row;
    const country = row.members.buyerCountry;
    return { ...row, destinations: [{ zone: zoneOf(country), country, share: 1 }] };
  }),
});
