import { z } from 'zod';
import { DeckId, PlanId, ScenarioId } from './ids.ts';
import { Year } from './time.ts';

/**
 * What figures measure. `npv` is the present value of the payments of a period; `revenue` is the payments of contracts, `netRevenue` adds
 * spot sales; `grossValue` is the payable value of deliveries before charges.
 */
export const MEASURES = [
  // value of a plan or a contract
  'npv',
  'expectedNpv',
  'standardError',
  'leastMaterialDifference',
  'revenue',
  'revenueShare',
  'netRevenue',
  'cashMargin',
  'endingRevenue',
  'netPrice',
  'effectivePrice',
  'spotPrice',
  'margin',
  'netPriceMargin',
  'grossValue',
  'invoiceValue',
  'arrears',
  'annualValue',
  'monthlyValue',
  'amountAtDate',
  'marginOverSpot',
  'clauseValue',
  'clauseValuePerTonne',
  'clauseEquivalent',
  'creditLoss',
  'defaultProbability',
  // tonnes
  'tonnes',
  'plannedTonnes',
  'committedTonnes',
  'uncoveredTonnes',
  'shortTonnes',
  'damages',
  // dependence: shares of gross payable value, of planned production, of planned revenue
  'chinaShare',
  'chinaParentShare',
  'chinaTonnesShare',
  'highestChinaShare',
  'valueShare',
  'largestGroupShare',
  'largestContractShare',
  'topShare',
  'hhi',
  'effectiveBuyers',
  'committedShare',
  'minimumCommittedShare',
  'maximumCommittedShare',
  'chinaCommittedShare',
  'unsoldShare',
  'shortShare',
  'productionShare',
  'contractedRevenueShare',
  'protectedShare',
  'limitValue',
  'limitPart',
  'limitPartTonnes',
  'excessOverLevel',
  'excessTonnes',
  'excessValue',
  'headroomTonnes',
  'headroomValue',
  // scenarios
  'scenarioCost',
  'scenarioChange',
  'scenarioChangeShare',
  'scenarioCostShare',
  'savedByClauses',
  'scenarioRevenue',
  'scenarioLoss',
  'scenarioLossShare',
  'spotLoss',
  'spotDamages',
  'depthLoss',
  'destinationValue',
  'displacedTonnes',
  'displacementLoss',
  'displacementLossPerTonne',
  'concentrationCost',
  'concentrationCostPerTonne',
  'chinaRevenue',
  'chinaRevenueShare',
  'spotRevenue',
  'spotTonnes',
  'spotLossShare',
  'savedByFloor',
  'savedByTakeOrPay',
  'lostWithoutClauses',
  // paths of a simulation: net revenue
  'pathMean',
  'pathMedian',
  'tailMean',
  'revenueAtRisk',
  'expectedShortfall',
  'shortfallShare',
  'tailDifference',
  'quantileDifference',
  'aheadShare',
  'missedShare',
  'defaultShare',
  'target',
  // tenders
  'netback',
  'riskAdjustedNetback',
  'netbackPrice',
  'netbackTiming',
  'netbackClauses',
  'netbackCredit',
  'walkAway',
  'aboveWalkAway',
  'belowWalkAway',
  'admissibleShare',
  'breakEven',
  'breakEvenChange',
  'bidTerm',
  // prices not yet fixed
  'openTonnes',
  'deliveredTonnes',
  'openValue',
  'onePercentMove',
  'provisionalPrice',
  'expectedPrice',
  'markToMarket',
  'markToMarketLoss',
  'declarationValue',
  // financing
  'debtCapacity',
  'minimumDscr',
  'minimumLlcr',
  'averageLife',
  'lenderCheck',
  'commitment',
  'debtEntered',
  'debtRoom',
  'debtExcess',
  'unpaidDebt',
  'averageDscr',
  'allInCost',
  'allInCostWithPrice',
  'indifferentRate',
  'priceConcession',
  'pricePremium',
  'notRepaid',
  'optionNpv',
  'optionNpvDifference',
  // financing on the paths of a simulation
  'carriedDebt',
  'noDebtShare',
  'defaultCovenantShare',
  'belowOneShare',
  'unpaidServiceShare',
  'lowestMeanDscr',
  // of a calendar year, or of a period of the waterfall, which is the month of its end
  'contractReceipts',
  'spotReceipts',
  'haircut',
  'operatingCost',
  'fixedCost',
  'sustainingCapital',
  'closureCost',
  'royalty',
  'tax',
  'cfads',
  'openingCash',
  'draws',
  'projectCost',
  'fees',
  'debtService',
  'interestPaid',
  'principalPaid',
  'setOff',
  'sweep',
  'debtArrears',
  'reserve',
  'distribution',
  'closingCash',
  'closingDebt',
  // of one of the loan's own periods
  'loanPeriodCash',
  'lackingCash',
  // over the life of the debt
  'priceFactor',
  'priceOverDebt',
  'breakEvenPrice',
  'netPriceOverDebt',
  'floorOverDebt',
  'floorShareOverDebt',
  'cashCostOverDebt',
  'debtServicePerTonne',
] as const;
export type FigureMeasure = (typeof MEASURES)[number];

