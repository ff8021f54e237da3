import { z } from 'zod';
import { Rating } from './buyer.ts';
import { Currency } from './currency.ts';
import { ReferenceCode } from './ids.ts';
import { Month, Year } from './time.ts';

const Fraction = z.number().min(0).max(1);
const Money = z.number().finite().min(-1e6).max(1e6);
const Element = z.string().regex(/^[A-Z][A-Za-z0-9]{0,7}$/);

/** A treatment or refining charge: a fixed amount, the year's benchmark, an index average over the QP, or bricks of several years. May be negative. */
export const Charge = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fixed'), amount: Money }),
  z.object({ kind: z.literal('benchmark'), reference: ReferenceCode, differential: Money }),
  z.object({ kind: z.literal('index'), reference: ReferenceCode, differential: Money }),
  z.object({
    kind: z.literal('bricks'),
    bricks: z
      .array(z.object({ year: Year, share: Fraction, amount: Money }))
      .min(1)
      .max(8)
      .readonly(),
  }),
]);
export type Charge = z.infer<typeof Charge>;

/**
 * Whether a metal without a refining charge of its own has one of a tenth of the contract's treatment charge, its differential included
 * (trade convention, 10 to 1): copper, where that charge follows a reference.
 */
export const followsTreatmentCharge = (element: string, { kind }: Charge): boolean =>
  element === 'Cu' && (kind === 'benchmark' || kind === 'index');

/**
 * Escalator inside the TC: marginal bands of the first payable's price, USD/t, around a basis price. A positive share raises the TC with
 * the price. No `to` = open band.
 */
export const Escalator = z
  .object({
    basisPrice: z.number().min(0),
    bands: z
      .array(z.object({ from: z.number().min(0), to: z.number().min(0).optional(), share: z.number().min(-1).max(1) }))
      .max(8)
      .readonly(),
  })
  .readonly();
export type Escalator = z.infer<typeof Escalator>;

/** The buyer's share in the first payable's price above a basis price; price, cap and floor in USD per tonne of payable metal. */
export const PriceParticipation = z
  .object({ basisPrice: z.number().min(0), share: z.number().min(-1).max(1), cap: Money.optional(), floor: Money.optional() })
  .readonly();
export type PriceParticipation = z.infer<typeof PriceParticipation>;

/** A payable metal of a concentrate. Refining charge unit follows the reference: USc/lb for base metals, USD/toz for gold and silver. */
export const Payable = z
  .object({
    element: Element,
    reference: ReferenceCode,
    rule: z.enum(['lower-of', 'deduct-then-pay', 'scale']),
    /** Share paid; ignored by `scale`. */
    payable: Fraction,
    /** Deduction from the grade, a fraction of a dmt (1 unit = 0.01; 50 g/dmt = 0.00005). */
    deduction: Fraction,
    /** Share paid from a grade upwards (gold, silver), grades ascending. */
    scale: z
      .array(z.object({ from: Fraction, payable: Fraction }))
      .max(12)
      .readonly()
      .optional(),
    refiningCharge: Charge.optional(),
  })
  .readonly();
export type Payable = z.infer<typeof Payable>;

/** Penalty: `rate` USD/dmt for each `increment` of the element above `threshold`, pro rata. */
export const Penalty = z
  .object({
    element: Element,
    threshold: Fraction,
    increment: Fraction.refine((v) => v > 0, { error: 'positive' }),
    rate: z.number().min(0).max(1e4),
    rejectAbove: Fraction.optional(),
    importLimit: Fraction.optional(),
  })
  .readonly();
export type Penalty = z.infer<typeof Penalty>;

