import { z } from 'zod';
import { Covenant, Facility, FacilityDraft, FacilityOverride, ProjectFinance } from '../domain/financing.ts';
import { ContractId, FacilityId, PlanId, ProductId } from '../domain/ids.ts';
import { Month } from '../domain/time.ts';
import { background, command, query } from './call.ts';
import { BarsChart, LinesChart } from './charts.ts';
import { Figure, Label, Message, Sentence, TableIdentities, Verdict } from './figure.ts';
import { Completion } from './workspace.ts';

const Version = z.object({ version: z.number().int() });

/** The capacity of a loan in a case, and the target that binds. Without a loan, a proposed one without a facility is sized. */
const SizedLoan = z
  .object({
    facilityId: FacilityId.optional(),
    name: Label,
    /** Balance when repayment begins, USD; absent where service that comes first is above its own capacity. */
    capacity: Figure.optional(),
    binding: z.enum(['dscr', 'llcr', 'plcr', 'gearing', 'setOff']).optional(),
    /** Payment month that binds. */
    month: Month.optional(),
    /** The target and the period that bind, or why the case carries nothing and what would change it. */
    reason: Sentence.optional(),
    /** Debt of the loan as entered, USD; absent of a proposed one. */
    debt: z.number().optional(),
  })
  .readonly();
export type SizedLoan = z.infer<typeof SizedLoan>;

export const FinancingCaseFacts = z
  .object({
    id: z.string(),
    label: Label,
    loans: z.array(SizedLoan).readonly(),
    /** Absent where no service is due. */
    minimumDscr: Figure.optional(),
    minimumMonth: Month.optional(),
    averageDscr: z.number().nullable(),
    breaches: z.array(z.object({ covenant: Covenant, month: Month })).readonly(),
    /** Lowest cash at the end of a period if it is below zero, USD. */
    shortfall: z.number().optional(),
  })
  .readonly();
export type FinancingCaseFacts = z.infer<typeof FinancingCaseFacts>;

/** A facility of the plan and its cost, effective per year. */
export const FacilityCost = z
  .object({
    facilityId: FacilityId,
    name: z.string(),
    kind: z.enum(['loan', 'prepayment']),
    lender: z.string(),
    /** In the plan, USD. */
    amount: z.number(),
    /** Changes of the facility in the plan; absent without any. */
    override: FacilityOverride.optional(),
    maturity: Month,
    /** Absent where it is not repaid in full: the rate would be misleading. */
    allInCost: Figure.optional(),
    /** Nominal rate of the same cost with the facility's periods. */
    loanRate: z.number().nullable(),
    averageLife: z.number().nullable(),
    /** Of a prepayment: the same with the price conceded against spot terms, and that concession, USD. */
    withPrice: z.object({ allInCost: Figure.optional(), loanRate: z.number().nullable(), concession: z.number() }).readonly().optional(),
    /** Amount that is never paid, USD: of a prepayment without recourse what lapses, of a loan its arrears at the end of the plan. */
    unpaid: z.number().optional(),
    /** Capacity in USD where a sculpted loan is above it: the waterfall leaves it out. */
    aboveCapacity: z.number().optional(),
  })
  .readonly();
export type FacilityCost = z.infer<typeof FacilityCost>;

/** The parts of a cash flow available for debt service, USD; costs are positive. */
const CashLines = z
  .object({
    contractRevenue: z.number(),
    spotRevenue: z.number(),
    /** Taken off revenue that a lender does not count. */
    haircut: z.number(),
    operatingCost: z.number(),
    fixedCost: z.number(),
    sustainingCapital: z.number(),
    closureCost: z.number(),
    royalty: z.number(),
    tax: z.number(),
  })
  .readonly();
export type CashLines = z.infer<typeof CashLines>;

/**
 * A facility in a period, USD: closing = opening + draw + capitalised - principal - sweep - recourse - lapsed. `paid` has interest, principal,
 * arrears, sweep and set-off.
 */
const FacilityPeriod = z
  .object({
    facilityId: FacilityId,
    opening: z.number(),
    draw: z.number(),
    fees: z.number(),
    interest: z.number(),
    interestOnArrears: z.number(),
    capitalised: z.number(),
    principal: z.number(),
    paid: z.number(),
    sweep: z.number(),
    setOff: z.number(),
    recourse: z.number(),
    lapsed: z.number(),
    arrears: z.number(),
    closing: z.number(),
    reserve: z.number(),
    reserveTarget: z.number(),
  })
  .readonly();
export type FacilityPeriod = z.infer<typeof FacilityPeriod>;

