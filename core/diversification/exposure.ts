import { type Exposure, type ExposureRow, placeTradersAtSeat, scaleExposure } from '#engine';
import type { ConcentrationView } from '#shared/contract/diversification.ts';
import type { Label } from '#shared/contract/figure.ts';
import { Ownership } from '#shared/domain/buyer.ts';
import { isCommitted } from '#shared/domain/contract.ts';
import type { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import { BuyerId, GroupId, type PlanId, ProductId } from '#shared/domain/ids.ts';
import { Metal } from '#shared/domain/metal.ts';
import { DestinationZone } from '#shared/domain/zone.ts';
import { message } from '#shared/messages/text.ts';
import { type GroupReason, groupName, groupOfBuyer, groupRoute, type JoinedBuyers, joinedBuyers } from '../portfolio/buyerGroups.ts';
import { contractEntry } from '../portfolio/contractValues.ts';
import { countryLabel, referenceLabel } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

type Counting = Pick<ConcentrationView, 'counts' | 'lookThrough'>;

const exposureOf = (book: Workbook, planId: PlanId | undefined, counts: ConcentrationView['counts']): Exposure => {
  const valuedPlan = counts === 'plan' || counts === 'committed' ? book.plan(planId) : book.everyDeal(planId);
  if (counts === 'plan' || counts === 'all') return valuedPlan.exposure();
  const weight = ({ contractId }: ExposureRow): number => {
    const contract = contractEntry(valuedPlan, contractId)?.contract;
    if (contract === undefined) return 0;
    if (isCommitted(contract.status)) return 1;
    return counts === 'committed' ? 0 : contract.probability;
  };
  return scaleExposure(valuedPlan.exposure(), weight);
};

/** The zone of a country; unknown for a country that the workspace does not have. */
export const zoneOf =
  ({ countries }: Workbook) =>
  (country: string): DestinationZone =>
    countries.get(country)?.zone ?? 'unknown';

/** The exposure of a plan, by default the chosen one, with the deals and destinations that a view counts. */
export const countedExposure = (book: Workbook, planId: PlanId | undefined, { counts, lookThrough }: Counting): Exposure => {
  const exposure = exposureOf(book, planId, counts);
  return lookThrough ? exposure : placeTradersAtSeat(exposure, zoneOf(book));
};

/** The name of a member of a dimension. */
export const memberLabel = (book: Workbook, dimension: ExposureDimension, member: string): Label => {
  if (member === 'unknown') return message('zone.unknown');
  switch (dimension) {
    case 'buyer':
      return { name: book.buyers.get(BuyerId.parse(member))?.name ?? member };
    case 'group':
      return { name: groupName(book, member) };
    case 'actsAsOne':
      return { name: book.groups.get(GroupId.parse(member))?.name ?? book.buyers.get(BuyerId.parse(member))?.name ?? member };
    case 'ultimateParent':
      // a parent is identified by its name; a buyer without a parent is its own
      return { name: book.buyers.get(member as BuyerId)?.name ?? member };
    case 'buyerCountry':
    case 'destinationCountry':
      return countryLabel(book.countries, member);
    case 'zone':
      return message(`zone.${DestinationZone.parse(member)}`);
    case 'ownership':
      return message(`ownership.${Ownership.parse(member)}`);
    case 'metal':
      return message(`metal.${Metal.parse(member)}`);
    case 'product':
      return { name: book.products.get(ProductId.parse(member))?.name ?? member };
    case 'reference':
      return member === 'fixed' ? message('diversification.fixedPrice') : referenceLabel(book.references, member);
    case 'currency':
    case 'incoterm':
      return { name: member };
    default:
      return dimension satisfies never;
  }
};

/** The page of a member that is a buyer or a group of buyers; none for an ultimate parent that joins no buyers of the workspace. */
export const memberRoute = (book: Workbook, dimension: ExposureDimension, member: string): { readonly route?: string } => {
  const group = memberGroup(book, dimension, member);
  return group === undefined ? {} : { route: dimension === 'buyer' ? `/buyers/${member}` : groupRoute(book, group.id) };
};

/** The group that the buyers of a member belong to. */
const memberGroup = (book: Workbook, dimension: ExposureDimension, member: string): JoinedBuyers | undefined => {
  if (dimension === 'buyer' || dimension === 'group') return groupOfBuyer(book, member);
  if (dimension !== 'ultimateParent' && dimension !== 'actsAsOne') return undefined;
  const joins = ({ name, storedGroup }: GroupReason) =>
    dimension === 'actsAsOne' ? storedGroup?.id === member : storedGroup === undefined && name === member;
  return [...joinedBuyers(book).values()].find(({ reasons }) => reasons.some(joins)) ?? groupOfBuyer(book, member);
};
