import { type Exposure, type ExposureRow, placeTradersAtSeat, scaleExposure } from '#engine';
import type { ConcentrationView } from '#shared/contract/diversification.ts';
import type { Label } from '#shared/contract/figure.ts';
import { Ownership } from '#shared/domain/buyer.ts';
import { isCommitted, type OfftakeContract } from '#shared/domain/contract.ts';
import type { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import { BuyerId, ContractId, type PlanId, ProductId } from '#shared/domain/ids.ts';
import { Metal } from '#shared/domain/metal.ts';
import { DestinationZone } from '#shared/domain/zone.ts';
import { message } from '#shared/messages/text.ts';
import { groupName } from '../effect/measures.ts';
import { countryLabel, referenceLabel } from '../portfolio/labels.ts';
import type { Valued, Workbook } from '../portfolio/portfolio.ts';

type Counting = Pick<ConcentrationView, 'counts' | 'lookThrough'>;

const contractsOf = ({ portfolio }: Pick<Valued, 'portfolio'>): ReadonlyMap<string, OfftakeContract> =>
  new Map(portfolio.contracts.map(({ contract }) => [contract.id, contract]));

const counted = (book: Workbook, planId: PlanId | undefined, counts: ConcentrationView['counts']): Exposure => {
  const valued = counts === 'plan' || counts === 'committed' ? book.plan(planId) : book.everyDeal(planId);
  if (counts === 'plan' || counts === 'all') return valued.exposure();
  const contracts = contractsOf(valued);
  const weight = ({ contractId }: ExposureRow): number => {
    const contract = contracts.get(contractId);
    if (contract === undefined) return 0;
    if (isCommitted(contract.status)) return 1;
    return counts === 'committed' ? 0 : contract.probability;
  };
  return scaleExposure(valued.exposure(), weight);
};

/** The zone of a country; unknown for a country that the workspace does not have. */
export const zoneOf =
  ({ countries }: Workbook) =>
  (country: string): DestinationZone =>
    countries.get(country)?.zone ?? 'unknown';

/** The exposure of a plan, by default the chosen one, with the deals and destinations that a view counts. */
export const countedExposure = (book: Workbook, planId: PlanId | undefined, { counts, lookThrough }: Counting): Exposure => {
  const exposure = counted(book, planId, counts);
  return lookThrough ? exposure : placeTradersAtSeat(exposure, zoneOf(book));
};

/** The dimension that is counted: groups in place of buyers where the buyers of a group count as one. */
export const countedDimension = (dimension: ExposureDimension, actAsOne: boolean): ExposureDimension =>
  dimension === 'buyer' && actAsOne ? 'group' : dimension;

/** The name of a member of a dimension. */
export const memberLabel = (book: Workbook, dimension: ExposureDimension, member: string): Label => {
  if (member === 'unknown') return message('zone.unknown');
  switch (dimension) {
    case 'buyer':
      return { name: book.buyers.get(BuyerId.parse(member))?.name ?? member };
    case 'group':
      return { name: groupName(book, member) };
    case 'ultimateParent': {
      // a parent is identified by its name; a buyer without a parent is its own
      const own = [...book.buyers.values()].find(({ id }) => id === member);
      return { name: own?.name ?? member };
    }
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

/** The code of a contract; its id where the contract is gone. */
export const contractCode = ({ contracts }: Workbook, id: string): string =>
  contracts.find((contract) => contract.id === ContractId.parse(id))?.code ?? id;
