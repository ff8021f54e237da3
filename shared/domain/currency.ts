import { z } from 'zod';

/** What a price is quoted in and a deal is paid in. Everything is valued in US dollars. */
export const Currency = z.enum(['USD', 'CNY', 'EUR', 'AUD']);
export type Currency = z.infer<typeof Currency>;

/** A currency that has a rate: so many of it for one US dollar. */
export type ForeignCurrency = Exclude<Currency, 'USD'>;
