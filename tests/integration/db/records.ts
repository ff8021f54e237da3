import type { z } from 'zod';
import { Buyer } from '#shared/domain/buyer.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import { Limit } from '#shared/domain/limit.ts';
import { Opening } from '#shared/domain/opening.ts';
import { Plan } from '#shared/domain/plan.ts';
import { Product } from '#shared/domain/product.ts';
import { Terms } from '#shared/domain/terms.ts';
import { monthOf } from '#shared/domain/time.ts';

type Changes<S extends z.ZodType> = Partial<z.input<S>>;

export const buyer = (id: string, changes: Changes<typeof Buyer> = {}): Buyer =>
  Buyer.parse({
    id,
    name: `Buyer ${id}`,
    country: 'CN',
    destination: [{ country: 'CN', share: 1 }],
    type: 'smelter',
    ownership: 'private',
    rating: 'BB',
    cycleSensitivity: 1,
    note: '',
    ...changes,
  });

export const product = (id: string, changes: Changes<typeof Product> = {}): Product =>
  Product.parse({
    id,
    name: `Product ${id}`,
    metal: 'copper',
    form: 'concentrate',
    assay: { Cu: 0.275, As: 0.0021 },
    moisture: 0.085,
    production: [
      { year: 2026, tonnes: 400_000 },
      { year: 2027, tonnes: 430_000.5 },
    ],
    unitCost: [{ year: 2026, usdPerDmt: 1_234.56 }],
    costCurrency: { currency: 'AUD', share: 0.6 },
    resaleMonths: 2,
    ...changes,
  });

/** Terms with every optional field and every kind of number. */
export const fullTerms = (from: number = monthOf(2026, 1)): Terms =>
  Terms.parse({
    from,
    quantity: {
      tonnesPerYear: 110_000.25,
      rampUp: [0.5, 1],
      monthWeights: [1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 0.1],
      tolerance: 0.1,
      toleranceOption: 'buyer',
      takeOrPayShare: 0.8,
      takeOrPayBasis: 'full',
      makeUpMonths: 12,
      makeUpPrice: 'rise',
      carryForwardShare: 0.05,
      excused: { importBan: true, tariff: false, priceFall: true },
    },
    price: {
      basis: 'payableMetal',
      payables: [{ element: 'Cu', reference: 'CU', rule: 'lower-of', payable: 0.965, deduction: 0.01 }],
      treatmentCharge: { kind: 'benchmark', reference: 'CU-TC', differential: -12.5 },
      escalator: { basisPrice: 8_000, bands: [{ from: 8_000, share: 0.1 }] },
      penalties: [{ element: 'As', threshold: 0.002, increment: 0.001, rate: 3 }],
    },
    quotation: {
      alternatives: [
        { offset: 1, length: 1, from: 'arrival' },
        { offset: -1, length: 2, from: 'shipment' },
      ],
      holder: 'buyer',
      declarationMonths: 1,
    },
    blend: { fixedShare: 0.2, fixedPrice: 1_500 },
    collar: { level: 'reference', floor: 9_000, cap: 14_000 },
    delivery: {
      incoterm: 'CIF',
      loadPort: 'Callao',
      destinationPort: 'Qingdao 青岛',
      freightUsdPerWmt: 45,
      freightReference: 'FR-PE-CN',
      voyageDays: 35,
      otherUsdPerDmt: 1.5,
    },
    priceSupport: {
      reference: 'CU',
      element: 'Cu',
      floor: 9_000,
      upsideShare: 0.3,
      upsideFrom: monthOf(2027, 7),
      paymentMonths: 1,
      payer: 'Export credit agency',
      rating: 'AA',
    },
    payment: {
      provisionalShare: 0.9,
      paymentMonths: 1,
      letterOfCredit: true,
      currency: 'CNY',
      currencyShare: 0.3,
      prepayment: { amountUsd: 4e7, date: '2025-03-01', annualRate: 0.065, graceMonths: 6, repayMonths: 36 },
    },
  });

/** The opening position of a contract at the end of May 2026, with one open item of every kind. */
export const opening = (changes: Changes<typeof Opening> = {}): Opening =>
  Opening.parse({
    asOf: monthOf(2026, 5),
    takenTonnes: 41_250.5,
    paidTonnes: 38_000,
    paidValueUsd: 4.1e7,
    openDeliveries: [{ month: monthOf(2026, 4), tonnes: 9_166.7, provisionalPaidUsd: 8.25e6 }],
    makeUpLots: [{ tonnes: 1_200, priceUsdPerDmt: 1_105.5, lastMonth: monthOf(2027, 3) }],
    deferredTonnes: 600,
    unpaid: [{ date: '2026-06-30', amountUsd: -12_500.25 }],
    ...changes,
  });

export const contract = (id: string, changes: Changes<typeof OfftakeContract> = {}): OfftakeContract =>
  OfftakeContract.parse({
    id,
    code: `C-${id}`,
    name: '',
    buyerId: 'b1',
    productId: 'p1',
    status: 'active',
    probability: 1,
    start: monthOf(2026, 1),
    end: monthOf(2030, 12),
    renewal: { kind: 'buyerOption', months: 24, noticeMonths: 6 },
    terms: [fullTerms()],
    law: 'English law',
    seat: 'London',
    reviewTrigger: '',
    benchmarkFallback: '',
    hardship: '',
    changeOfLaw: '',
    dates: [{ kind: 'priceReview', date: '2026-08-15', note: 'yearly' }],
    note: '',
    ...changes,
  });

export const plan = (id: string, changes: Changes<typeof Plan> = {}): Plan =>
  Plan.parse({ id, name: `Plan ${id}`, note: '', archived: false, overrides: [], ...changes });

export const limit = (id: string, changes: Changes<typeof Limit> = {}): Limit =>
  Limit.parse({
    id,
    name: 'China at most',
    measure: { kind: 'zoneShare', zone: 'china' },
    denominator: 'plannedProduction',
    from: 2026,
    to: 2030,
    direction: 'atMost',
    warn: 0.5,
    breach: 0.55,
    owner: 'Board',
    why: 'One country must not decide the year.',
    setOn: '2026-01-31',
    order: 0,
    ...changes,
  });
