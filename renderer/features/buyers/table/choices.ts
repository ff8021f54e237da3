import type { BuyerType, Ownership, Rating } from '#shared/domain/buyer.ts';
import { text } from '#shared/messages/text.ts';
import type { Choice } from '../../../components/SelectField.tsx';

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

export const RATINGS: readonly Choice<Rating>[] = RATING_ORDER.map((value) => ({ value, label: value }));
export const OWNERSHIPS: readonly Choice<Ownership>[] = OWNERSHIP_ORDER.map((value) => ({ value, label: text(`ownership.${value}`) }));
export const BUYER_TYPES: readonly Choice<BuyerType>[] = TYPE_ORDER.map((value) => ({ value, label: text(`buyerType.${value}`) }));
