import { z } from 'zod';

/** The row at which a page begins. */
export const FirstRow = z.number().int().min(0).default(0);

/** The page of a longer list: its first row, 0 where there are none at the one asked for, and the rows of all pages. */
export const RowsPage = z.object({ first: z.number().int(), count: z.number().int() }).readonly();
export type RowsPage = z.infer<typeof RowsPage>;
