import type { Kernel } from './kernel.ts';

/** Names under which the WebAssembly module (*.wat) exports the functions of the kernel. */
const EXPORT_NAMES = {
  drawUniforms: 'uniforms',
  drawNormals: 'normals',
  advanceLogPrices: 'move',
  computeLogPrices: 'logPrice',
  computeFollowerLogPrices: 'logFollower',
  computePrices: 'price',
  computeAverages: 'average',
  addClampedSales: 'earn',
  mergeRowMoments: 'keep',
  addRows: 'add',
  evaluateSimplePrices: 'strike',
  computeBuyerCalls: 'call',
  listLanesBelow: 'below',
  weighGapAndSlack: 'weigh',
  keepReachableLanes: 'sieve',
  cutCalls: 'cut',
  sumRow: 'sum',
  addInvoices: 'invoice',
  addInvoicesAndYear: 'invoiceYear',
  addProvisionalAndFinal: 'invoiceTwice',
  addReceivables: 'owe',
  supplyCalls: 'supply',
  sellOnSpot: 'market',
} as const satisfies Record<keyof Kernel, string>;

/** What the WebAssembly module exports, by its own names. */
export type KernelExports = { readonly [Name in keyof Kernel as (typeof EXPORT_NAMES)[Name]]: Kernel[Name] };

/** Returns the exports of the module under the names of `Kernel`. */
export const adaptKernel = (exports: KernelExports): Kernel =>
  Object.fromEntries(Object.entries(EXPORT_NAMES).map(([name, exported]) => [name, exports[exported]])) as unknown as Kernel;
