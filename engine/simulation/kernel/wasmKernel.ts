import {
  writeBuyerCall,
  writeCycleMonths,
  writeDamages,
  writeDrawCounter,
  writeFollowerLogPrice,
  writeForwards,
  writeGapAndSlack,
  writeInvoiceAndYear,
  writeLogPriceStep,
  writeProductDelivery,
  writeProvisionalAndFinal,
  writeRowMoments,
  writeSpotSale,
} from './argumentBlocks.ts';
import type { Kernel } from './kernel.ts';
import { ARGUMENTS_AT } from './layout.ts';

/** The functions of the WebAssembly module (assembly/kernel.ts). */
export type WasmExports = Readonly<Record<keyof Kernel, (...numbers: readonly number[]) => number>>;

/** Returns the kernel of a module on the memory of an arena: arguments with names are passed in the argument block. */
export const createWasmKernel = (wasm: WasmExports, buffer: ArrayBuffer): Kernel => {
  const words = new Int32Array(buffer, ARGUMENTS_AT);
  const doubles = new Float64Array(buffer, ARGUMENTS_AT);
  return {
    advanceCycle: (input) => {
      writeCycleMonths(input, words, doubles);
      wasm.advanceCycle();
    },
    addZoneDemand: wasm.addZoneDemand,
    selectByRegime: wasm.selectByRegime,
    sumPowers: wasm.sumPowers,
    sumSlackPowers: wasm.sumSlackPowers,
    advanceVariance: wasm.advanceVariance,

    drawUniforms: (counter, outAt) => {
      writeDrawCounter(counter, words);
      wasm.drawUniforms(outAt);
    },
    drawNormals: (counter, outAt) => {
      writeDrawCounter(counter, words);
      wasm.drawNormals(outAt);
    },
    advanceLogPrices: (input) => {
      writeLogPriceStep(input, words, doubles);
      wasm.advanceLogPrices();
    },
    sumWeightedRows: wasm.sumWeightedRows,
    computeLogDemand: wasm.computeLogDemand,
    computeLogPrices: wasm.computeLogPrices,
    computeFollowerLogPrices: (input) => {
      writeFollowerLogPrice(input, words, doubles);
      wasm.computeFollowerLogPrices();
    },
    computeForwards: (input) => {
      writeForwards(input, words, doubles);
      wasm.computeForwards();
    },
    computePrices: wasm.computePrices,
    computeAverages: wasm.computeAverages,
    addClampedSales: wasm.addClampedSales,
    mergeRowMoments: (input) => {
      writeRowMoments(input, words);
      wasm.mergeRowMoments();
    },
    addRows: wasm.addRows,

    evaluateSimplePrices: wasm.evaluateSimplePrices,
    evaluateLinearPrices: wasm.evaluateLinearPrices,
    computeBuyerCalls: (input) => {
      writeBuyerCall(input, words, doubles);
      wasm.computeBuyerCalls();
    },
    listLanesBelow: wasm.listLanesBelow,
    weighGapAndSlack: (input) => {
      writeGapAndSlack(input, words, doubles);
      wasm.weighGapAndSlack();
    },
    keepReachableLanes: wasm.keepReachableLanes,
    deliverCutCalls: wasm.deliverCutCalls,
    addDamages: (input) => {
      writeDamages(input, words, doubles);
      return wasm.addDamages();
    },
    sumRow: wasm.sumRow,
    addInvoices: wasm.addInvoices,
    addInvoicesAndYear: (input) => {
      writeInvoiceAndYear(input, words);
      wasm.addInvoicesAndYear();
    },
    addProvisionalAndFinal: (input) => {
      writeProvisionalAndFinal(input, words, doubles);
      wasm.addProvisionalAndFinal();
    },
    addReceivables: wasm.addReceivables,

    deliverClaims: (input) => {
      writeProductDelivery(input, words, doubles);
      return wasm.deliverClaims();
    },
    sellOnSpot: (input) => {
      writeSpotSale(input, words, doubles);
      return wasm.sellOnSpot();
    },
  };
};
