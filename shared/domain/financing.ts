import { z } from 'zod';
import { sumBy } from '../math.ts';
import { Rating } from './buyer.ts';
import { BuyerId, ContractId, FacilityId } from './ids.ts';
import { IsoDate, Month, monthOf, Year, yearOf } from './time.ts';
import { CountryCode } from './zone.ts';

const Fraction = z.number().min(0).max(1);
/** Nominal USD, not negative. */
const Usd = z.number().min(0).max(1e12);
/** A fraction per year. */
const YearlyRate = z.number().min(-0.1).max(1);
/** A coverage ratio. */
const Ratio = z.number().min(0).max(100);

const SHARE_TOLERANCE = 1e-9;
const MAX_MONTHS = 600;

/** An amount dated on the 15th of a calendar month, nominal USD. */
const MonthAmount = z.object({ month: Month, amount: Usd });

/** The interest rate: fixed, or a base rate by calendar year (floored) plus a margin by period, whose last value holds. */
export const FacilityRate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fixed'), rate: YearlyRate }),
  z.object({
    kind: z.literal('floating'),
    /** Years ascending without a gap. */
    base: z
      .array(z.object({ year: Year, rate: YearlyRate }))
      .min(1)
      .max(60)
      .readonly(),
    margin: z.array(YearlyRate).min(1).max(240).readonly(),
    floor: YearlyRate.optional(),
  }),
]);
export type FacilityRate = z.infer<typeof FacilityRate>;

/**
 * How the principal is repaid. `equalParts` pays equal parts of the amount drawn, and capitalised interest with the first of them;
 * `linear` pays equal parts of the balance with capitalised interest.
 */
export const FacilityRepayment = z.discriminatedUnion('style', [
  z.object({ style: z.literal('bullet') }),
  z.object({ style: z.literal('linear') }),
  z.object({ style: z.literal('level') }),
  z.object({ style: z.literal('equalParts') }),
  z.object({ style: z.literal('sculpted'), targetDscr: Ratio.min(0.01) }),
  /** One fraction of the balance for each repayment period. */
  z.object({ style: z.literal('schedule'), shares: z.array(Fraction).min(1).max(MAX_MONTHS).readonly() }),
  z.object({ style: z.literal('perTonne'), usdPerTonne: z.number().min(0).max(1e6) }),
  /** A fraction of the payments of the linked contracts. */
  z.object({ style: z.literal('shareOfInvoice'), share: Fraction }),
]);
export type FacilityRepayment = z.infer<typeof FacilityRepayment>;

/** Minimum ratios; absent = no covenant. */
export const Covenants = z
  .object({ lockUpDscr: Ratio.optional(), defaultDscr: Ratio.optional(), minLlcr: Ratio.optional(), minPlcr: Ratio.optional() })
  .readonly();
export type Covenants = z.infer<typeof Covenants>;
export const Covenant = Covenants.unwrap().keyof();
export type Covenant = z.infer<typeof Covenant>;

const FacilityFields = z.object({
  id: FacilityId,
  name: z.string().trim().min(1).max(120),
  /** A prepayment is repaid by set-off against the invoices of the linked contracts. */
  kind: z.enum(['loan', 'prepayment']),
  /** The lender as free text; a buyer that lends is named by `buyerId`. */
  lender: z.string().max(200),
  buyerId: BuyerId.optional(),
  /** Rank 1 is paid first; equal ranks share in proportion to what is due. */
  rank: z.number().int().min(1).max(99),
  /** Whether it is in every plan that does not exclude it; else only in plans that include it. */
  inBaseline: z.boolean(),
  /** Place in the list; prepayments are set off in this order. */
  order: z.number().int().min(0),
  /** Nominal USD. */
  commitment: Usd,
  /** Ascending. With `opening`, only the draws after the valuation. */
  draws: z.array(MonthAmount).max(120).readonly(),
  /** State at the valuation of a facility drawn before it, after the payments due in that month, USD; `start` = month of its first draw. */
  opening: z.object({ start: Month, balance: Usd, reserve: Usd, arrears: Usd }).optional(),
  /** Fraction of the commitment, paid with the first draw. */
  upfrontFee: Fraction,
  /** Fraction per year of the undrawn commitment. */
  commitmentFee: Fraction,
  otherFees: z.array(MonthAmount).max(120).readonly(),
  rate: FacilityRate,
  dayCount: z.enum(['30/360', 'actual/360', 'actual/365']),
  /** Months of a period; each is paid in its last month. */
  periodMonths: z.union([z.literal(1), z.literal(3), z.literal(6), z.literal(12)]),
  firstRepayment: Month,
  finalMaturity: Month,
  /** Interest before the first repayment. */
  graceInterest: z.enum(['paid', 'capitalised']),
  repayment: FacilityRepayment,
  /** Linked contracts: of a prepayment, and of repayment by tonnes or invoices. */
  contractIds: z.array(ContractId).max(100).readonly(),
  /** The bid that offers the prepayment, by the id of its deal. */
  bidId: ContractId.optional(),
  /** Of a prepayment: what is left at final maturity is due from cash (true) or lapses (false). */
  recourse: z.boolean(),
  /** Fraction of the balance that falls due when a linked contract ends early. */
  earlyEndShare: Fraction,
  /** Fraction of the cash left that repays the loan early. */
  sweepShare: Fraction,
  /** Months of debt service in reserve. */
  dsraMonths: z.number().int().min(0).max(60),
  /** Whether the reserve is funded from the first draw. */
  dsraAtClose: z.boolean(),
  covenants: Covenants,
  note: z.string().max(2000),
});
type FacilityFields = Readonly<z.infer<typeof FacilityFields>>;

