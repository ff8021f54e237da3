import type {
  BuyerCall,
  CycleMonths,
  Damages,
  DrawCounter,
  FollowerLogPrices,
  Forwards,
  InvoiceAndYear,
  LogPriceSteps,
  LogPrices,
  ProductDelivery,
  ProvisionalAndFinal,
  RowMoments,
  SpotSale,
} from './argumentBlocks.ts';

/** Functions over the demand cycle. A regime is its index in `REGIMES`. */
export type CycleKernel = {
  /**
   * Writes regime and demand of a zone in the months after a row: x = worldShare x world + zoneShare x zone, compared with the bounds of the
   * current regime, gives the next regime, and demand moves towards that of the new regime by `demandSpeed`.
   */
  readonly advanceCycle: (input: CycleMonths) => void;
  /** Adds weight (D - 1) to demand and weight x max(0, 1 - D) to slack, D being the zone's demand x multiplier. */
  readonly addZoneDemand: (zoneAt: number, demandAt: number, slackAt: number, weight: number, multiplier: number) => void;
  /** Writes the value of each lane's regime in `months` rows. */
  readonly selectByRegime: (regimeAt: number, outAt: number, months: number, expansion: number, plateau: number, slump: number) => void;
  /** Adds to a sum for each of `months` rows e^(exponent x) over its first `count` lanes. */
  readonly sumPowers: (rowsAt: number, months: number, count: number, exponent: number, sumsAt: number) => void;
  /** Adds to a sum for each of `months` rows e^(exponent x max(0, 1 - D)) over its first `count` lanes. */
  readonly sumSlackPowers: (demandAt: number, months: number, count: number, exponent: number, sumsAt: number) => void;
  /** V = a^2 V + m^2 shock. */
  readonly advanceVariance: (varianceAt: number, multiplierAt: number, decaySquared: number, shock: number) => void;
};

/** Functions over draws, prices and revenue. Those over `months` read and write a row for each month of a block, one after the other. */
export type PriceKernel = {
  /** Writes four rows, one uniform per path and month of a block; up to seven lanes beyond `count` are overwritten. */
  readonly drawUniforms: (counter: DrawCounter, outAt: number) => void;
  /** Writes four rows, one standard normal per path and month of a block; up to seven lanes beyond `count` are overwritten. */
  readonly drawNormals: (counter: DrawCounter, outAt: number) => void;
  /**
   * Advances Y = a Y + m sig e and V = a^2 V + m^2 sig^2 through months of a block. Blocks share four rows of Y and V: the month before the
   * first of a block is the last of the previous block. e is the sum of `terms` factors by their shares (`createTableWriter`).
   */
  readonly advanceLogPrices: (input: LogPriceSteps) => void;
  /** Writes the sum of rows by their weights over `terms` terms (`createTableWriter`), `offset` bytes after their first rows. */
  readonly sumWeightedRows: (termsAt: number, terms: number, offset: number, outAt: number, months: number) => void;
  /** Writes ln (1 + sum of weight (D - 1)) over `terms` terms (`createTableWriter`), one for each zone, D `offset` bytes after its row. */
  readonly computeLogDemand: (termsAt: number, terms: number, offset: number, outAt: number, months: number) => void;
  /** Writes ln S/F = Y - V/2 + L ln D - ln M. */
  readonly computeLogPrices: (input: LogPrices) => void;
  /** Writes ln S/F of a follower: beta ln Q - beta (beta - 1) V/2 of the followed price + Y - V/2 - ln of the mean of R^beta. */
  readonly computeFollowerLogPrices: (input: FollowerLogPrices) => void;
  /** Writes R = e^(L ln D - ln M). */
  readonly computeCycleFactors: (logDemandAt: number, outAt: number, months: number, exponent: number, logMeansAt: number) => void;
  /** Writes S = F e^x, F by month, and to `sumsAt` the sums of x, x^2, S/F and (S/F)^2 of each month over `count` lanes. */
  readonly computePrices: (xAt: number, outAt: number, months: number, count: number, levelsAt: number, sumsAt: number) => void;
  /** Writes S = F + Y, F by month, and to `sumsAt` the sums of Y and Y^2 of each month over `count` lanes, twice. */
  readonly computeAdditivePrices: (yAt: number, outAt: number, months: number, count: number, levelsAt: number, sumsAt: number) => void;
  /** Writes the forward F e^(A Y - A^2 V/2) R. */
  readonly computeForwards: (input: Forwards) => void;
  /** Writes the mean of `length` months from each of `n` months on. */
  readonly computeAverages: (seriesAt: number, outAt: number, n: number, length: number) => void;
  /** Writes base + sum over `runs` runs of sales (`createRunWriter`) of weight x sum of prices clamped between two bounds. */
  readonly bookClampedSales: (runsAt: number, runs: number, intoAt: number, base: number) => void;
  /**
   * Merges the moments of `years` rows, and of their sum, into those of `pathsBefore` paths: means at `intoAt` and `totalAt`, squared
   * deviations `squaresOffset` bytes on.
   */
  readonly mergeRowMoments: (input: RowMoments) => void;
  /** Adds rows of lanes to other rows. */
  readonly addRows: (fromAt: number, intoAt: number, rows: number) => void;
};

