import type { Rating } from '#shared/domain/buyer.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { sumBy } from '#shared/math.ts';
import type { ExposureRow } from './exposure.ts';

/** From best to worst; a buyer without a rating counts as BB, as in the simulation. */
const RATING_RANK: Readonly<Record<Rating, number>> = { AAA: 0, AA: 1, A: 2, BBB: 3, BB: 4, unrated: 4, B: 5, 'CCC/C': 6 };

/** Whether a rating is at or below a level, as the limits compare ratings. */
export const isRatedAtOrBelow = (rating: Rating, level: Rating): boolean => RATING_RANK[rating] >= RATING_RANK[level];

/** The share of a row that the measure of a limit counts; undefined for measures that compare members. */
export const shareCountedBy = ({ measure }: Pick<Limit, 'measure'>): ((row: ExposureRow) => number) | undefined => {
  switch (measure.kind) {
    case 'zoneShare':
      return ({ destinations }) => sumBy(destinations, ({ zone, share }) => (zone === measure.zone ? share : 0));
    case 'countryShare':
      return ({ destinations }) =>
        sumBy(destinations, ({ country, share }) => (country !== undefined && measure.countries.includes(country) ? share : 0));
    case 'coverage':
      return () => 1;
    case 'ratedAtOrBelow':
      return ({ rating }) => (isRatedAtOrBelow(rating, measure.rating) ? 1 : 0);
    case 'stateOwned':
      return ({ members }) => (members.ownership === 'state' ? 1 : 0);
    case 'traders':
      return ({ members }) => (members.ownership === 'trader' ? 1 : 0);
    case 'largestGroup':
    case 'largestContract':
    case 'effectiveNumber':
    case 'minimumDscr':
      return undefined;
    default:
      return measure satisfies never;
  }
};

/** Whether a row is of the metal and product of a limit. */
export const isInLimitScope = (
  { metal, productId }: Pick<Limit, 'metal' | 'productId'>,
  { members }: Pick<ExposureRow, 'members'>,
): boolean => (metal ?? members.metal) === members.metal && (productId ?? members.product) === members.product;

/** The member that a measure of the largest member compares: a buyer group, or a contract. */
export const memberOf = ({ measure }: Pick<Limit, 'measure'>, row: ExposureRow): string =>
  measure.kind === 'largestContract' ? row.contractId : row.members.group;