/** Whether a year of a measure is that of the payment or that of the delivery; measures without a year of their own are absent. */
export const YEAR_BASIS: Readonly<Partial<Record<FigureMeasure, 'payment' | 'delivery'>>> = {
  npv: 'payment',
  revenue: 'payment',
  netRevenue: 'payment',
  cashMargin: 'payment',
  scenarioRevenue: 'payment',
  netPrice: 'delivery',
  effectivePrice: 'delivery',
  spotPrice: 'delivery',
  margin: 'delivery',
  netPriceMargin: 'delivery',
  grossValue: 'delivery',
  chinaShare: 'delivery',
  chinaParentShare: 'delivery',
  hhi: 'delivery',
  effectiveBuyers: 'delivery',
  committedShare: 'delivery',
  tonnes: 'delivery',
};

/** Which figure a number is. Two figures with equal identities have equal values. */
export const FigureIdentity = z
  .object({
    measure: z.enum(MEASURES),
    /** `plan`, or the kind and id of a record: `contract:C-042`, `buyer:hai-long`. */
    subject: z.string().max(200),
    /** The plan that the subject is valued in; for a deal alone, the plan whose overrides it has, if any. */
    plan: PlanId.optional(),
    /**
     * How the valued plan differs from the stored one: `+C-042` added, `-C-042` excluded, `~C-042` with other terms; then a digest of terms
     * that are not stored.
     */
    variant: z.string().max(5000).optional(),
    /** Of a difference: the plan that it is taken from, with its variant. */
    against: z.string().max(5200).optional(),
    deck: DeckId,
    /** Of a difference: the deck that it is taken from. */
    againstDeck: DeckId.optional(),
    /** Absent at deck prices. */
    scenario: ScenarioId.optional(),
    /** The lender's case: the low deck with a haircut on what is not bankable. */
    financingCase: z.literal('lender').optional(),
    /** A calendar year, a month (YYYY-MM), the whole plan, or twelve months from the valuation or the start of the contract. */
    period: z.union([Year, z.enum(['plan', 'nextTwelveMonths', 'firstDeliveries']), z.string().regex(/^\d{4}-\d{2}$/)]),
    yearBasis: z.enum(['payment', 'delivery']).optional(),
    /** A deal in its plan, with cuts and priorities of its product, or as if its product sufficed. */
    dealBasis: z.enum(['inPlan', 'alone']).optional(),
    /** Of a figure that a decision keeps as it was: the time at which it was noted. */
    notedAt: z.iso.datetime().optional(),
    /** Of a difference: the time of the noted figure that it is taken from. */
    againstNotedAt: z.iso.datetime().optional(),
    /** Shown as a deduction: the negative of the figure that has the rest of the identity. */
    deducted: z.literal(true).optional(),
  })
  .readonly();
export type FigureIdentity = z.infer<typeof FigureIdentity>;

/** Fields of an identity that a table gives for a column; a row adds its subject or period, and what differs from the column. */
export const ColumnIdentity = FigureIdentity.unwrap().partial().required({ measure: true }).readonly();
export type ColumnIdentity = z.infer<typeof ColumnIdentity>;
