import type { Buyer } from '#shared/domain/buyer.ts';

/** Default assumptions for a buyer of whom only the country is known, and whether it is a trader. */
export const newBuyer = (country: Buyer['country'], trader = false): Omit<Buyer, 'id' | 'name'> => ({
  country,
  // a trader's destinations are unknown until they are entered
  destination: trader ? [] : [{ country, share: 1 }],
  type: trader ? 'trader' : 'smelter',
  ownership: trader ? 'trader' : 'private',
  rating: 'unrated',
  cycleSensitivity: 1,
  note: '',
});
