import type { BuyerType, Ownership, Rating } from '#shared/domain/buyer.ts';
import { ratingText } from '#shared/messages/rating.ts';
import { text } from '#shared/messages/text.ts';
import type { Choice } from '../../components/SelectField.tsx';

const RATING_ORDER: readonly Rating[] = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC/C', 'unrated'];
const OWNERSHIP_ORDER: readonly Ownership[] = ['private', 'state', 'trader'];
const TYPE_ORDER: readonly BuyerType[] = [
  'smelter',
  'refiner',
  'steelMill',
  'alloyPlant',
  'chemicalPlant',
  'batteryMaker',
  'trader',
  'centralBuyer',
];

export const ratingChoices = (): readonly Choice<Rating>[] => RATING_ORDER.map((value) => ({ value, label: ratingText(value) }));
export const ownershipChoices = (): readonly Choice<Ownership>[] =>
  OWNERSHIP_ORDER.map((value) => ({ value, label: text(`ownership.${value}`) }));
export const buyerTypeChoices = (): readonly Choice<BuyerType>[] =>
  TYPE_ORDER.map((value) => ({ value, label: text(`buyerType.${value}`) }));

/** The rank of a rating for sorting: the best is 0. */
export const ratingRank = (rating: Rating): number => RATING_ORDER.indexOf(rating);
