import type { Buyer } from '#shared/domain/buyer.ts';

/** Default assumptions for a buyer of whom only the country is known, and whether it is a trader. */
export const newBuyer = (country: Buyer['country'], isTrader = false): Omit<Buyer, 'id' | 'name'> => ({
  country,
  // a trader's destinations are unknown until they are entered
  destination: isTrader ? [] : [{ country, share: 1 }],
  type: isTrader ? 'trader' : 'smelter',
  ownership: isTrader ? 'trader' : 'private',
  rating: 'unrated',
  cycleSensitivity: 1,
  note: '',
});