/** The price basis. Amounts are per dmt unless stated otherwise. */
export const PriceBasis = z.discriminatedUnion('basis', [
  z.object({
    basis: z.literal('payableMetal'),
    /** The first metal is that of escalator and price participation. */
    payables: z.array(Payable).min(1).max(6).readonly(),
    treatmentCharge: Charge,
    escalator: Escalator.optional(),
    participation: PriceParticipation.optional(),
    penalties: z.array(Penalty).max(12).readonly(),
  }),
  z.object({
    basis: z.literal('indexDmt'),
    reference: ReferenceCode,
    element: Element,
    /** Pro rata P*g/g0, or differential P + perPercent*100*(g - g0). */
    adjustment: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('proRata') }),
      z.object({ kind: z.literal('differential'), perPercent: Money }),
    ]),
    /** The reference grade g0, a fraction. */
    referenceGrade: Fraction,
    /** Lump or brand premium, USD/dmt, negative for a discount. */
    premium: Money,
    penalties: z.array(Penalty).max(12).readonly(),
  }),
  z.object({
    basis: z.literal('indexDmtu'),
    reference: ReferenceCode,
    element: Element,
    premium: Money,
    penalties: z.array(Penalty).max(12).readonly(),
  }),
  z.object({
    basis: z.literal('percentage'),
    payables: z
      .array(z.object({ element: Element, reference: ReferenceCode, payable: z.number().min(0).max(2) }))
      .min(1)
      .max(4)
      .readonly(),
    premium: Money,
  }),
  z.object({ basis: z.literal('refined'), reference: ReferenceCode, premium: Money }),
  /** Spodumene from a chemical price: (factor*P - conversion - margin) / tonnesPerTonne, pro rata on grade over referenceGrade. */
  z.object({
    basis: z.literal('chemical'),
    reference: ReferenceCode,
    element: Element,
    referenceGrade: Fraction,
    factor: z.number().min(0).max(2),
    conversion: Money,
    margin: Money,
    tonnesPerTonne: z.number().positive().max(100),
  }),
  z.object({ basis: z.literal('fixed'), amount: Money }),
]);
export type PriceBasis = z.infer<typeof PriceBasis>;

/** One quotational period: `length` months from `offset` months after the month of shipment or arrival (M-3 .. M+6). */
export const QuotationalPeriod = z
  .object({ offset: z.number().int().min(-3).max(6), length: z.number().int().min(1).max(6), from: z.enum(['shipment', 'arrival']) })
  .readonly();
export type QuotationalPeriod = z.infer<typeof QuotationalPeriod>;

export const Quotation = z
  .object({
    alternatives: z.array(QuotationalPeriod).min(1).max(4).readonly(),
    holder: z.enum(['none', 'buyer', 'seller']),
    /** Months from the declaration to the first month of the first alternative; negative for a declaration after that month has begun. */
    declarationMonths: z.number().int().min(-6).max(6),
  })
  .readonly();
export type Quotation = z.infer<typeof Quotation>;

/**
 * Floor and cap at one level: the reference price, the floating leg, the blend, or the netback after the seller's freight and other
 * costs. Unit: the reference's at reference level, else USD/dmt.
 */
export const Collar = z
  .object({
    level: z.enum(['reference', 'leg', 'blend', 'netback']),
    floor: z.number().min(0).optional(),
    cap: z.number().min(0).optional(),
  })
  .refine((c) => c.floor === undefined || c.cap === undefined || c.floor <= c.cap, { path: ['floor'], error: 'floorAboveCap' })
  .readonly();
export type Collar = z.infer<typeof Collar>;

export const Blend = z.object({ fixedShare: Fraction, fixedPrice: Money }).readonly();
export type Blend = z.infer<typeof Blend>;

export const Incoterm = z.enum(['FOB', 'FCA', 'CFR', 'CIF', 'CIP', 'DAP', 'EXW']);
export type Incoterm = z.infer<typeof Incoterm>;

/** Route and Incoterm: freight is deducted from the price if the seller pays it (CFR, CIF, CIP, DAP). */
export const Delivery = z
  .object({
    incoterm: Incoterm,
    loadPort: z.string().max(120),
    destinationPort: z.string().max(120),
    /** At the deck price of the freight reference, if one is named. */
    freightUsdPerWmt: z.number().min(0).max(1e4),
    /** The freight route whose price moves the freight: freight x S/F in the month of delivery. */
    freightReference: ReferenceCode.optional(),
    voyageDays: z.number().int().min(0).max(120),
    /** Other costs of the seller, USD/dmt: insurance, representation, letter of credit. */
    otherUsdPerDmt: z.number().min(0).max(1e4),
  })
  .readonly();
