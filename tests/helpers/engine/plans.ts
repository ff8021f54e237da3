import {
  deckMarket,
  type Market,
  type MarketReference,
  marketMonths,
  type Portfolio,
  type PortfolioContract,
  type PortfolioProduct,
} from '#engine';
import { OfftakeContract } from '#shared/domain/contract.ts';
import type { BuyerId, ContractId, ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { type Month, monthOf } from '#shared/domain/time.ts';

// Small complete plans: valuation date 31 December 2026, January 2027 = month 1, one product with 1,200 dmt a month.

export const VALUED = monthOf(2026, 12);
export const JAN_2027 = VALUED + 1;
export const month = (t: number): Month => VALUED + t;

const IRON = 'iron' as ReferenceCode;
const PRODUCT = 'fines' as ProductId;
export const CONTRACT = 'C-1' as ContractId;

export const REFERENCES: Readonly<Record<string, MarketReference>> = {
  iron: { code: IRON, kind: 'price', unit: 'USD/dmt', metal: 'iron' },
  carbonate: { code: 'carbonate' as ReferenceCode, kind: 'price', unit: 'USD/t', metal: 'lithium' },
  spodumene: {
    code: 'spodumene' as ReferenceCode,
    kind: 'price',
    unit: 'USD/dmt',
    metal: 'lithium',
    follows: { reference: 'carbonate' as ReferenceCode, beta: 0.5, residualVolatility: 0.25 },
  },
  copper: { code: 'copper' as ReferenceCode, kind: 'price', unit: 'USD/t', metal: 'copper' },
  tc: { code: 'tc' as ReferenceCode, kind: 'treatmentCharge', unit: 'USD/dmt', metal: 'copper' },
};

type Nested<T> = { readonly [K in keyof T]?: T[K] extends readonly unknown[] ? T[K] : T[K] extends object ? Partial<T[K]> : T[K] };
/** The terms that a test sets; defaults: 12,000 dmt a year, no tolerance, priced and paid in the month of delivery. */
export type TermsGiven = Nested<Pick<Terms, 'quantity' | 'delivery' | 'payment' | 'quotation'>> &
  Partial<Pick<Terms, 'from' | 'price' | 'blend' | 'collar' | 'priceSupport'>>;

export const terms = ({ quantity, delivery, payment, quotation, ...given }: TermsGiven = {}): Terms => ({
  from: JAN_2027,
  price: {
    basis: 'indexDmt',
    reference: IRON,
    element: 'Fe',
    adjustment: { kind: 'proRata' },
    referenceGrade: 0.62,
    premium: 0,
    penalties: [],
  },
  ...given,
  quantity: {
    tonnesPerYear: 12_000,
    rampUp: [],
    monthWeights: [],
    tolerance: 0,
    toleranceOption: 'none',
    takeOrPayShare: 0,
    takeOrPayBasis: 'full',
    makeUpMonths: 0,
    makeUpPrice: 'none',
    carryForwardShare: 0,
    excused: { importBan: true, tariff: false, priceFall: false },
    ...quantity,
  } as Terms['quantity'],
  delivery: { incoterm: 'FOB', loadPort: '', destinationPort: '', freightUsdPerWmt: 0, voyageDays: 0, otherUsdPerDmt: 0, ...delivery },
  payment: { provisionalShare: 0.9, paymentMonths: 0, letterOfCredit: false, currency: 'USD', ...payment } as Terms['payment'],
  quotation: { alternatives: [{ offset: 0, length: 1, from: 'shipment' }], holder: 'none', declarationMonths: 0, ...quotation },
});

export const offtake = (fields: Partial<OfftakeContract> & { readonly id?: ContractId } = {}): OfftakeContract =>
  OfftakeContract.parse({
    id: CONTRACT,
    code: String(fields.id ?? CONTRACT),
    name: '',
    buyerId: 'B-1',
    productId: PRODUCT,
    status: 'active',
    probability: 1,
    start: JAN_2027,
    end: month(24),
    renewal: { kind: 'none' },
    terms: [terms()],
    law: '',
    seat: '',
    reviewTrigger: '',
    benchmarkFallback: '',
    hardship: '',
    changeOfLaw: '',
    dates: [],
    note: '',
    ...fields,
  });

export const entry = (
  contract: OfftakeContract,
  buyer: Partial<PortfolioContract['buyer']> = {},
  fields: Partial<Omit<PortfolioContract, 'contract' | 'buyer'>> = {},
): PortfolioContract => ({
  contract,
  buyer: {
    id: contract.buyerId as BuyerId,
    destination: [{ zone: 'china', country: 'CN', share: 1 }],
    cycleSensitivity: 1,
    rating: 'BB',
    ownership: 'private',
    country: 'CN',
    ...buyer,
  },
  committedEnd: contract.end,
  ...fields,
});

export const product = (fields: Partial<PortfolioProduct> = {}): PortfolioProduct => ({
  id: PRODUCT,
  metal: 'iron',
  production: Array.from({ length: 36 }, () => 1200),
  unitCost: [{ year: 2027, usdPerDmt: 40 }],
  moisture: 0.08,
  assay: { Fe: 0.62, Cu: 0.28, Li2O: 0.06 },
  resaleMonths: 2,
  ...fields,
});

export const portfolio = (contracts: readonly PortfolioContract[], fields: Partial<Portfolio> = {}): Portfolio => ({
  valuationDate: '2026-12-31',
  valuationMonth: VALUED,
  lastMonth: month(36),
  discountRate: 0.1,
  products: [product()],
  contracts,
  zoneWeights: {
    iron: { china: 0.691, restOfAsia: 0.148, europe: 0.065, americas: 0.006, restOfWorld: 0.09 },
    copper: { china: 0.602, restOfAsia: 0.244, europe: 0.08, americas: 0, restOfWorld: 0.074 },
    lithium: { china: 0.342, restOfAsia: 0.581, europe: 0.031, americas: 0.016, restOfWorld: 0.03 },
  },
  references: REFERENCES,
  ...fields,
});

/** A deck from 24 months before the valuation to 24 after the plan: each reference at `price(months after the valuation)`. */
export const market = (price: Readonly<Record<string, number | ((t: number) => number)>> = {}, lastMonth: Month = month(36)): Market => {
  const prices: Record<string, number | ((t: number) => number)> = {
    iron: 100,
    carbonate: 10_000,
    spodumene: 1000,
    copper: 9600,
    tc: -20,
    ...price,
  };
  const points = Object.entries(prices).flatMap(([reference, at]) =>
    Array.from({ length: lastMonth + 24 - (VALUED - 24) + 1 }, (_, i) => ({
      reference: reference as ReferenceCode,
      month: VALUED - 24 + i,
      price: typeof at === 'number' ? at : at(i - 24),
    })),
  );
  return deckMarket(points, REFERENCES, VALUED - 24, lastMonth + 24);
};

/** A market with only the months that a portfolio needs. */
export const narrowMarket = (of: Portfolio, price: number): Market => {
  const { from, to } = marketMonths(of);
  const points = Array.from({ length: to - from + 1 }, (_, i) => ({ reference: IRON, month: from + i, price }));
  return deckMarket(points, of.references, from, to);
};

export const scenario = (fields: Partial<Scenario> = {}): Scenario => ({
  id: 'S-1' as Scenario['id'],
  name: 'Test',
  family: 'demandCycle',
  shipped: false,
  startsAfterMonths: 0,
  prices: [],
  demand: [],
  channels: [],
  note: '',
  ...fields,
});

/** Sets demand in China to one level from month 1. */
export const withDemand = (of: Market, demand: number): Market => ({
  ...of,
  demand: { ...of.demand, china: of.demand.china.map((value, i) => (of.start + i > VALUED ? demand : value)) },
});
