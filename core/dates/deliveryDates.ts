import type { ContractMonth } from '#engine';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { dateOfMonth, daysAfter, endOfMonth, MONTHS_PER_YEAR, type Month } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { computeOpenPositions } from '../openPricing/openPricing.ts';
import { contractEntry } from '../portfolio/contractValues.ts';
import { dmt, month as monthFigure } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import type { ContractDate } from './agreedDates.ts';

/** Fewer dry tonnes count as no delivery. */
const LEAST_TONNES = 1;

const shipmentDate = (contract: OfftakeContract, { month, delivered }: ContractMonth): ContractDate => ({
  keySuffix: `shipment.${month}`,
  kind: 'shipment',
  group: 'deliver',
  date: dateOfMonth(month),
  isOverdue: false,
  detail: message(termsAt(contract, month).payment.letterOfCredit ? 'dates.detail.shipmentCredit' : 'dates.detail.shipment', {
    tonnes: dmt(delivered, { decimals: 1 }),
  }),
  field: `terms.${contract.terms.indexOf(termsAt(contract, month))}.quantity.tonnesPerYear`,
});

/** Days after shipment in which documents are presented unless the credit states otherwise (UCP 600, article 14 c). */
const PRESENTATION_DAYS = 21;

/**
 * A letter of credit for a shipment: open by the end of the month before (default assumption); expires when the time to present documents
 * ends.
 */
const creditDates = (contract: OfftakeContract, { month, delivered }: ContractMonth): readonly ContractDate[] => {
  const terms = termsAt(contract, month);
  if (!terms.payment.letterOfCredit) return [];
  const latestDate = endOfMonth(month);
  const sharedFields = {
    group: 'deliver',
    isOverdue: false,
    field: `terms.${contract.terms.indexOf(terms)}.payment.letterOfCredit`,
  } as const;
  return [
    {
      ...sharedFields,
      keySuffix: `creditOpens.${month}`,
      kind: 'creditOpens',
      date: endOfMonth(month - 1),
      detail: message('dates.detail.creditOpens', { tonnes: dmt(delivered, { decimals: 1 }), latest: { value: latestDate, unit: 'date' } }),
    },
    {
      ...sharedFields,
      keySuffix: `creditExpires.${month}`,
      kind: 'creditExpires',
      date: daysAfter(latestDate, PRESENTATION_DAYS),
      detail: message('dates.detail.creditExpires', { latest: { value: latestDate, unit: 'date' } }),
    },
  ];
};

const hasDeclarations = ({ terms }: OfftakeContract): boolean =>
  terms.some(({ quotation: { holder, alternatives } }) => holder !== 'none' && alternatives.length > 1);

/**
 * Dates of a plan's deliveries in the next twelve months, by contract: quotational periods to declare, and, of the contracts that
 * `listsDeliveriesOf` selects, shipments with their letters of credit and final prices. Awaits `pause` between two contracts or deliveries.
 */
export const deliveryDates = async (
  book: Workbook,
  { portfolio, value }: ValuedPlan,
  listsDeliveriesOf: (id: ContractId) => boolean,
  pause: () => Promise<void>,
): Promise<ReadonlyMap<ContractId, readonly ContractDate[]>> => {
  const last: Month = book.valuationMonth + MONTHS_PER_YEAR;
  const datesByContract = new Map<ContractId, ContractDate[]>();
  const add = (id: ContractId, date: ContractDate): void => {
    const dates = datesByContract.get(id);
    if (dates) dates.push(date);
    else datesByContract.set(id, [date]);
  };
  const contractOf = (id: ContractId) => contractEntry({ portfolio }, id)!.contract;
  const termsIndexAt = (id: ContractId, month: Month): number => {
    const contract = contractOf(id);
    return contract.terms.indexOf(termsAt(contract, month));
  };
  for (const contractValue of value.contracts) {
    await pause();
    if (!listsDeliveriesOf(contractValue.contractId)) continue;
    const contract = contractOf(contractValue.contractId);
    for (const delivery of contractValue.monthsBetween(book.valuationMonth + 1, last)) {
      if (delivery.delivered < LEAST_TONNES) continue;
      for (const date of [shipmentDate(contract, delivery), ...creditDates(contract, delivery)]) add(contract.id, date);
    }
  }
  const contracts = portfolio.contracts.filter(({ contract }) => listsDeliveriesOf(contract.id) || hasDeclarations(contract));
  await pause();
  const openPositions = await computeOpenPositions(book, { portfolio: { ...portfolio, contracts }, value }, MONTHS_PER_YEAR, pause);
  const { deliveries, declarations } = openPositions;
  for (const { contractId, month, tonnes, pricing } of deliveries) {
    await pause();
    if (pricing.to > last || !listsDeliveriesOf(contractId)) continue;
    add(contractId, {
      keySuffix: `priced.${month}`,
      kind: 'priced',
      group: 'deliver',
      date: endOfMonth(pricing.to),
      isOverdue: false,
      detail: message('dates.detail.priced', { month: monthFigure(month), tonnes: dmt(tonnes, { decimals: 1 }) }),
      field: `terms.${termsIndexAt(contractId, month)}.quotation.holder`,
    });
  }
  for (const { contractId, delivery, declareBy, holder, tonnes, alternatives, best } of declarations) {
    const worth = tonnes * (alternatives[best]!.expected - alternatives[0]!.expected);
    add(contractId, {
      keySuffix: `declare.${delivery}`,
      kind: 'qpDeclaration',
      group: 'decide',
      date: endOfMonth(declareBy),
      isOverdue: false,
      detail: message(`dates.detail.declare.${holder}`, { month: monthFigure(delivery), tonnes: dmt(tonnes, { decimals: 1 }) }),
      field: `terms.${termsIndexAt(contractId, delivery)}.quotation.declarationMonths`,
      amount: worth,
    });
  }
  return datesByContract;
};
