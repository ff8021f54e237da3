import type { Selectable } from 'kysely';
import type { OfftakeContract, Renewal } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Payment, Quantity, Terms } from '#shared/domain/terms.ts';
import { type DocumentValues, readDocument, writeDocument } from '../documents/document.ts';
import { contractDocument, termsDocument } from '../documents/documents.ts';
import type { Database } from '../schema.ts';

export type ContractRow = Selectable<Database['contract']>;
export type TermsRow = Selectable<Database['contract_terms']>;
export type DateRow = Selectable<Database['contract_date']>;
type TermsJson = DocumentValues<typeof termsDocument.columns>;

const toRenewal = (row: ContractRow): Renewal => {
  const noticeMonths = row.renewal_notice_months ?? 0;
  switch (row.renewal) {
    case 'none':
      return { kind: 'none' };
    case 'evergreen':
      return { kind: 'evergreen', noticeMonths };
    case 'buyerOption':
    case 'sellerOption':
      return { kind: row.renewal, months: row.renewal_months ?? 1, noticeMonths };
  }
};

const toQuantity = (row: TermsRow, json: TermsJson): Quantity => ({
  tonnesPerYear: row.tonnes_per_year,
  rampUp: json.ramp_up,
  monthWeights: json.month_weights,
  tolerance: row.tolerance,
  toleranceOption: row.tolerance_option,
  takeOrPayShare: row.take_or_pay_share,
  takeOrPayBasis: row.take_or_pay_basis,
  makeUpMonths: row.make_up_months,
  makeUpPrice: row.make_up_price,
  carryForwardShare: row.carry_forward_share,
  excused: {
    importBan: row.excused_import_ban === 1,
    tariff: row.excused_tariff === 1,
    priceFall: row.excused_price_fall === 1,
  },
});

const toPayment = (row: TermsRow): Payment => ({
  provisionalShare: row.provisional_share,
  paymentMonths: row.payment_months,
  letterOfCredit: row.letter_of_credit === 1,
  currency: row.currency,
  ...(row.currency_share !== null && { currencyShare: row.currency_share }),
});

const toTerms = (row: TermsRow): Terms => {
  const json = readDocument(termsDocument, row, row.contract_id);
  const { price, quotation, blend, collar, price_support: priceSupport } = json;
  return {
    from: row.from_month,
    quantity: toQuantity(row, json),
    price,
    quotation,
    ...(blend && { blend }),
    ...(collar && { collar }),
    delivery: {
      incoterm: row.incoterm,
      loadPort: row.load_port,
      destinationPort: row.destination_port,
      freightUsdPerWmt: row.freight_usd_per_wmt,
      ...(row.freight_reference !== null && { freightReference: row.freight_reference }),
      voyageDays: row.voyage_days,
      otherUsdPerDmt: row.other_usd_per_dmt,
    },
    payment: toPayment(row),
    ...(priceSupport && { priceSupport }),
  };
};

const toOpening = (row: ContractRow): Pick<OfftakeContract, 'opening'> => {
  const { opening } = readDocument(contractDocument, row, row.id);
  return opening ? { opening } : {};
};

/** Builds a contract from its rows; terms and dates are in their order. */
export const toContract = (row: ContractRow, terms: readonly TermsRow[], dates: readonly DateRow[]): OfftakeContract => ({
  id: row.id,
  code: row.code,
  name: row.name,
  buyerId: row.buyer_id,
  productId: row.product_id,
  status: row.status,
  probability: row.probability,
  start: row.start_month,
  end: row.end_month,
  renewal: toRenewal(row),
  terms: terms.map(toTerms),
  ...toOpening(row),
  ...(row.delivery_priority !== null && { deliveryPriority: row.delivery_priority }),
  ...(row.damages_share !== null && { damagesShare: row.damages_share }),
  law: row.law,
  seat: row.seat,
  reviewTrigger: row.review_trigger,
  benchmarkFallback: row.benchmark_fallback,
  hardship: row.hardship,
  changeOfLaw: row.change_of_law,
  dates: dates.map(({ kind, date, note }) => ({ kind, date, note })),
  note: row.note,
});

const toFlag = (isSet: boolean): number => (isSet ? 1 : 0);

/** Builds the row of a contract. */
export const toContractRow = (contract: OfftakeContract, version: number): ContractRow => ({
  id: contract.id,
  code: contract.code,
  name: contract.name,
  buyer_id: contract.buyerId,
  product_id: contract.productId,
  status: contract.status,
  probability: contract.probability,
  start_month: contract.start,
  end_month: contract.end,
  renewal: contract.renewal.kind,
  renewal_months: 'months' in contract.renewal ? contract.renewal.months : null,
  renewal_notice_months: contract.renewal.kind === 'none' ? null : contract.renewal.noticeMonths,
  ...writeDocument(contractDocument, { opening: contract.opening }),
  delivery_priority: contract.deliveryPriority ?? null,
  damages_share: contract.damagesShare ?? null,
  law: contract.law,
  seat: contract.seat,
  review_trigger: contract.reviewTrigger,
  benchmark_fallback: contract.benchmarkFallback,
  hardship: contract.hardship,
  change_of_law: contract.changeOfLaw,
  note: contract.note,
  version,
});

/** Builds the row of a set of terms. */
export const toTermsRow = (contractId: ContractId, terms: Terms): TermsRow => ({
  contract_id: contractId,
  from_month: terms.from,
  tonnes_per_year: terms.quantity.tonnesPerYear,
  tolerance: terms.quantity.tolerance,
  tolerance_option: terms.quantity.toleranceOption,
  take_or_pay_share: terms.quantity.takeOrPayShare,
  take_or_pay_basis: terms.quantity.takeOrPayBasis,
  make_up_months: terms.quantity.makeUpMonths,
  make_up_price: terms.quantity.makeUpPrice,
  carry_forward_share: terms.quantity.carryForwardShare,
  excused_import_ban: toFlag(terms.quantity.excused.importBan),
  excused_tariff: toFlag(terms.quantity.excused.tariff),
  excused_price_fall: toFlag(terms.quantity.excused.priceFall),
  ...writeDocument(termsDocument, {
    ramp_up: terms.quantity.rampUp,
    month_weights: terms.quantity.monthWeights,
    price: terms.price,
    quotation: terms.quotation,
    blend: terms.blend,
    collar: terms.collar,
    price_support: terms.priceSupport,
  }),
  incoterm: terms.delivery.incoterm,
  load_port: terms.delivery.loadPort,
  destination_port: terms.delivery.destinationPort,
  freight_usd_per_wmt: terms.delivery.freightUsdPerWmt,
  freight_reference: terms.delivery.freightReference ?? null,
  voyage_days: terms.delivery.voyageDays,
  other_usd_per_dmt: terms.delivery.otherUsdPerDmt,
  provisional_share: terms.payment.provisionalShare,
  payment_months: terms.payment.paymentMonths,
  letter_of_credit: toFlag(terms.payment.letterOfCredit),
  currency: terms.payment.currency,
  currency_share: terms.payment.currencyShare ?? null,
});
