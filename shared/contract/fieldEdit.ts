import { z } from 'zod';

/**
 * The new value of a field, by its path: "terms.0.quantity.tonnesPerYear"; without a value the field is emptied. Thousands of records are
 * edited without sending them whole.
 */
export const FieldEdit = z.object({ path: z.string().min(1).max(200), value: z.unknown().optional() });
export type FieldEdit = z.infer<typeof FieldEdit>;
