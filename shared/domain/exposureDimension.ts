import { z } from 'zod';

/** Along what a plan's tonnes and value are counted. `group` is the buyers that act as one; a buyer without a group is its own. */
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