export type Delivery = z.infer<typeof Delivery>;

export const Payment = z
  .object({
    provisionalShare: Fraction,
    /** Months from delivery to the provisional payment, and from the end of the QP to the final one. */
    paymentMonths: z.number().int().min(0).max(12),
    letterOfCredit: z.boolean(),
    currency: Currency,
    /** Share of the price that is settled in the currency; the rest is settled in USD. Absent: all. */
    currencyShare: Fraction.optional(),
  })
  .readonly();
export type Payment = z.infer<typeof Payment>;

export const Quantity = z
  .object({
    /** dmt in a full contract year. */
    tonnesPerYear: z.number().min(0).max(1e9),
    /** Share of the annual tonnes in each contract year from the first; the last entry applies to later years; empty = 1. */
    rampUp: z.array(z.number().min(0).max(2)).max(20).readonly(),
    /** Relative weight of each month of the contract year; empty = equal. */
    monthWeights: z
      .array(z.number().min(0).max(1e6))
      .refine((weights) => weights.length === 0 || weights.length === 12, { error: 'twelveMonths' })
      .readonly(),
    tolerance: z.number().min(0).max(0.5),
    toleranceOption: z.enum(['none', 'buyer', 'seller']),
    takeOrPayShare: Fraction,
    takeOrPayBasis: z.enum(['full', 'difference']),
    /** Months in which make-up tonnes may be taken; 0 = no make-up. */
    makeUpMonths: z.number().int().min(0).max(60),
    makeUpPrice: z.enum(['none', 'rise']),
    /** Carry-forward: tonnes taken above annual that lower next year's take-or-pay quantity, at most this share of annual; 0 = off. */
    carryForwardShare: Fraction,
    /** Events that excuse the buyer from take-or-pay. */
    excused: z.object({ importBan: z.boolean(), tariff: z.boolean(), priceFall: z.boolean() }).readonly(),
  })
  .readonly();
export type Quantity = z.infer<typeof Quantity>;

/**
 * A price-floor programme: a third party pays the seller the difference to a floor, by calendar quarter of delivery, and receives a share of
 * the price above it. The payments are no part of the buyer's price.
 */
export const PriceSupport = z
  .object({
    /** The index whose quarterly average is compared with the floor. */
    reference: ReferenceCode,
    /** The element whose content counts; absent: every dmt counts in full. */
    element: Element.optional(),
    /** USD per tonne of the element, or per dmt. */
    floor: z
      .number()
      .max(1e7)
      .refine((price) => price > 0, { error: 'positive' }),
    /** The payer's share of the price above the floor, for deliveries from month `upsideFrom`; absent: for all. */
    upsideShare: Fraction,
    upsideFrom: Month.optional(),
    /** Months from the end of the quarter to the payment. */
    paymentMonths: z.number().int().min(0).max(12),
    payer: z.string().trim().min(1).max(120),
    /** Rating of the payer, whose default ends the programme. */
    rating: Rating,
  })
  .readonly();
export type PriceSupport = z.infer<typeof PriceSupport>;

/** One dated set of terms of a contract, in force from month `from`. A contract may have several. */
export const Terms = z
  .object({
    from: Month,
    quantity: Quantity,
    price: PriceBasis,
    quotation: Quotation,
    blend: Blend.optional(),
    collar: Collar.optional(),
    delivery: Delivery,
    payment: Payment,
    priceSupport: PriceSupport.optional(),
  })
  .readonly();
export type Terms = z.infer<typeof Terms>;

/** Whether a floor protects the price: the buyer's, or that of a price support. */
export const hasFloor = ({ collar, priceSupport }: Pick<Terms, 'collar' | 'priceSupport'>): boolean =>
  collar?.floor !== undefined || priceSupport !== undefined;
