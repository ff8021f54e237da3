import { z } from 'zod';

/** Dimensions of a plan's tonnes and value. `group` = buyers treated as one; a buyer without a group is its own group. */
export const ExposureDimension = z.enum([
  'buyer',
  'ultimateParent',
  'group',
  'buyerCountry',
  'destinationCountry',
  'zone',
  'ownership',
  'metal',
  'product',
  'reference',
  'currency',
  'incoterm',
]);
export type ExposureDimension = z.infer<typeof ExposureDimension>;