/** The month of the first draw, the origin of the facility's periods; undefined without a draw. */
export const firstDrawMonth = ({ draws, opening }: Pick<FacilityFields, 'draws' | 'opening'>): Month | undefined =>
  opening?.start ?? draws[0]?.month;

/** The number of repayment periods from the first repayment to the final maturity, both included. */
export const countRepayments = ({
  firstRepayment,
  finalMaturity,
  periodMonths,
}: Pick<FacilityFields, 'firstRepayment' | 'finalMaturity' | 'periodMonths'>): number =>
  Math.floor((finalMaturity - firstRepayment) / periodMonths) + 1;

type AddIssue = (path: readonly (string | number)[], rule: string, limit?: number | string) => void;

const checkDraws = ({ draws, opening, commitment, firstRepayment, periodMonths }: FacilityFields, add: AddIssue): void => {
  for (const [i, { month }] of draws.entries()) {
    const earliestMonth = i === 0 ? opening?.start : draws[i - 1]!.month;
    if (earliestMonth !== undefined && month < earliestMonth) add(['draws', i, 'month'], 'drawsNotAscending');
    if (month > firstRepayment - periodMonths) add(['draws', i, 'month'], 'drawAfterGrace');
  }
  let totalDrawn = opening?.balance ?? 0;
  const isAbove = (): boolean => totalDrawn > commitment * (1 + SHARE_TOLERANCE);
  if (isAbove()) {
    add(['opening', 'balance'], 'balanceAboveCommitment');
    return;
  }
  // at the first draw that exceeds it
  for (const [i, { amount }] of draws.entries()) {
    totalDrawn += amount;
    if (!isAbove()) continue;
    add(['draws', i, 'amount'], 'drawsAboveCommitment', Math.round(totalDrawn));
    return;
  }
};

const checkDates = (facility: FacilityFields, add: AddIssue): void => {
  const { firstRepayment, finalMaturity, periodMonths } = facility;
  const start = firstDrawMonth(facility);
  if (firstRepayment > finalMaturity) add(['firstRepayment'], 'graceBeyondMaturity');
  if (start === undefined) {
    add(['draws'], 'noDraw');
    return;
  }
  if (firstRepayment < start + periodMonths) add(['firstRepayment'], 'repaymentBeforeFirstPeriod');
  for (const field of ['firstRepayment', 'finalMaturity'] as const)
    if ((facility[field] - start) % periodMonths !== 0) add([field], 'offPeriods', periodMonths);
};

const checkRate = ({ rate, finalMaturity }: FacilityFields, add: AddIssue): void => {
  if (rate.kind === 'fixed') return;
  for (const [i, { year }] of rate.base.entries())
    if (i > 0 && year !== rate.base[i - 1]!.year + 1) add(['rate', 'base', i, 'year'], 'baseRateGap');
  if (rate.base.at(-1)!.year < yearOf(finalMaturity))
    add(['rate', 'base', rate.base.length - 1, 'rate'], 'baseRateEndsEarly', String(yearOf(finalMaturity)));
};

const checkRepayment = (facility: FacilityFields, add: AddIssue): void => {
  const { kind, repayment, contractIds, bidId } = facility;
  if (kind === 'prepayment' && repayment.style === 'sculpted') add(['repayment', 'style'], 'sculptedPrepayment');
  if (repayment.style === 'schedule') {
    const count = countRepayments(facility);
    const total = sumBy(repayment.shares, (share) => share);
    if (repayment.shares.length !== count) add(['repayment', 'shares'], 'shareForEachPeriod', count);
    else if (Math.abs(total - 1) > SHARE_TOLERANCE)
      add(['repayment', 'shares'], 'bricksNotWhole', `${Number((total * 100).toPrecision(6))} %`);
  }
  if (new Set(contractIds).size !== contractIds.length) add(['contractIds'], 'contractLinkedTwice');
  if (contractIds.length > 0) return;
  if (kind === 'prepayment') {
    if (bidId === undefined) add(['contractIds'], 'prepaymentWithoutContract');
  } else if (repayment.style === 'perTonne' || repayment.style === 'shareOfInvoice') add(['contractIds'], 'repaymentWithoutContract');
};

