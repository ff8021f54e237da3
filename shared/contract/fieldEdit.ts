import { z } from 'zod';

/**
 * The new value of a field, by its path: "terms.0.quantity.tonnesPerYear"; without a value the field is emptied. Thousands of records are
 * edited without sending them whole.
 */
export const FieldEdit = z.object({ path: z.string().min(1).max(200), value: z.unknown().optional() });
export type FieldEdit = z.infer<typeof FieldEdit>;

/** Schema of edits of stored records, by the schema of their ids. `version` is that of the record that was edited. */
export const recordEdits = <Id extends z.ZodType<string>>(id: Id) =>
  z
    .array(z.object({ id, version: z.number().int(), edits: z.array(FieldEdit).min(1).max(200).readonly() }))
    .min(1)
    .max(20_000)
    .readonly();
