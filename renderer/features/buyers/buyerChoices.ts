import { type BuyerType, type Ownership, Rating } from '#shared/domain/buyer.ts';
import { ratingText } from '#shared/messages/rating.ts';
import { text } from '#shared/messages/text.ts';
import type { Choice } from '../../components/SelectField.tsx';

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

export const ratingChoices = (): readonly Choice<Rating>[] => Rating.options.map((value) => ({ value, label: ratingText(value) }));
export const ownershipChoices = (): readonly Choice<Ownership>[] =>
  OWNERSHIP_ORDER.map((value) => ({ value, label: text(`ownership.${value}`) }));
export const buyerTypeChoices = (): readonly Choice<BuyerType>[] =>
  TYPE_ORDER.map((value) => ({ value, label: text(`buyerType.${value}`) }));
