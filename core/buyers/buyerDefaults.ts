import type { Buyer } from '#shared/domain/buyer.ts';

/** What a buyer begins with of whom only the seat is known, and whether they trade. House defaults. */
export const newBuyer = (country: Buyer['country'], trader = false): Omit<Buyer, 'id' | 'name'> => ({
  country,
  // a trader's tonnes end nobody knows where until somebody says so
  destination: trader ? [] : [{ country, share: 1 }],
  type: trader ? 'trader' : 'smelter',
  ownership: trader ? 'trader' : 'private',
  rating: 'unrated',
  cycleSensitivity: 1,
  note: '',
});