const checkCovenants = ({ covenants, draws, opening }: FacilityFields, add: AddIssue): void => {
  const debt = sumBy(draws, ({ amount }) => amount) + (opening?.balance ?? 0) + (opening?.arrears ?? 0);
  if (debt > 0) return;
  for (const [covenant, limit] of Object.entries(covenants)) if (limit !== undefined) add(['covenants', covenant], 'covenantWithoutDebt');
};

/** A loan, or a prepayment by a buyer, as entered: months are calendar months, money is nominal USD, rates are fractions per year. */
export const Facility = FacilityFields.superRefine((facility, ctx) => {
  const add: AddIssue = (path, rule, limit) =>
    ctx.addIssue({ code: 'custom', path: [...path], message: rule, params: limit === undefined ? {} : { limit } });
  checkDraws(facility, add);
  checkDates(facility, add);
  checkRate(facility, add);
  checkRepayment(facility, add);
  checkCovenants(facility, add);
}).readonly();
export type Facility = z.infer<typeof Facility>;

/** A facility that may break the rules between its fields: one being entered, or changed by a plan. */
export const FacilityDraft = FacilityFields.readonly();

/**
 * A prepayment as the valuation sets it off against one contract: equal monthly parts after the grace months, with interest at actual/360;
 * one received by the valuation starts with the amount still to be set off.
 */
export const Prepayment = z
  .object({
    amountUsd: Usd,
    date: IsoDate,
    /** A fraction per year. */
    annualRate: Fraction,
    graceMonths: z.number().int().min(0).max(MAX_MONTHS),
    repayMonths: z.number().int().min(1).max(MAX_MONTHS),
  })
  .readonly();
export type Prepayment = z.infer<typeof Prepayment>;

/** The part of a facility that is stored as JSON. */
export const FacilityTerms = FacilityFields.pick({
  draws: true,
  opening: true,
  otherFees: true,
  rate: true,
  repayment: true,
  covenants: true,
}).shape;

/** Changes of one facility in a plan. Absent fields follow the facility. */
export const FacilityOverride = z
  .object({
    facilityId: FacilityId,
    included: z.boolean().optional(),
    /** Commitment, nominal USD; draws and balance change in proportion. */
    commitment: Usd.optional(),
    /** Fixed rate, or first margin of a floating one; a fraction per year. */
    rate: YearlyRate.optional(),
  })
  .readonly();
export type FacilityOverride = z.infer<typeof FacilityOverride>;

/** Sets the rate of a facility: a fixed rate, or the margin of all periods. */
const withRate = (rate: FacilityRate, value: number): FacilityRate =>
  rate.kind === 'fixed' ? { ...rate, rate: value } : { ...rate, margin: [value] };

/** The facility in a plan, or in the baseline without one; undefined where it is not part of it. */
export const facilityInPlan = (facility: Facility, override: FacilityOverride | undefined): Facility | undefined => {
  if (!(override?.included ?? facility.inBaseline)) return undefined;
  const { commitment = facility.commitment, rate } = override ?? {};
  const ratio = facility.commitment === 0 ? 1 : commitment / facility.commitment;
  const { opening, draws } = facility;
  return {
    ...facility,
    commitment,
    draws: ratio === 1 ? draws : draws.map(({ month, amount }) => ({ month, amount: amount * ratio })),
    ...(opening && {
      opening:
        ratio === 1
          ? opening
          : { ...opening, balance: opening.balance * ratio, reserve: opening.reserve * ratio, arrears: opening.arrears * ratio },
    }),
    ...(rate !== undefined && { rate: withRate(facility.rate, rate) }),
  };
};

/** A lender's or agency's test of the offtake sold to a country: at least or at most a fraction of contract revenue. */
export const CountryTest = z.object({ country: CountryCode, kind: z.enum(['atLeast', 'atMost']), share: Fraction }).readonly();
export type CountryTest = z.infer<typeof CountryTest>;

