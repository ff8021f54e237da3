/** The engine's only entry: nothing else of this folder is imported from outside. Sorted by file. */

export { allocateTonnage } from './allocation/allocateTonnage.ts';
export { allocationFrontier } from './allocation/allocationFrontier.ts';
export { allocationRisk, allocationRiskInSteps, findAllocationViolations } from './allocation/allocationMeasures.ts';
export { allocationRulesInSteps } from './allocation/allocationRules.ts';
export { allocateWithConcaveLimits, type ConcaveLimit, type LeastValue } from './allocation/concaveLimits.ts';
export { type CureBounds, type CureSolution, cureBreach } from './allocation/cureBreach.ts';
export { findCureConflict } from './allocation/cureConflict.ts';
export type { CureAmount, CureLever, CureProblem, CureRule, CureSpread } from './allocation/cureProblem.ts';
export { buildCureRulesInSteps, type CureMove, findHelpfulLevers } from './allocation/cureRules.ts';
export { type CellFold, createWeightFold, foldEffectiveNumber, foldLimit, foldSpotMarket } from './allocation/foldCells.ts';
export { findRelaxations } from './allocation/relaxLimits.ts';
export { createOutcomeFunction } from './allocation/scenarioOutcomes.ts';
export {
  createDealCollector,
  joinPathMarkets,
  type SimulatedDeal,
  type SimulatedDeals,
  simulateSpotDeals,
  simulateSpotPrices,
} from './allocation/simulatedSpotMarkets.ts';
export { createSpotAlternativeInSteps, type SpotAlternative } from './allocation/spotAlternative.ts';
export { createSpotMarket, createSpotMarketInSteps } from './allocation/spotMarkets.ts';
export { createRevenueFunction, findDealCells, type MarketRevenue, marketRevenue } from './allocation/spotRevenue.ts';
export { splitByBuyerGroup, standaloneDeals } from './allocation/standaloneDeals.ts';
export { fillDeck, fillDeckInSteps } from './decks/fillDeck.ts';
export {
  type CommitmentYear,
  type ProductCommitments,
  plannedCosts,
  plannedTonnes,
  productCommitments,
  productCommitmentsInSteps,
  takeOrPayShares,
} from './diversification/commitments.ts';
export { type Concentration, concentration } from './diversification/concentration.ts';
export {
  type ConcentrationYear,
  concentrationByDimension,
  type DimensionConcentration,
} from './diversification/concentrationByDimension.ts';
export {
  type ChinaShare,
  chinaShare,
  type Exposure,
  type ExposureMember,
  type ExposureRow,
  exposure,
  exposureByDimension,
  exposureInSteps,
  type PortfolioExposure,
  prepareExposureSums,
} from './diversification/exposure.ts';
export { mergeMembers, placeTradersAtSeat, removeDestinations, scaleExposure } from './diversification/exposureAdjustments.ts';
export { ALL_BUYER_LINKS, type BuyerLink, type GroupedBuyers, groupBuyers, groupBuyersInSteps } from './diversification/groupBuyers.ts';
export { isInLimitScope, memberOf, shareCountedBy } from './diversification/limitCounts.ts';
export {
  type LimitHeadroom,
  type MeasuredLimit,
  measureLimits,
  measureLimitsInSteps,
  measureRatioLimit,
} from './diversification/measureLimits.ts';
export {
  type ContractShortage,
  cutContracts,
  type OversoldYear,
  oversoldYears,
  oversoldYearsInSteps,
} from './diversification/oversoldYears.ts';
export { type ContractProtection, priceProtection, priceProtectionInSteps, protectedShare } from './diversification/priceProtection.ts';
export { type CapacityInput, debtCapacity } from './financing/capacity.ts';
export { type CashFlowForDebtInput, cashFlowForDebt } from './financing/cashFlowForDebt.ts';
export { type DatedFlow, internalRates, irr, npv, xirr, xnpv } from './financing/cashFlows.ts';
export { allInCostWithPrice, nominalRate } from './financing/cost.ts';
export {
  amortise,
  debtServiceCoverage,
  type Loan,
  type LoanPeriod,
  loanLifeCoverage,
  weightedAverageLife,
} from './financing/debt.ts';
export { type DebtBreakEven, debtBreakEven, scalePrices } from './financing/debtBreakEven.ts';
export { explainAllInCost, explainCapacity, explainMinimumDscr } from './financing/explainFinancing.ts';
export type { Facility } from './financing/facility.ts';
export { yearlyRate } from './financing/facilityPeriods.ts';
export {
  type FacilityResult,
  type FacilityRow,
  type Financing,
  type FinancingInput,
  type FinancingPeriod,
  financing,
} from './financing/financing.ts';
export {
  type DscrOfYear,
  financingOnPaths,
  type PathFinancing,
  type PathFinancingInput,
  type PathFinancingYear,
} from './financing/paths/financingOnPaths.ts';
export type { PathPayments } from './financing/paths/setOffOnPaths.ts';
export { serviceBefore } from './financing/scheduleFacilities.ts';
export { type AveragePriceInput, averagePriceOption } from './options/averagePriceOption.ts';
export { type BlackInput, blackOption, type OptionKind } from './options/blackOption.ts';
export { type PriceParticipationTerms, priceParticipation, type TreatmentChargeTerms, treatmentCharge } from './pricing/charges.ts';
export { grossPayable, type NetPrice, netPrice, type PriceTerms } from './pricing/netPrice.ts';
export { type PayableGradeInput, type PayableStep, payableGrade } from './pricing/payableGrade.ts';
export type { LineInputs, LineSource, PriceLine, PriceLineLabel } from './pricing/priceLine.ts';
export type { PriceMarket } from './pricing/quotes.ts';
export { calibrateSchwartz, type SchwartzCalibration } from './processes/calibrateSchwartz.ts';
export type { PriceProcess, ShockCorrelation } from './processes/logCovariance.ts';
export { distributionAfter, expectedDuration, stationaryDistribution } from './processes/regimes.ts';
export { expectedLogPrice, expectedPrice, logPriceVariance, priceQuantile, type Schwartz } from './processes/schwartz.ts';
export { ewmaVolatility, returnVolatility } from './processes/volatility.ts';
export { type Chance, chanceOf, countBelow } from './risk/chance.ts';
export { isMaterialDifference, minimumMaterialDifference } from './risk/materialDifference.ts';
export { type ReverseStress, reverseStress } from './risk/reverseStress.ts';
export { cashFlowAtRisk, componentShortfall, expectedShortfall, tailMean } from './risk/shortfall.ts';
export { computeDisplacementCost, computeDisplacementCostInSteps, type DisplacementCost } from './scenario/displacement.ts';
export {
  type CauseValuations,
  type ContractScenario,
  compareContractsInScenario,
  compareContractsInScenarioInSteps,
  compareValuations,
  compareValuationsInSteps,
  destinationDiversificationValue,
  destinationDiversificationValueInSteps,
  type Revaluation,
  revalue,
  type ScenarioCause,
  type ValuationsWithoutClauses,
  valueWithoutClauses,
  valueWithoutClausesInSteps,
} from './scenario/revalue.ts';
export { combineScenarios, scaleScenario } from './scenario/scenarioArithmetic.ts';
export { scenarioMarket } from './scenario/scenarioMarket.ts';
export { deliverySchedule, productionByMonth, type ScheduledMonth } from './schedule/deliverySchedule.ts';
export type { MonthRange } from './schedule/pricingMonths.ts';
export { committedEnd, renewedEnd } from './schedule/tenor.ts';
export {
  computeCycleMoments,
  computeCycleSums,
  cycleInputs,
  cycleMomentsKey,
  simulationHorizon,
  withCycleMoments,
} from './simulation/cycle/cycleMoments.ts';
export { demandQuantilesInSteps } from './simulation/cycle/demandQuantiles.ts';
export { computePriceFans, computeResult, mergeBlocks, type PriceFans, type SimulationResult } from './simulation/mergeBlocks.ts';
export { computeDrawExposures } from './simulation/plan/flatPlan.ts';
export { type SimulatedClauseKey, withoutContracts, withPricesOnly } from './simulation/requestVariants.ts';
export { buildClauseRuns, type ClauseEstimate, estimateClause } from './simulation/results/clauseRuns.ts';
export {
  type CommonPathsComparison,
  type CommonPathsDifference,
  compareOnCommonPaths,
  differenceOnCommonPaths,
} from './simulation/results/commonPaths.ts';
export {
  CONFIDENCE,
  type Estimate,
  estimateQuantile,
  estimateShortfall,
  estimateTailMean,
  FAN_PROBABILITIES,
  fanQuantiles,
  type OutcomeDistribution,
  summariseOutcomes,
} from './simulation/results/outcomeDistribution.ts';
export {
  buyerOutcome,
  contractOutcome,
  createOutcomeTable,
  type OutcomeTable,
  outcomeTableLength,
  PLAN_OUTCOMES,
  planOutcome,
  simulateOutcomes,
} from './simulation/results/outcomeTable.ts';
export { createPathTable, getPathTableShape } from './simulation/results/pathTable.ts';
export { type PathPresentValues, simulatePresentValues } from './simulation/results/presentValues.ts';
export { type PathEvent, type PathReplay, replayPath } from './simulation/results/replayPath.ts';
export { detachRunResult, RUN_MEASURES, type RunResult } from './simulation/results/runResult.ts';
export { computeScenarioChanges } from './simulation/results/scenarioChanges.ts';
export {
  findTailPaths,
  type ShortfallComponent,
  type ShortfallComponents,
  shortfallComponents,
  simulateNetRevenue,
  simulatePathRevenue,
  type TailPaths,
} from './simulation/results/shortfallComponents.ts';
export { SIMULATION_REVISION } from './simulation/revision.ts';
export { createRunSums } from './simulation/runSums.ts';
export { type SimulationHooks, simulate } from './simulation/simulate.ts';
export type * from './simulation/types.ts';
export { contourLines } from './solve/contourLines.ts';
export {
  type Evaluation,
  type GoalSeekJump,
  type GoalSeekPoint,
  type GoalSeekResult,
  type GoalSeekSolution,
  goalSeek,
} from './solve/goalSeek.ts';
export { cutDamages } from './spot/deliveries.ts';
export { logReturnCorrelation } from './statistics/logReturnCorrelation.ts';
export { nearestCorrelation } from './statistics/nearestCorrelation.ts';
export { quantile } from './statistics/quantile.ts';
export { type BreakEven, breakEvenPrice, breakEvenPriceInSteps, type PayoffPoint, payoff } from './valuation/breakEven.ts';
export { clauseTimeValues, clauseValues, createClauseTotals, createDeliveryValues } from './valuation/clauses/clauseValues.ts';
export type { PayableExchange } from './valuation/clauses/payableExchange.ts';
export type { ClauseKey, ClauseTimeValues, ClauseValue, ClauseValues, TradeUnit, TradeUnitKey } from './valuation/clauses/types.ts';
export { compareWithSpot, type EffectivePrice, type SpotComparison } from './valuation/compareWithSpot.ts';
export { explainNetPrice, explainNpv, explainRevenue } from './valuation/explain.ts';
export { deckMarket, marketMonths } from './valuation/market.ts';
export { type Netback, netback } from './valuation/netback.ts';
export {
  createOpenPricing,
  mergeOpenPricingInSteps,
  type OpenDeclaration,
  type OpenDeliveryPrice,
  type OpenPricing,
} from './valuation/openPricing.ts';
export { type PriceAlternative, priceConcession, receivablesAfter } from './valuation/priceConcession.ts';
export { findSpotContractInSteps } from './valuation/spotSales.ts';
export { createStandaloneValues } from './valuation/standaloneValues.ts';
export type * from './valuation/types.ts';
export { operatingCostByMonth, unitCostAt } from './valuation/unitCosts.ts';
export { createDiscountFactor } from './valuation/valuationContext.ts';
export { valuePortfolio, valuePortfolioInSteps } from './valuation/valuePortfolio.ts';
export { createRevenueCache, type RevenueCache, yearlyRevenue, yearlyRevenueInSteps } from './valuation/yearlyRevenue.ts';
