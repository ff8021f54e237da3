import { z } from 'zod';

/** Origin of a figure; every origin except `user` is marked on the page. `filled` = estimated. */
export const Origin = z.enum(['user', 'source', 'house', 'filled', 'sample']);
export type Origin = z.infer<typeof Origin>;

/** Origin of each default of a new record by field path. */
export const FieldOrigins = z.record(z.string(), Origin);
export type FieldOrigins = Readonly<Record<string, Origin>>;
