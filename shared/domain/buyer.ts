import { z } from 'zod';
import { sumBy } from '../math.ts';
import { BuyerId, GroupId } from './ids.ts';
import { CountryCode } from './zone.ts';

export const Rating = z.enum(['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC/C', 'unrated']);
export type Rating = z.infer<typeof Rating>;

/** Returns the rank of a rating: 0 for the best, the highest for unrated. */
export const ratingRank = (rating: Rating): number => Rating.options.indexOf(rating);

export const Ownership = z.enum(['state', 'private', 'trader']);
export type Ownership = z.infer<typeof Ownership>;

export const BuyerType = z.enum([
  'smelter',
  'refiner',
  'steelMill',
  'alloyPlant',
  'chemicalPlant',
  'batteryMaker',
  'trader',
  'centralBuyer',
]);
export type BuyerType = z.infer<typeof BuyerType>;

const Name = z.string().trim().min(1).max(200);

/** Final destination of a share of a buyer's tonnes; shares sum to at most 1, the rest is unknown. */
export const DestinationShare = z.object({ country: CountryCode, share: z.number().min(0).max(1) }).readonly();

export const Buyer = z
  .object({
    id: BuyerId,
    name: Name,
    /** Seat of the buyer. */
    country: CountryCode,
    /** Destinations of the tonnes; empty = unknown. Smelters have one entry with share 1. */
    destination: z.array(DestinationShare).max(12).readonly(),
    type: BuyerType,
    ownership: Ownership,
    ultimateParent: z.object({ name: Name, country: CountryCode }).optional(),
    /** Buyers of one group count as one in limits and defaults. */
    groupId: GroupId.optional(),
    rating: Rating,
    /** Sensitivity of its calls to its zone's demand; 1 = proportional. */
    cycleSensitivity: z.number().min(0).max(5),
    note: z.string().max(2000),
  })
  .refine((b) => sumBy(b.destination, ({ share }) => share) <= 1 + 1e-9, { path: ['destination'], error: 'sharesOverOne' })
  .readonly();
export type Buyer = z.infer<typeof Buyer>;

export const BuyerGroup = z.object({ id: GroupId, name: Name, why: z.string().max(500) }).readonly();
export type BuyerGroup = z.infer<typeof BuyerGroup>;
