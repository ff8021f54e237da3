import { z } from 'zod';

/** Currencies of quotations and payments. All values are in US dollars. */
export const Currency = z.enum(['USD', 'CNY', 'EUR', 'AUD']);
export type Currency = z.infer<typeof Currency>;

/** A currency with a rate, in units of the currency for one US dollar. */
export const ForeignCurrency = Currency.exclude(['USD']);
export type ForeignCurrency = z.infer<typeof ForeignCurrency>;