/** Functions over a contract's month. Lists of lanes are byte offsets in a row, 32-bit numbers. */
export type ContractKernel = {
  /** Writes a price of one average: constant + share x the average clamped between two bounds. */
  readonly evaluateSimplePrices: (averageAt: number, outAt: number, constant: number, share: number, low: number, high: number) => void;
  /** Writes constant + sum of weight x price clamped between two bounds over `entries` entries (`createTableWriter`) - costs. */
  readonly evaluateLinearPrices: (entriesAt: number, entries: number, outAt: number, constant: number, costs: number) => void;
  /** Writes nominal clamp(1 + beta (D - 1), minimum, maximum) x open share. */
  readonly computeBuyerCalls: (input: BuyerCall) => void;
  /** Lists the first `count` lanes of a row that are below `bound`; returns their number. */
  readonly listLanesBelow: (rowAt: number, count: number, bound: number, listAt: number) => number;
  /** Writes delivered = offered - cut, and adds the cut to a row. Writes the sums of cut and delivered tonnes to `sumsAt`. */
  readonly deliverCutCalls: (offeredAt: number, cutAt: number, deliveredAt: number, notOfferedAt: number, sumsAt: number) => void;
  /**
   * Writes the damages for cut tonnes, max(0, cut - extra) (max(0, spot - net) + damagesShare max(0, net)), takes them off two rows, and
   * returns their sum. Net spot = constant + share x the average clamped between two bounds.
   */
  readonly addDamages: (input: Damages) => number;
  /** Returns the sum of a row. */
  readonly sumRow: (at: number) => number;
  /** revenue += paid x price. */
  readonly addInvoices: (paidAt: number, priceAt: number, revenueAt: number) => void;
  /** revenue += paid x price, taken += delivered, paid tonnes += paid, paid value += paid x price. */
  readonly addInvoicesAndYear: (input: InvoiceAndYear) => void;
  /**
   * provisional += share x current price x paid, final += paid x final price less the provisional amount; adds the positive part of each
   * amount to its row of receivables.
   */
  readonly addProvisionalAndFinal: (input: ProvisionalAndFinal) => void;
  /** receivables += paid x price where that is above 0. */
  readonly addReceivables: (paidAt: number, priceAt: number, receivablesAt: number) => void;
};

/** Functions over a product's month. */
export type ProductKernel = {
  /**
   * Delivers the called and deferred tonnes of `claims` entries (`CLAIM`), by priority, from production and, oldest first, from the queue
   * (`deliverClaims` of engine/spot). Where a lane is short it writes the cuts, and to the entries whether there are
   * any, and reduces the deferred tonnes to those delivered. Writes the production that is not delivered, and adds to the sums of the
   * year. Returns 1 if a call is cut, else 0.
   */
  readonly deliverClaims: (input: ProductDelivery) => number;
  /**
   * Sells a month's tonnes on spot (`sellOnSpot` of engine/spot), and adds to the sums of the year. Of `queueRows` rows of the queue, the
   * last of which is the month's, the first `dueRows` come to market. Discount and freight of the queue are in rows at the same places
   * from `discountAt` and `freightAt` on. The four rows at `costsAt` are discount and freight of undelivered tonnes, and of the spot zone;
   * without `hasCosts` none of them is read. Writes six sums to `sumsAt`, in the order of `PRODUCT_MEASURES`. Returns the number of
   * rows, from the oldest on, that are empty.
   */
  readonly sellOnSpot: (input: SpotSale) => number;
};

/**
 * Functions over lanes in the memory of an arena. An argument that ends in `At` is the byte offset of a row. There are two implementations,
 * WebAssembly with vector instructions (wasmKernel.ts) and TypeScript (referenceKernel.ts), the same operation for operation, so that both
 * give the same bits.
 */
export type Kernel = CycleKernel & PriceKernel & ContractKernel & ProductKernel;

/** Index in doubles of a byte offset in the memory of an arena. */
export const doubleIndex = (at: number): number => at >> 3;

/** Views doubles in the memory of an arena as 32-bit words, two in each. */
export const viewWords = ({ buffer, byteOffset, length }: Float64Array): Int32Array => new Int32Array(buffer, byteOffset, 2 * length);

/** Doubles of a term: byte offset of a factor's lanes, and its share. */
export const TERM_DOUBLES = 2;

/** Doubles of a regime: upper bounds of the normals that lead to a slump and to a plateau, and its demand. */
export const REGIME_DOUBLES = 3;

/** Doubles of an entry: byte offset of a price's lanes, weight, low and high. */
export const ENTRY_DOUBLES = 4;

/** Creates a function that writes the k-th term or entry of a table: a byte offset in the first half of a double, then numbers. */
export const createTableWriter = (table: Float64Array, itemDoubles: typeof TERM_DOUBLES | typeof ENTRY_DOUBLES) => {
  const words = viewWords(table);
  return (k: number, lanesAt: number, ...numbers: readonly number[]): void => {
    words[2 * itemDoubles * k] = lanesAt;
    for (let i = 0; i < numbers.length; i++) table[itemDoubles * k + 1 + i] = numbers[i]!;
  };
};

/** Doubles of a run of sales in months one after the other: two 32-bit words, then weight, low and high. */
export const RUN_DOUBLES = 4;

/** Creates a function that writes the k-th run of sales of a table: the byte offset of its first price, and its number of months. */
export const createRunWriter = (table: Float64Array) => {
  const words = viewWords(table);
  return (k: number, at: number, months: number, weight: number, low: number, high: number): void => {
    words.set([at, months], 2 * RUN_DOUBLES * k);
    table.set([weight, low, high], RUN_DOUBLES * k + 1);
  };
};

/**
 * 32-bit words of a claim: byte offsets of the rows of called tonnes, of deferred tonnes (0: none) and of the cut, the priority, and
 * whether a lane is cut.
 */
export const CLAIM = { offeredAt: 0, deferredAt: 1, cutAt: 2, priority: 3, isCut: 4 } as const;
export const CLAIM_WORDS = 6;
