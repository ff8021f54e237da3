// The functions that the module exports, by their names in `Kernel` (../kernel.ts), where they are described.
export { drawNormals, drawUniforms } from './draws';
export { advanceLogPrices, computeAverages, computeFollowerLogPrices, computeLogPrices, computePrices } from './prices';
export { addClampedSales, addRows, mergeRowMoments } from './revenue';
export {
  addInvoices,
  addInvoicesAndYear,
  addProvisionalAndFinal,
  addReceivables,
  computeBuyerCalls,
  cutCalls,
  evaluateSimplePrices,
  keepReachableLanes,
  listLanesBelow,
  sumRow,
  weighGapAndSlack,
} from './contracts';
export { sellOnSpot, supplyCalls } from './products';