/** A period of the waterfall, USD. */
export const WaterfallPeriod = z
  .object({
    from: Month,
    to: Month,
    openingCash: z.number(),
    cfads: z.number(),
    draws: z.number(),
    uses: z.number(),
    fees: z.number(),
    /** Interest and principal that fall due as scheduled: the service of the DSCR. */
    service: z.number(),
    interestPaid: z.number(),
    principalPaid: z.number(),
    setOff: z.number(),
    sweep: z.number(),
    arrears: z.number(),
    reserve: z.number(),
    distribution: z.number(),
    closingCash: z.number(),
    closingDebt: z.number(),
    lockedUp: z.boolean(),
    dscr: z.number().nullable(),
    llcr: z.number().nullable(),
    plcr: z.number().nullable(),
    /** The parts of its cash flow; costs are positive. */
    cash: CashLines,
    facilities: z.array(FacilityPeriod).readonly(),
  })
  .readonly();
export type WaterfallPeriod = z.infer<typeof WaterfallPeriod>;

/** Cash flow available for debt service of a calendar year, USD; costs are positive. */
export const CashYear = CashLines.unwrap()
  .extend({
    year: z.number().int(),
    /** Of contracts and spot, less the haircut. */
    revenue: z.number(),
    cfads: z.number(),
  })
  .readonly();
export type CashYear = z.infer<typeof CashYear>;

/** A test of lenders. */
export const LenderCheck = z
  .object({
    key: z.enum([
      'bankable',
      'nominalTonnes',
      'minimumTonnes',
      'secured',
      'floorCover',
      'tenor',
      'tail',
      'largestBuyer',
      'largestGroup',
      'country',
      'letterOfCredit',
      'directAgreement',
      'law',
      'withoutLargest',
    ]),
    label: Message,
    direction: z.enum(['atLeast', 'atMost']),
    state: z.enum(['pass', 'fail', 'unknown']),
    value: Figure,
    threshold: Figure.optional(),
    evidence: Message,
    /** What would improve it; absent where it passes. */
    remedy: Message.optional(),
  })
  .readonly();
export type LenderCheck = z.infer<typeof LenderCheck>;

/** A target of the break-even: debt is just served, or a covenant just holds. */
export const BreakEvenTarget = z.enum(['service', 'defaultDscr', 'lockUpDscr']);
export type BreakEvenTarget = z.infer<typeof BreakEvenTarget>;

const BreakEvenFactor = z
  .object({
    state: z.enum(['found', 'always', 'never', 'noService']),
    /** Of the prices of the case. */
    factor: Figure.optional(),
  })
  .readonly();

/** The prices at which debt is just served, beside floors and cash cost, over the life of the facilities. */
export const FinancingBreakEven = z.object({
  caseId: z.string(),
  /** All prices together. */
  joint: z.array(BreakEvenFactor.unwrap().extend({ target: BreakEvenTarget, dscr: Figure }).readonly()).readonly(),
  /** The prices of one metal in one product's sales, all else as in the case. */
  products: z
    .array(
      BreakEvenFactor.unwrap()
        .extend({
          productId: ProductId,
          name: z.string(),
          /** The reference of most contract tonnes, its average price, and that at the factor. */
          reference: Label.optional(),
          price: Figure.optional(),
          breakEven: Figure.optional(),
          /** Net revenue per planned tonne. */
          netPrice: Figure,
          floor: Figure.optional(),
          /** Share of planned tonnes with a floor or a fixed price. */
          floorShare: Figure,
          cashCost: Figure,
          debtService: Figure,
        })
        .readonly(),
    )
    .readonly(),
});
export type FinancingBreakEven = z.infer<typeof FinancingBreakEven>;

