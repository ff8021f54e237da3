import type { ContractMonth } from '#engine';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { dateOfMonth, daysAfter, endOfMonth, type Month } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { formatDate, formatMonth } from '#shared/units/format.ts';
import { computeOpenPositions } from '../openPricing/openPricing.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import type { ContractDated } from './agreed.ts';
import { kdmtWords } from './words.ts';

const MONTHS_A_YEAR = 12;
/** Less than a dry tonne ships nobody. */
const NO_TONNES = 1;

const shipment = (contract: OfftakeContract, { month, delivered }: ContractMonth): ContractDated => ({
  own: `shipment.${month}`,
  kind: 'shipment',
  group: 'deliver',
  date: dateOfMonth(month),
  overdue: false,
  detail: message(termsAt(contract, month).payment.letterOfCredit ? 'dates.detail.shipmentCredit' : 'dates.detail.shipment', {
    tonnes: kdmtWords(delivered),
  }),
  field: `terms.${contract.terms.indexOf(termsAt(contract, month))}.quantity.tonnesPerYear`,
});

/** Days after shipment in which documents are presented where the credit says nothing else (UCP 600, article 14 c). */
const PRESENTATION_DAYS = 21;

/** A letter of credit behind a shipment: open by the end of the month before (house default), to expire with the time to present documents. */
const credit = (contract: OfftakeContract, { month, delivered }: ContractMonth): readonly ContractDated[] => {
  const terms = termsAt(contract, month);
  if (!terms.payment.letterOfCredit) return [];
  const latest = endOfMonth(month);
  const common = { group: 'deliver', overdue: false, field: `terms.${contract.terms.indexOf(terms)}.payment.letterOfCredit` } as const;
  return [
    {
      ...common,
      own: `creditOpens.${month}`,
      kind: 'creditOpens',
      date: endOfMonth(month - 1),
      detail: message('dates.detail.creditOpens', { tonnes: kdmtWords(delivered), latest: formatDate(latest) }),
    },
    {
      ...common,
      own: `creditExpires.${month}`,
      kind: 'creditExpires',
      date: daysAfter(latest, PRESENTATION_DAYS),
      detail: message('dates.detail.creditExpires', { latest: formatDate(latest) }),
    },
  ];
};

/**
 * What the next year of a plan's deliveries brings, by contract: shipments and the credits behind them, prices that become final, periods
 * to declare, prepayment set off. `pause` is called between two of them.
 */
export const deliveredDates = async (
  book: Workbook,
  { portfolio, value }: ValuedPlan,
  pause: () => Promise<void>,
): Promise<ReadonlyMap<ContractId, readonly ContractDated[]>> => {
  const last: Month = book.valuationMonth + MONTHS_A_YEAR;
  const found = new Map<ContractId, ContractDated[]>();
  const add = (id: ContractId, dated: ContractDated): void => {
    const held = found.get(id);
    if (held) held.push(dated);
    else found.set(id, [dated]);
  };
  const contracts = new Map(portfolio.contracts.map(({ contract }) => [contract.id, contract]));
  const setOf = (id: ContractId, month: Month): number => {
    const contract = contracts.get(id)!;
    return contract.terms.indexOf(termsAt(contract, month));
  };
  for (const { contractId, months, flows } of value.contracts) {
    await pause();
    const contract = contracts.get(contractId)!;
    for (const one of months) {
      if (one.month > last || one.delivered < NO_TONNES) continue;
      for (const dated of [shipment(contract, one), ...credit(contract, one)]) add(contractId, dated);
    }
    for (const { month, date, kind, amount } of flows) {
      if (kind !== 'prepayment' || amount >= 0 || month > last) continue;
      add(contractId, {
        own: `prepaymentOut.${month}`,
        kind: 'prepayment',
        group: 'pay',
        date,
        overdue: false,
        detail: message('dates.detail.prepaymentOut'),
        field: `terms.${setOf(contractId, month)}.payment.prepayment.repayMonths`,
        amount,
      });
    }
  }
  const { deliveries, declarations } = await computeOpenPositions(book, { portfolio, value }, MONTHS_A_YEAR, pause);
  for (const { contractId, month, tonnes, pricing } of deliveries) {
    await pause();
    if (pricing.to > last) continue;
    add(contractId, {
      own: `priced.${month}`,
      kind: 'priced',
      group: 'deliver',
      date: endOfMonth(pricing.to),
      overdue: false,
      detail: message('dates.detail.priced', { month: formatMonth(month), tonnes: kdmtWords(tonnes) }),
      field: `terms.${setOf(contractId, month)}.quotation.holder`,
    });
  }
  for (const { contractId, delivery, declareBy, holder, tonnes, alternatives, best } of declarations) {
    const worth = tonnes * (alternatives[best]!.expected - alternatives[0]!.expected);
    add(contractId, {
      own: `declare.${delivery}`,
      kind: 'qpDeclaration',
      group: 'decide',
      date: endOfMonth(declareBy),
      overdue: false,
      detail: message(`dates.detail.declare.${holder}`, { month: formatMonth(delivery), tonnes: kdmtWords(tonnes) }),
      field: `terms.${setOf(contractId, delivery)}.quotation.declarationMonths`,
      amount: worth,
    });
  }
  return found;
};
