import type { DrawCounter, Kernel } from './kernel.ts';

type WasmFunction = (...numbers: readonly number[]) => number;

/** The functions of the WebAssembly module (*.wat), by the names under which it exports them. */
export type WasmExports = Readonly<
  Record<
    | 'uniforms'
    | 'normals'
    | 'move'
    | 'logPrice'
    | 'logFollower'
    | 'price'
    | 'average'
    | 'earn'
    | 'keep'
    | 'add'
    | 'strike'
    | 'call'
    | 'below'
    | 'weigh'
    | 'sieve'
    | 'cut'
    | 'sum'
    | 'invoice'
    | 'invoiceYear'
    | 'invoiceTwice'
    | 'owe'
    | 'supply'
    | 'market',
    WasmFunction
  >
>;

/** Returns the kernel of a module: each function under its name in `Kernel`, its named arguments in the order of the module. */
export const createWasmKernel = (wasm: WasmExports): Kernel => ({
  drawUniforms: ({ pathsAt, count, key: [key0, key1], month, kind, entity }: DrawCounter, outAt) => {
    wasm.uniforms(pathsAt, outAt, count, key0, key1, month, kind, entity);
  },
  drawNormals: ({ pathsAt, count, key: [key0, key1], month, kind, entity }: DrawCounter, outAt) => {
    wasm.normals(pathsAt, outAt, count, key0, key1, month, kind, entity);
  },
  advanceLogPrices: ({ termsAt, terms, yAt, vAt, multiplierAt, decay, scale }) => {
    wasm.move(termsAt, terms, yAt, vAt, multiplierAt, decay, decay * decay, scale);
  },
  computeLogPrices: wasm.logPrice,
  computeFollowerLogPrices: ({ logQAt, followedVAt, yAt, vAt, outAt, beta, lessMean }) => {
    wasm.logFollower(logQAt, followedVAt, yAt, vAt, outAt, beta, lessMean);
  },
  computePrices: wasm.price,
  computeAverages: wasm.average,
  addClampedSales: wasm.earn,
  mergeRowMoments: ({ rowsAt, years, count, before, intoAt, squaresOffset, totalAt }) => {
    wasm.keep(rowsAt, years, count, before, intoAt, squaresOffset, totalAt);
  },
  addRows: wasm.add,

  evaluateSimplePrices: wasm.strike,
  computeBuyerCalls: ({ demandAt, outAt, nominal, beta, least, most, openShare }) => {
    wasm.call(demandAt, outAt, nominal, beta, least, most, openShare);
  },
  listLanesBelow: ({ pathsAt, count, key: [key0, key1], month, kind, entity }, outAt, bound, listAt) =>
    wasm.below(pathsAt, outAt, count, key0, key1, month, kind, entity, bound, listAt),
  weighGapAndSlack: (input) => {
    const { listAt, listed, netAt, averageAt, slackAt, intoAt, constant, share, gapFactor, slackFactor, isAdded } = input;
    wasm.weigh(listAt, listed, netAt, averageAt, slackAt, intoAt, constant, share, gapFactor, slackFactor, isAdded ? 1 : 0);
  },
  keepReachableLanes: wasm.sieve,
  cutCalls: wasm.cut,
  sumRow: wasm.sum,
  addInvoices: wasm.invoice,
  addInvoicesAndYear: ({ paidAt, priceAt, revenueAt, deliveredAt, takenAt, paidTonnesAt, paidValueAt }) => {
    wasm.invoiceYear(paidAt, priceAt, revenueAt, deliveredAt, takenAt, paidTonnesAt, paidValueAt);
  },
  addProvisionalAndFinal: (input) => {
    const { paidAt, currentPriceAt, finalPriceAt, provisionalShare, provisionalAt, finalAt } = input;
    const { provisionalReceivableAt, finalReceivableAt } = input;
    wasm.invoiceTwice(
      paidAt,
      currentPriceAt,
      finalPriceAt,
      provisionalShare,
      provisionalAt,
      finalAt,
      provisionalReceivableAt,
      finalReceivableAt,
    );
  },
  addReceivables: wasm.owe,

  supplyCalls: (input) =>
    wasm.supply(
      input.calledAt,
      input.deferredDueAt,
      input.heldBackAt,
      input.deliveredShareAt,
      input.deferredDeliveredShareAt,
      input.undeliveredAt,
      input.queueAt,
      input.queueRows,
      input.calledSumAt,
      input.deliveredSumAt,
      input.production,
    ),
  sellOnSpot: (input) =>
    wasm.market(
      input.undeliveredAt,
      input.nominalAt,
      input.spotPriceAt,
      input.queueAt,
      input.queueRows,
      input.joinAt,
      input.spotSumAt,
      input.spotRevenueAt,
      input.revenueAt,
      input.sumsAt,
      input.count,
      input.production,
      input.priceShare,
      input.priceDeduction,
      input.isOpen ? 1 : 0,
    ),
});
