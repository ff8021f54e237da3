import type { Rating } from '../domain/buyer.ts';
import { text } from './text.ts';

/** A rating as it is read: those of the agencies are the same in every language. */
export const ratingText = (rating: Rating): string => (rating === 'unrated' ? text('rating.unrated') : rating);
