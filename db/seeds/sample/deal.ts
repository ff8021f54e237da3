import { type ContractStatus, OfftakeContract, type Renewal } from '#shared/domain/contract.ts';
import type { Collar, Delivery, Payment, Quantity, Quotation, QuotationalPeriod, Terms } from '#shared/domain/terms.ts';
import { type Month, monthOf } from '#shared/domain/time.ts';

/** A month as written in the sample: 2027-08. */
export type YearMonth = `${number}-${number}`;

export const toMonth = (text: YearMonth): Month => {
  const [year, month1] = text.split('-').map(Number);
  return monthOf(year!, month1!);
};

/** The legal clauses of every contract of the sample; a contract may have others in their place. */
type Clauses = Pick<OfftakeContract, 'law' | 'seat' | 'reviewTrigger' | 'benchmarkFallback' | 'hardship' | 'changeOfLaw'>;

const CLAUSES: Clauses = {
  law: 'English law',
  seat: 'London, LCIA',
  reviewTrigger: 'Either party may request a review once a year if the index no longer reflects traded prices.',
  benchmarkFallback: 'If no benchmark is agreed by the end of March, the benchmark of the previous year applies until a new one is agreed.',
  hardship: 'The parties negotiate within 30 days. The contract remains in force during that time.',
  changeOfLaw: 'New duties are paid by the party on which they are imposed.',
};

/** Seat and change of law as Chinese buyers sign them. */
export const CHINA_CLAUSES: Clauses = {
  ...CLAUSES,
  seat: 'Singapore, SIAC',
  changeOfLaw: 'Import duties are paid by the buyer. An import ban suspends deliveries and ends the contract after twelve months.',
};

type TermsSpec = Pick<Terms, 'price' | 'quotation'> & {
  readonly quantity: Partial<Quantity> & Pick<Quantity, 'tonnesPerYear'>;
  readonly collar?: Collar;
  readonly delivery: Pick<Delivery, 'incoterm' | 'destinationPort'> & Partial<Delivery>;
  readonly payment?: Partial<Payment>;
};

const QUANTITY: Omit<Quantity, 'tonnesPerYear'> = {
  rampUp: [],
  monthWeights: [],
  tolerance: 0.1,
  toleranceOption: 'buyer',
  takeOrPayShare: 0,
  takeOrPayBasis: 'full',
  makeUpMonths: 0,
  makeUpPrice: 'none',
  carryForwardShare: 0,
  excused: { importBan: true, tariff: false, priceFall: false },
};

const PAYMENT: Payment = { provisionalShare: 0.9, paymentMonths: 1, letterOfCredit: false, currency: 'USD' };

/** Take-or-pay at full price, make-up within a year. */
export const takeOrPay = (share: number): Pick<Quantity, 'takeOrPayShare' | 'makeUpMonths'> => ({
  takeOrPayShare: share,
  makeUpMonths: 12,
});

/** By letter of credit at sight: paid in the month of delivery. */
export const AT_SIGHT: Partial<Payment> = { letterOfCredit: true, paymentMonths: 0 };

/** A quotational period of one month, `offset` months after shipment or arrival. */
const period = (offset: number, from: QuotationalPeriod['from']): QuotationalPeriod => ({ offset, length: 1, from });

export const singleMonthQuotation = (offset: number, from: QuotationalPeriod['from'] = 'shipment'): Quotation => ({
  alternatives: [period(offset, from)],
  holder: 'none',
  declarationMonths: 0,
});

/** The buyer chooses between two months after shipment and declares it a month before the first. */
export const buyerQuotation = (first: number, second: number): Quotation => ({
  alternatives: [period(first, 'shipment'), period(second, 'shipment')],
  holder: 'buyer',
  declarationMonths: 1,
});

const buildTerms = (from: Month, { quantity, price, quotation, collar, delivery, payment }: TermsSpec): Terms => ({
  from,
  quantity: { ...QUANTITY, ...quantity },
  price,
  quotation,
  ...(collar ? { collar } : {}),
  delivery: { loadPort: 'Port Quillan', freightUsdPerWmt: 0, voyageDays: 0, otherUsdPerDmt: 0, ...delivery },
  payment: { ...PAYMENT, ...payment },
});

type Deal = Partial<Clauses> &
  TermsSpec & {
    readonly code: string;
    readonly name: string;
    readonly buyer: string;
    readonly product: string;
    readonly status?: ContractStatus;
    readonly probability?: number;
    readonly start: YearMonth;
    /** Last month of delivery. */
    readonly end: YearMonth;
    readonly renewal?: Renewal;
    readonly dates?: OfftakeContract['dates'];
    /** Sets of terms that follow the first, each from its month on; fields that one does not have are those of the first. */
    readonly later?: readonly ({ readonly from: YearMonth } & Partial<TermsSpec>)[];
    readonly note: string;
  };

/** Builds a contract of the sample from its own fields; its id is its code. */
export const buildContract = (spec: Deal): OfftakeContract => {
  const { code, name, buyer, product, status = 'active', probability = 1, start, end, renewal = { kind: 'none' }, note } = spec;
  const { law, seat, reviewTrigger, benchmarkFallback, hardship, changeOfLaw } = { ...CLAUSES, ...spec };
  return OfftakeContract.parse({
    id: code,
    code,
    name,
    buyerId: buyer,
    productId: product,
    status,
    probability,
    start: toMonth(start),
    end: toMonth(end),
    renewal,
    terms: [buildTerms(toMonth(start), spec), ...(spec.later ?? []).map((t) => buildTerms(toMonth(t.from), { ...spec, ...t }))],
    law,
    seat,
    reviewTrigger,
    benchmarkFallback,
    hardship,
    changeOfLaw,
    dates: spec.dates ?? [],
    note,
  });
};