export const FinancingOverview = z.object({
  planId: PlanId,
  plan: z.string(),
  verdict: Verdict,
  /** The case of the waterfall, charts and costs. */
  caseId: z.string(),
  /** All cases in order. */
  caseNames: z.array(z.object({ id: z.string(), label: Label })).readonly(),
  /** Base, low, lender and the one shown; those of scenarios are in `financing.scenarios`. */
  cases: z.array(FinancingCaseFacts).readonly(),
  facilities: z.array(FacilityCost).readonly(),
  /** Facilities that the plan excludes. */
  excluded: z.array(z.object({ facilityId: FacilityId, name: z.string(), override: FacilityOverride })).readonly(),
  /** Facilities of the plan that can't be computed. */
  omittedFacilities: z
    .array(
      z.object({
        facilityId: FacilityId,
        name: z.string(),
        reason: z.enum(['matured', 'needsBalance', 'termsContradict', 'contractsNotInPlan']),
      }),
    )
    .readonly(),
  sources: z.array(z.object({ label: Label, amount: z.number() })).readonly(),
  uses: z.array(z.object({ label: Label, amount: z.number() })).readonly(),
  /** Cash flow for debt service by period: revenue and costs, with debt service. */
  service: BarsChart,
  /** Debt at the end of each period, reserve, sweep and distributions; absent without facilities. */
  balance: BarsChart.optional(),
  /** Coverage ratios by period with the covenants; absent without debt service. */
  ratios: LinesChart.optional(),
  periods: z.array(WaterfallPeriod).readonly(),
  years: z.array(CashYear).readonly(),
  identities: TableIdentities.optional(),
  checks: z.array(LenderCheck).readonly(),
  /** Whether costs of the project were entered. */
  hasProject: z.boolean(),
  /** The terms of the loan that is sized while the plan has none. */
  proposedTerms: Message.optional(),
  /** Whether contracts or spot sales of the plan are paid anything. */
  hasRevenue: z.boolean(),
});
export type FinancingOverview = z.infer<typeof FinancingOverview>;

export const financingCalls = {
  /** Computes the chosen plan's debt capacity by case, waterfall, costs of money and lenders' checks. Throws NOT_FOUND (plan, case). */
  'financing.get': query(
    z.object({
      /** By default the chosen plan. */
      planId: PlanId.optional(),
      /** `base` (default), `low`, `lender` or the id of a scenario. */
      caseId: z.string().max(120).optional(),
    }),
    FinancingOverview,
  ),
  /** Computes capacity, lowest coverage and covenants in every scenario of the library. Throws NOT_FOUND (plan). */
  'financing.scenarios': background(
    query(
      z.object({
        /** By default the chosen plan. */
        planId: PlanId.optional(),
      }),
      z.object({ cases: z.array(FinancingCaseFacts).readonly() }),
    ),
  ),
  /** Computes the prices at which debt is just served; without a value where no debt is served. Throws NOT_FOUND (plan, case). */
  'financing.breakEven': background(
    query(
      z.object({
        /** By default the chosen plan. */
        planId: PlanId.optional(),
        /** `base` by default. */
        caseId: z.string().max(120).optional(),
      }),
      z.object({ breakEven: FinancingBreakEven.optional() }),
    ),
  ),
  /** Lists the facilities and the assumptions of the project. */
  'financing.list': query(
    z.object({
      /** By default the chosen plan. */
      planId: PlanId.optional(),
    }),
    z.object({
      planId: PlanId,
      facilities: z
        .array(
          z.object({
            facility: Facility,
            version: z.number().int(),
            /** Whether the value of the plan includes it: a prepayment of one contract in equal monthly parts. */
            isValued: z.boolean(),
            /** The facility in the plan; absent = the plan excludes it. */
            inPlan: FacilityDraft.optional(),
            override: FacilityOverride.optional(),
          }),
        )
        .readonly(),
      project: ProjectFinance,
      /** 0 while none was saved. */
      projectVersion: z.number().int(),
    }),
  ),
  /** Lists the facilities that are linked to a contract or a bid; `deal` is absent where neither is stored. */
  'financing.ofDeal': query(
    z.object({ id: ContractId }),
    z.object({
      deal: z.enum(['contract', 'bid']).optional(),
      facilities: z
        .array(z.object({ id: FacilityId, name: z.string(), kind: z.enum(['loan', 'prepayment']), commitment: z.number() }))
        .readonly(),
    }),
  ),
  /** Reads a facility. Throws NOT_FOUND. */
  'financing.facility': query(z.object({ id: FacilityId }), z.object({ facility: Facility, version: z.number().int() })),
  /** Proposes a new facility. */
  'financing.blank': query(
    z.object({
      kind: z.enum(['loan', 'prepayment']),
      /** Of a prepayment: the contract or the bid under which it is made. Throws NOT_FOUND. */
      contractId: ContractId.optional(),
      bidId: ContractId.optional(),
    }),
    z.object({ facility: FacilityDraft }),
  ),
  /** Inserts without a version, updates with one. */
  'financing.save': command(z.object({ facility: Facility, version: z.number().int().optional() }), Version),
  'financing.remove': command(z.object({ id: FacilityId }), Completion),
  /** Replaces the override of a facility in a plan; without a field the override is removed. */
  'financing.override': command(z.object({ planId: PlanId, override: FacilityOverride }), Completion),
  'financing.saveProject': command(z.object({ project: ProjectFinance, version: z.number().int().optional() }), Version),
} as const;
