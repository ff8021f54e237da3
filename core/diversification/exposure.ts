import { type Exposure, type ExposureRow, placeTradersAtSeat, scaleExposure } from '#engine';
import type { ConcentrationView } from '#shared/contract/diversification.ts';
import { Ownership } from '#shared/domain/buyer.ts';
import { isCommitted, type OfftakeContract } from '#shared/domain/contract.ts';
import type { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import { BuyerId, ContractId, type PlanId, ProductId } from '#shared/domain/ids.ts';
import { Metal } from '#shared/domain/metal.ts';
import { DestinationZone } from '#shared/domain/zone.ts';
import { countryName } from '#shared/messages/country.ts';
import { text } from '#shared/messages/text.ts';
import { groupName } from '../effect/measures.ts';
import type { Valued, Workbook } from '../portfolio/portfolio.ts';
import { referenceName } from '../summaries/recordNames.ts';

type Counting = Pick<ConcentrationView, 'counts' | 'lookThrough'>;

const contractsOf = ({ portfolio }: Pick<Valued, 'portfolio'>): ReadonlyMap<string, OfftakeContract> =>
  new Map(portfolio.contracts.map(({ contract }) => [contract.id, contract]));

const counted = (book: Workbook, planId: PlanId | undefined, counts: ConcentrationView['counts']): Exposure => {
  const held = counts === 'plan' || counts === 'committed' ? book.plan(planId) : book.everyDeal(planId);
  if (counts === 'plan' || counts === 'all') return held.exposure();
  const contracts = contractsOf(held);
  const weight = ({ contractId }: ExposureRow): number => {
    const contract = contracts.get(contractId);
    if (contract === undefined) return 0;
    if (isCommitted(contract.status)) return 1;
    return counts === 'committed' ? 0 : contract.probability;
  };
  return scaleExposure(held.exposure(), weight);
};

/** Where a country's tonnes count; one that the workspace does not know is unknown. */
export const zoneOf =
  ({ countries }: Workbook) =>
  (country: string): DestinationZone =>
    countries.get(country)?.zone ?? 'unknown';

/** A plan's exposure, by default the chosen plan's, counted as a view asks. */
export const countedExposure = (book: Workbook, planId: PlanId | undefined, { counts, lookThrough }: Counting): Exposure => {
  const exposure = counted(book, planId, counts);
  return lookThrough ? exposure : placeTradersAtSeat(exposure, zoneOf(book));
};

/** The dimension that is counted where a view asks for buyers: those that act as one are one. */
export const countedDimension = (dimension: ExposureDimension, actAsOne: boolean): ExposureDimension =>
  dimension === 'buyer' && actAsOne ? 'group' : dimension;

/** A member of a dimension in words. */
export const memberLabel = (book: Workbook, dimension: ExposureDimension, member: string): string => {
  if (member === 'unknown') return text('zone.unknown');
  switch (dimension) {
    case 'buyer':
      return book.buyers.get(BuyerId.parse(member))?.name ?? member;
    case 'group':
      return groupName(book, member);
    case 'ultimateParent': {
      // a parent is known by its name; a buyer without one is its own
      const own = [...book.buyers.values()].find(({ id }) => id === member);
      return own?.name ?? member;
    }
    case 'buyerCountry':
    case 'destinationCountry':
      return countryName(book.countries.get(member) ?? { code: member, name: member });
    case 'zone':
      return text(`zone.${DestinationZone.parse(member)}`);
    case 'ownership':
      return text(`ownership.${Ownership.parse(member)}`);
    case 'metal':
      return text(`metal.${Metal.parse(member)}`);
    case 'product':
      return book.products.get(ProductId.parse(member))?.name ?? member;
    case 'reference':
      return member === 'fixed' ? text('diversification.fixedPrice') : referenceName(book.references, member);
    case 'currency':
    case 'incoterm':
      return member;
    default:
      return dimension satisfies never;
  }
};

/** A row's contract by its code. */
export const contractCode = ({ contracts }: Workbook, id: string): string =>
  contracts.find((contract) => contract.id === ContractId.parse(id))?.code ?? id;
