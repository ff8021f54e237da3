import { z } from 'zod';

/** Where a figure comes from. `user` wears no mark on the page; the other four do. */
export const Origin = z.enum(['user', 'source', 'house', 'filled', 'sample']);
export type Origin = z.infer<typeof Origin>;

/** Where each default of a new record comes from: field path -> origin. */
export const FieldOrigins = z.record(z.string(), Origin);
export type FieldOrigins = Readonly<Record<string, Origin>>;
