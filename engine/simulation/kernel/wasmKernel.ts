import {
  writeBuyerCall,
  writeCycleMonths,
  writeDamages,
  writeDrawCounter,
  writeFollowerLogPrices,
  writeForwards,
  writeInvoiceAndYear,
  writeLogPriceSteps,
  writeLogPrices,
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
      writeLogPriceSteps(input, words, doubles);
      wasm.advanceLogPrices();
    },
    sumWeightedRows: wasm.sumWeightedRows,
    computeLogDemand: wasm.computeLogDemand,
    computeLogPrices: (input) => {
      writeLogPrices(input, words, doubles);
      wasm.computeLogPrices();
    },
    computeFollowerLogPrices: (input) => {
      writeFollowerLogPrices(input, words, doubles);
      wasm.computeFollowerLogPrices();
    },
    computeForwards: (input) => {
      writeForwards(input, words, doubles);
      wasm.computeForwards();
    },
    computeCycleFactors: wasm.computeCycleFactors,
    computePrices: wasm.computePrices,
    computeAdditivePrices: wasm.computeAdditivePrices,
    computeAverages: wasm.computeAverages,
    bookClampedSales: wasm.bookClampedSales,
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