/** Thresholds of lenders' checks, and what they need that no record has. */
export const LenderTests = z
  .object({
    /** Fractions of revenue over the life of the loans. */
    bankable: Fraction,
    secured: Fraction,
    /** Fractions of planned tonnes under bankable contracts, at nominal and at the contractual minimum. */
    nominalTonnes: Fraction,
    minimumTonnes: Fraction,
    /** Floor revenue over cash cost and debt service of the same tonnes. */
    floorCover: Ratio,
    /** Weighted tenor over the time to the maturity. */
    tenor: Ratio,
    /** Largest fractions of cash flow from one buyer and from one group. */
    largestBuyer: Fraction,
    largestGroup: Fraction,
    /** Fraction of the revenue from buyers below the lowest rating that is paid by letter of credit. */
    letterOfCredit: Fraction,
    /** Fraction of contract revenue under a direct agreement with the lenders. */
    directAgreement: Fraction,
    /** Most signed contracts without governing law or seat. */
    missingLaw: z.number().int().min(0).max(1000),
    /** Lowest DSCR in the lender case without the largest buyer. */
    withoutLargest: Ratio,
    countries: z.array(CountryTest).max(20).readonly(),
    /** Contracts whose buyer signed a direct agreement with the lenders. */
    directAgreements: z.array(ContractId).max(1000).readonly(),
  })
  .readonly();
export type LenderTests = z.infer<typeof LenderTests>;

/** The thresholds where none were entered: house defaults. */
export const DEFAULT_LENDER_TESTS: LenderTests = {
  bankable: 0.5,
  secured: 0.5,
  nominalTonnes: 0.5,
  minimumTonnes: 0.4,
  floorCover: 1,
  tenor: 1,
  largestBuyer: 0.3,
  largestGroup: 0.4,
  letterOfCredit: 0.5,
  directAgreement: 0.5,
  missingLaw: 0,
  withoutLargest: 1,
  countries: [],
  directAgreements: [],
};

/** Sizing assumptions of lenders. All defaults are house defaults. */
export const LenderCase = z
  .object({
    /** Fraction taken off positive revenue that is not from bankable contracts. */
    haircut: Fraction,
    /** A buyer with this rating or better makes its contracts bankable. */
    minimumRating: Rating,
    /** Whether payment by letter of credit makes a contract bankable. */
    acceptsLetterOfCredit: z.boolean(),
    /** Whether a bankable contract must not end before the latest final maturity. */
    mustOutlastMaturity: z.boolean(),
    targetDscr: Ratio.min(0.01),
    targetLlcr: Ratio.optional(),
    targetPlcr: Ratio.optional(),
    /** Largest share of the project cost that is debt, and that cost in USD. */
    gearing: z.object({ share: Fraction, cost: Usd }).optional(),
    /** Share of revenue after the maturity below which the reserve tail is flagged. */
    tailShare: Fraction,
    /** Absent: `DEFAULT_LENDER_TESTS`. */
    tests: LenderTests.optional(),
  })
  .readonly();
export type LenderCase = z.infer<typeof LenderCase>;

/** Costs and assumptions of the project, for the cash flow available for debt service. */
export const ProjectFinance = z
  .object({
    /** Nominal USD of each calendar year; one twelfth falls in each month. Years ascending. */
    years: z
      .array(z.object({ year: Year, fixedCost: Usd, sustainingCapital: Usd, closureCost: Usd, depreciation: Usd }))
      .max(100)
      .refine((years) => years.every(({ year }, i) => i === 0 || year > years[i - 1]!.year), { error: 'yearsNotAscending' })
      .readonly(),
    /** Fraction of net revenue. */
    royaltyRate: Fraction,
    /** Fraction of taxable income. */
    taxRate: Fraction,
    /** Tax losses at the valuation, USD. */
    openingLosses: Usd,
    /** Cash at the valuation and cash that stays in the project, USD. */
    openingCash: z.number().min(-1e12).max(1e12),
    minimumCash: Usd,
    /** Project cost by month; absent = the draws less fees and reserves at close. */
    uses: z.array(MonthAmount).max(240).readonly().optional(),
    lenderCase: LenderCase,
  })
  .readonly();
export type ProjectFinance = z.infer<typeof ProjectFinance>;

/** The assumptions of a workspace in which none were entered. */
export const DEFAULT_PROJECT_FINANCE: ProjectFinance = {
  years: [],
  royaltyRate: 0,
  taxRate: 0,
  openingLosses: 0,
  openingCash: 0,
  minimumCash: 0,
  lenderCase: {
    haircut: 0.2,
    minimumRating: 'BBB',
    acceptsLetterOfCredit: true,
    mustOutlastMaturity: true,
    targetDscr: 1.3,
    tailShare: 0.25,
  },
};

/** The base rate in a calendar month: that of its year, the first one before and the last one after the years entered. */
export const baseRateAt = (base: readonly { readonly year: number; readonly rate: number }[], month: Month): number =>
  (base.find(({ year }) => month < monthOf(year + 1, 1)) ?? base.at(-1)!).rate;
