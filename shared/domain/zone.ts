import { z } from 'zod';

/** Demand zones of the simulation. Tonnes with an unknown end user have the destination `unknown`. */
export const ZONES = ['china', 'restOfAsia', 'europe', 'americas', 'restOfWorld'] as const;
export const Zone = z.enum(ZONES);
export type Zone = z.infer<typeof Zone>;

export const DestinationZone = z.enum([...ZONES, 'unknown']);
export type DestinationZone = z.infer<typeof DestinationZone>;

/** ISO 3166-1 alpha-2. */
export const CountryCode = z.string().regex(/^[A-Z]{2}$/);
export type CountryCode = string;

export const Country = z.object({ code: CountryCode, name: z.string().min(1).max(80), zone: Zone }).readonly();
export type Country = z.infer<typeof Country>;
