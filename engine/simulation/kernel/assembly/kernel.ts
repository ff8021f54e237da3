// The functions that the module exports, by their names in `Kernel` (../kernel.ts), where they are described.
export { addZoneDemand, advanceCycle, advanceVariance, selectByRegime, sumPowers, sumSlackPowers } from './cycle';
export { drawNormals, drawUniforms } from './draws';
export {
  advanceLogPrices,
  computeAverages,
  computeFollowerLogPrices,
  computeForwards,
  computeLogDemand,
  computeLogPrices,
  computePrices,
  sumWeightedRows,
} from './prices';
export { addClampedSales, addRows, mergeRowMoments } from './revenue';
export {
  addDamages,
  addInvoices,
  addInvoicesAndYear,
  addProvisionalAndFinal,
  addReceivables,
  computeBuyerCalls,
  deliverCutCalls,
  evaluateLinearPrices,
  evaluateSimplePrices,
  keepReachableLanes,
  listLanesBelow,
  sumRow,
  weighGapAndSlack,
} from './contracts';
export { deliverClaims, sellOnSpot } from './products';
