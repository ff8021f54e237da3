import { z } from 'zod';

/**
 * Dimensions of a plan's tonnes and value. `actsAsOne` = buyers that the user treats as one group; `group` = these and buyers with the same
 * ultimate parent. A buyer without a parent or a group is its own.
 */
export const ExposureDimension = z.enum([
  'buyer',
  'group',
  'ultimateParent',
  'actsAsOne',
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
