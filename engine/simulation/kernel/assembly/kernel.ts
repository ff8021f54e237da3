// The functions that the module exports, by their names in `Kernel` (../kernel.ts), where they are described.
export { addZoneDemand, advanceCycle, advanceVariance, selectByRegime, sumPowers, sumSlackPowers } from './cycle';
export { drawNormals, drawUniforms } from './draws';
export {
  advanceLogPrices,
  computeAdditivePrices,
  computeAverages,
  computeCycleFactors,
  computeFollowerLogPrices,
  computeForwards,
  computeLogDemand,
  computeLogPrices,
  computePrices,
  sumWeightedRows,
} from './prices';
export { bookClampedSales, addRows, mergeRowMoments } from './revenue';
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
  listLanesBelow,
  sumRow,
} from './contracts';
export { deliverClaims, sellOnSpot } from './products';
