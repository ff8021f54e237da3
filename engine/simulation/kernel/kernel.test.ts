import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type CreateArena, createArena, createReferenceArena } from './arena.ts';
import type { DrawCounter } from './argumentBlocks.ts';
import { KERNEL_BYTES, KERNEL_DIGEST } from './bytes.ts';
import { CLAIM_WORDS, createTableWriter, ENTRY_DOUBLES, type Kernel, TERM_DOUBLES } from './kernel.ts';
import { DOUBLE_BYTES, LANES, MONTHS_PER_BLOCK, ROW_BYTES } from './layout.ts';

it('the module has its digest', () => {
  expect(createHash('sha256').update(KERNEL_BYTES).digest('hex')).toBe(KERNEL_DIGEST);
});

it('the module imports one memory and nothing else, and exports only functions', async () => {
  const module = await WebAssembly.compile(KERNEL_BYTES);
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
  expect(new Set(WebAssembly.Module.exports(module).map(({ kind }) => kind))).toEqual(new Set(['function']));
});

/** Rows that a case reads, with values of every size and both signs, and rows that it writes. */
const ROWS = 12;

type CaseLanes = {
  readonly rows: readonly Float64Array[];
  readonly table: Float64Array;
  readonly numbers: Int32Array;
  /** Rows of queued tonnes, of their discounts and of their freights, eight of each; and four rows of costs. */
  readonly queue: Float64Array;
  readonly costs: readonly Float64Array[];
};
type KernelCase = (kernel: Kernel, lanes: CaseLanes, count: number) => void;

const runCase = (createArenaOf: CreateArena, runOn: KernelCase, count: number): number[] => {
  const { kernel, lanes } = createArenaOf((allocate) => ({
    block: allocate(ROWS * LANES),
    table: allocate(16),
    numbers: allocate(LANES / 2),
    queue: allocate(24 * LANES),
    costs: allocate(4 * LANES),
  }));
  const { block, table, queue } = lanes;
  const rows = Array.from({ length: ROWS }, (_, row) => block.subarray(row * LANES, (row + 1) * LANES));
  // a sequence without a period: sines of squares, small in the first row, large in the last
  for (const [row, values] of rows.entries()) {
    for (let i = 0; i < LANES; i++) values[i] = Math.sin((row * LANES + i) ** 2 + 1) * 3 ** (row - 4);
  }
  const numbers = new Int32Array(lanes.numbers.buffer, lanes.numbers.byteOffset, LANES);
  for (let i = 0; i < LANES; i++) numbers[i] = (i * 2_654_435_769) | 0;
  const costs = Array.from({ length: 4 }, (_, row) => lanes.costs.subarray(row * LANES, (row + 1) * LANES));
  runOn(kernel, { rows, table, numbers, queue, costs }, count);
  // lanes beyond the count belong to no path
  return [...rows.flatMap((row) => [...row.subarray(0, count)]), ...table, ...queue.filter((_, i) => i % LANES < count)];
};

const offsetOf = ({ rows }: CaseLanes, row: number): number => rows[row]!.byteOffset;

const counterOf = ({ numbers }: CaseLanes, count: number, block: number): DrawCounter => ({
  pathsAt: numbers.byteOffset,
  count,
  key: [77, -5],
  block,
  kind: 4,
  entity: -123_456,
});

/** Lists every third lane in a row; returns their number. */
const listLanes = ({ rows, numbers }: CaseLanes, row: number, count: number): number => {
  const list = new Int32Array(numbers.buffer, rows[row]!.byteOffset, LANES);
  const listed = Math.ceil(count / 3);
  for (let k = 0; k < listed; k++) list[k] = 3 * k * DOUBLE_BYTES;
  return listed;
};

/** Clears a row beyond its list: those values are not specified. */
const clearAfterList = ({ rows, numbers }: CaseLanes, row: number, listed: number): void => {
  new Int32Array(numbers.buffer, rows[row]!.byteOffset, 2 * LANES).fill(0, listed);
};

const CASES: Readonly<Record<keyof Kernel, KernelCase>> = {
  advanceCycle: (kernel, { table, rows, queue, ...lanes }) => {
    table.set([-1.5, -1, 1.05, -1, 1.2, 1, 0.5, 0.9, 0.85]);
    const [world, zone] = [rows[0]!.byteOffset, rows[4]!.byteOffset];
    for (const [block, at] of [world, zone].entries()) kernel.drawNormals(counterOf({ table, rows, queue, ...lanes }, LANES, block), at);
    for (let i = 0; i < LANES; i++) queue[i] = i % 3;
    queue.fill(1, 8 * LANES, 9 * LANES);
    const advance = (before: number, months: number) =>
      kernel.advanceCycle({
        worldAt: world + before * ROW_BYTES,
        zoneAt: zone + before * ROW_BYTES,
        regimeAt: queue.byteOffset + before * ROW_BYTES,
        demandAt: queue.byteOffset + (8 + before) * ROW_BYTES,
        regimesAt: table.byteOffset,
        months,
        worldShare: 0.8,
        zoneShare: 0.6,
        demandSpeed: 0.17,
      });
    advance(0, 3);
    advance(3, 1);
  },
  addZoneDemand: (kernel, lanes) => {
    kernel.addZoneDemand(offsetOf(lanes, 4), offsetOf(lanes, 5), offsetOf(lanes, 6), 0.3, 1.1);
    kernel.addZoneDemand(offsetOf(lanes, 3), offsetOf(lanes, 5), offsetOf(lanes, 6), 0.7, 1);
  },
  selectByRegime: (kernel, lanes) => {
    for (let i = 0; i < LANES; i++) lanes.rows[1]![i] = i % 3;
    kernel.selectByRegime(offsetOf(lanes, 1), offsetOf(lanes, 2), 0.9, 1, 1.4);
  },
  sumPowers: (kernel, lanes, count) => {
    for (const [row, exponent] of [2.5, -1, 0, 800].entries()) lanes.table[row] = kernel.sumPowers(offsetOf(lanes, row), count, exponent);
  },
  sumSlackPowers: (kernel, lanes, count) => {
    for (const [row, exponent] of [6, 0, 2].entries()) lanes.table[row] = kernel.sumSlackPowers(offsetOf(lanes, 2 + row), count, exponent);
  },
  advanceVariance: (kernel, lanes) => kernel.advanceVariance(offsetOf(lanes, 3), offsetOf(lanes, 4), 0.9, 0.08),
  drawUniforms: (kernel, lanes, count) => kernel.drawUniforms(counterOf(lanes, count, 9), offsetOf(lanes, 3)),
  drawNormals: (kernel, lanes, count) => {
    for (let row = 0; row < ROWS; row += MONTHS_PER_BLOCK) kernel.drawNormals(counterOf(lanes, count, row), offsetOf(lanes, row));
  },
  advanceLogPrices: (kernel, lanes) => {
    const writeTerm = createTableWriter(lanes.table, TERM_DOUBLES);
    for (const [k, share] of [0.3, -0.2, 0.93, 0.01].entries()) writeTerm(k, offsetOf(lanes, k), share);
    const advance = (firstTerm: number, terms: number, row: number, decay: number, scale: number) =>
      kernel.advanceLogPrices({
        termsAt: lanes.table.byteOffset + firstTerm * TERM_DOUBLES * DOUBLE_BYTES,
        terms,
        yAt: offsetOf(lanes, row),
        vAt: offsetOf(lanes, row + 1),
        multiplierAt: offsetOf(lanes, row + 2),
        decay,
        scale,
      });
    advance(0, 4, 4, 0.93, 0.07);
    advance(2, 1, 7, 1, 0.11);
  },
  sumWeightedRows: (kernel, lanes) => {
    const writeTerm = createTableWriter(lanes.table, TERM_DOUBLES);
    for (const [term, weight] of [300, 0.2, -12].entries()) writeTerm(term, offsetOf(lanes, 2 + term), weight);
    kernel.sumWeightedRows(lanes.table.byteOffset, 3, offsetOf(lanes, 6));
    kernel.sumWeightedRows(lanes.table.byteOffset, 0, offsetOf(lanes, 7));
  },
  computeLogDemand: (kernel, lanes) => {
    const writeTerm = createTableWriter(lanes.table, TERM_DOUBLES);
    for (const [term, weight] of [0.5, 0.3, 0.1].entries()) {
      for (let i = 0; i < LANES; i++) lanes.rows[term]![i] = 0.02 + (i % 17) / (8 + term);
      writeTerm(term, offsetOf(lanes, term), weight);
    }
    kernel.computeLogDemand(lanes.table.byteOffset, 3, 0, offsetOf(lanes, 6));
    kernel.computeLogDemand(lanes.table.byteOffset, 2, ROW_BYTES, offsetOf(lanes, 8));
    kernel.computeLogDemand(lanes.table.byteOffset, 0, 0, offsetOf(lanes, 7));
  },
  computeLogPrices: (kernel, lanes) =>
    kernel.computeLogPrices(offsetOf(lanes, 1), offsetOf(lanes, 2), offsetOf(lanes, 3), offsetOf(lanes, 4), 2.5, 0.013),
  computeFollowerLogPrices: (kernel, lanes) => {
    const followed = { logQAt: offsetOf(lanes, 1), followedVAt: offsetOf(lanes, 2) };
    const own = { yAt: offsetOf(lanes, 3), vAt: offsetOf(lanes, 4), outAt: offsetOf(lanes, 5) };
    kernel.computeFollowerLogPrices({ ...followed, ...own, beta: 0.7, lessMean: 0.013 });
  },
  computePrices: (kernel, lanes, count) => {
    const sumsAt = lanes.table.byteOffset;
    for (let row = 0; row < 5; row++)
      kernel.computePrices(offsetOf(lanes, row), offsetOf(lanes, row + 6), sumsAt, count, 9_300 / (row + 1));
    // exponents beyond the range of exp
    kernel.computePrices(offsetOf(lanes, 11), offsetOf(lanes, 11), sumsAt + 4 * DOUBLE_BYTES, count, 1);
  },
  computeForwards: (kernel, lanes) => {
    const rows = { yAt: offsetOf(lanes, 3), vAt: offsetOf(lanes, 2), cycleAt: offsetOf(lanes, 5), outAt: offsetOf(lanes, 6) };
    kernel.computeForwards({ ...rows, level: 9_300, decay: 0.87 });
  },
  computeAverages: (kernel, lanes) => kernel.computeAverages(offsetOf(lanes, 0), offsetOf(lanes, 6), 4, 3),
  addClampedSales: (kernel, lanes) => {
    const writeEntry = createTableWriter(lanes.table, ENTRY_DOUBLES);
    for (let k = 0; k < 4; k++) writeEntry(k, offsetOf(lanes, k + 2), 7 - 3 * k, -0.1 * k, k === 1 ? 1e300 : 0.3);
    kernel.addClampedSales(lanes.table.byteOffset, 4, offsetOf(lanes, 9), 0.7);
    kernel.addClampedSales(lanes.table.byteOffset + 2 * ENTRY_DOUBLES * DOUBLE_BYTES, 2, offsetOf(lanes, 10), -1e5);
  },
  mergeRowMoments: (kernel, lanes, count) => {
    const intoAt = lanes.table.byteOffset;
    const merged = { years: 5, count, intoAt, squaresOffset: 8 * DOUBLE_BYTES, totalAt: intoAt + 7 * DOUBLE_BYTES };
    kernel.mergeRowMoments({ ...merged, rowsAt: offsetOf(lanes, 1), before: 0 });
    kernel.mergeRowMoments({ ...merged, rowsAt: offsetOf(lanes, 6), before: 64 });
  },
  addRows: (kernel, lanes) => kernel.addRows(offsetOf(lanes, 0), offsetOf(lanes, 6), 5),

  evaluateSimplePrices: (kernel, lanes) => {
    kernel.evaluateSimplePrices(offsetOf(lanes, 3), offsetOf(lanes, 6), 12, 0.9, -0.2, 0.3);
    kernel.evaluateSimplePrices(offsetOf(lanes, 4), offsetOf(lanes, 7), -3, 1.1, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  },
  evaluateLinearPrices: (kernel, lanes) => {
    const writeEntry = createTableWriter(lanes.table, ENTRY_DOUBLES);
    for (let k = 0; k < 3; k++) writeEntry(k, offsetOf(lanes, k + 2), 0.9 - k, k === 1 ? -0.2 : -1e300, k === 1 ? 0.3 : 1e300);
    kernel.evaluateLinearPrices(lanes.table.byteOffset, 3, offsetOf(lanes, 6), 12, 1.5);
    kernel.evaluateLinearPrices(lanes.table.byteOffset, 0, offsetOf(lanes, 7), -3, 0);
  },
  computeBuyerCalls: (kernel, lanes) => {
    const terms = { nominal: 700, beta: 0.8, least: 0.95, most: 1.1, openShare: 0.6 };
    kernel.computeBuyerCalls({ demandAt: offsetOf(lanes, 3), outAt: offsetOf(lanes, 6), ...terms });
  },
  listLanesBelow: (kernel, lanes, count) => {
    lanes.rows[11]!.fill(0);
    kernel.drawUniforms(counterOf(lanes, count, 9), offsetOf(lanes, 0));
    for (const [row, bound] of [0.12, 0, 1].entries()) {
      lanes.table[row] = kernel.listLanesBelow(offsetOf(lanes, row), count, bound, offsetOf(lanes, 8 + row));
      clearAfterList(lanes, 8 + row, lanes.table[row]!);
    }
  },
  weighGapAndSlack: (kernel, lanes, count) => {
    const listed = listLanes(lanes, 10, count);
    const rows = { listAt: offsetOf(lanes, 10), listed, slackAt: offsetOf(lanes, 3), intoAt: offsetOf(lanes, 8) };
    kernel.weighGapAndSlack({
      ...rows,
      netAt: offsetOf(lanes, 4),
      averageAt: offsetOf(lanes, 5),
      constant: -0.3,
      share: 0.6,
      gapFactor: 5,
      slackFactor: 6,
      isAdded: false,
    });
    kernel.weighGapAndSlack({
      ...rows,
      netAt: offsetOf(lanes, 5),
      averageAt: offsetOf(lanes, 4),
      constant: 0,
      share: 1,
      gapFactor: 2.5,
      slackFactor: 1,
      isAdded: true,
    });
  },
  keepReachableLanes: (kernel, lanes, count) => {
    const listed = listLanes(lanes, 10, count);
    for (let i = 0; i < LANES; i++) lanes.rows[5]![i] = Math.abs(lanes.rows[5]![i]!);
    for (let i = 0; i < LANES; i++) lanes.rows[4]![i] = 3 + 7 * lanes.rows[4]![i]!;
    lanes.table[0] = kernel.keepReachableLanes(offsetOf(lanes, 10), listed, offsetOf(lanes, 5), offsetOf(lanes, 4), 0.02);
    clearAfterList(lanes, 10, lanes.table[0]!);
  },
  deliverCutCalls: (kernel, lanes) =>
    kernel.deliverCutCalls(offsetOf(lanes, 5), offsetOf(lanes, 3), offsetOf(lanes, 6), offsetOf(lanes, 7), lanes.table.byteOffset),
  addDamages: (kernel, lanes) => {
    const rows = {
      netAt: offsetOf(lanes, 5),
      averageAt: offsetOf(lanes, 6),
      revenueAt: offsetOf(lanes, 7),
      damagesSumAt: offsetOf(lanes, 8),
    };
    const addDamages = (k: number, low: number, high: number) => {
      lanes.table[k] = kernel.addDamages({
        ...rows,
        cutAt: offsetOf(lanes, 3 + k),
        extraAt: offsetOf(lanes, 2),
        outAt: offsetOf(lanes, 9 + k),
        constant: -0.3,
        share: 1.2,
        low,
        high,
        damagesShare: 0.05 * k,
      });
    };
    addDamages(0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    addDamages(1, -1, 2);
  },
  sumRow: (kernel, lanes) => {
    lanes.table[0] = kernel.sumRow(offsetOf(lanes, 5));
  },
  addInvoices: (kernel, lanes) => kernel.addInvoices(offsetOf(lanes, 4), offsetOf(lanes, 5), offsetOf(lanes, 6)),
  addInvoicesAndYear: (kernel, lanes) =>
    kernel.addInvoicesAndYear({
      paidAt: offsetOf(lanes, 4),
      priceAt: offsetOf(lanes, 5),
      revenueAt: offsetOf(lanes, 6),
      deliveredAt: offsetOf(lanes, 3),
      takenAt: offsetOf(lanes, 7),
      paidTonnesAt: offsetOf(lanes, 8),
      paidValueAt: offsetOf(lanes, 9),
    }),
  addProvisionalAndFinal: (kernel, lanes) =>
    kernel.addProvisionalAndFinal({
      paidAt: offsetOf(lanes, 4),
      currentPriceAt: offsetOf(lanes, 5),
      finalPriceAt: offsetOf(lanes, 3),
      provisionalShare: 0.9,
      provisionalAt: offsetOf(lanes, 6),
      finalAt: offsetOf(lanes, 7),
      provisionalReceivableAt: offsetOf(lanes, 8),
      finalReceivableAt: offsetOf(lanes, 9),
    }),
  addReceivables: (kernel, lanes) => kernel.addReceivables(offsetOf(lanes, 4), offsetOf(lanes, 5), offsetOf(lanes, 6)),

  deliverClaims: (kernel, lanes, count) => {
    // rows 0 to 3 are called, 4 and 5 deferred tonnes; months 8 to 10 are queued
    for (const row of [0, 1, 2, 3, 4, 5, 8, 9, 10])
      for (let i = 0; i < LANES; i++) lanes.rows[row]![i] = 50 + 40 * Math.sin(row * LANES + i);
    for (const row of [2, 5, 9]) lanes.rows[row]!.fill(0, 0, 40);
    for (const row of lanes.rows) row.fill(0, count);
    const words = new Int32Array(lanes.table.buffer, lanes.table.byteOffset);
    const deliver = (production: number, claimRows: readonly (readonly [called: number, deferred: number, priority: number])[]) => {
      const due = lanes.rows[11]!.fill(0);
      for (const [k, [called, deferred, priority]] of claimRows.entries()) {
        const entry = [offsetOf(lanes, called), deferred === 0 ? 0 : offsetOf(lanes, deferred), offsetOf(lanes, 6 + (k % 2)), priority, 0];
        words.set(entry, k * CLAIM_WORDS);
        for (let i = 0; deferred !== 0 && i < LANES; i++) due[i]! += lanes.rows[deferred]![i]!;
      }
      const sums = { calledSumAt: offsetOf(lanes, 3), deliveredSumAt: offsetOf(lanes, 3), heldBackAt: offsetOf(lanes, 2) };
      const queue = { queueAt: offsetOf(lanes, 8), queueRows: production > 0 ? 3 : 0 };
      const input = { claimsAt: lanes.table.byteOffset, claims: claimRows.length, deferredDueAt: due.byteOffset, leftAt: due.byteOffset };
      return kernel.deliverClaims({ ...input, ...sums, ...queue, production });
    };
    const hasCuts = [
      // ample, short of one priority, short of deferred tonnes, of two priorities in the order of the contracts, nothing to deliver
      deliver(900, [[0, 4, 1]]),
      deliver(30, [[0, 4, 1], [1, 0, 1]]), // biome-ignore format: a claim in a line
      deliver(150, [[1, 4, 1], [0, 5, 2]]), // biome-ignore format: a claim in a line
      deliver(20, [[1, 5, 3], [0, 4, 2], [2, 0, 3]]), // biome-ignore format: a claim in a line
      deliver(0, [[0, 0, 1], [2, 5, 7]]), // biome-ignore format: a claim in a line
    ];
    lanes.table.fill(0, 9).set(hasCuts, 9);
  },
  sellOnSpot: (kernel, lanes, count) => {
    const [left, nominal, depth, price] = lanes.rows as unknown as readonly [Float64Array, Float64Array, Float64Array, Float64Array];
    const setMonth = (month: number) => {
      for (let i = 0; i < LANES; i++) {
        left[i] = i % 7 === 0 ? 0 : 60 + 40 * Math.sin(month + i);
        nominal[i] = 100 + 40 * Math.cos(3 * i + month);
        depth[i] = i % 5 === 0 ? 0 : 4 + 30 * ((i * month) % 4);
        price[i] = 20 + 30 * Math.sin(i + 2 * month);
        for (const [k, row] of lanes.costs.entries()) row[i] = k % 2 === 0 ? 0.1 * (i % (k + 2)) : 3 * (i % (k + 1));
      }
    };
    // the queue of six months stands in rows of the block, its discounts and freights beside it
    const sell = (
      month: number,
      oldest: number,
      dueRows: number,
      given: { readonly hasCosts?: boolean; readonly isLastMonth?: boolean },
    ) => {
      setMonth(month);
      return kernel.sellOnSpot({
        leftAt: left.byteOffset,
        nominalAt: nominal.byteOffset,
        depthAt: depth.byteOffset,
        spotPriceAt: price.byteOffset,
        queueAt: lanes.queue.byteOffset + oldest * ROW_BYTES,
        discountAt: lanes.queue.byteOffset + (8 + oldest) * ROW_BYTES,
        freightAt: lanes.queue.byteOffset + (16 + oldest) * ROW_BYTES,
        queueRows: month + 1 - oldest,
        dueRows,
        costsAt: lanes.costs[0]!.byteOffset,
        spotSumAt: offsetOf(lanes, 4),
        spotRevenueAt: offsetOf(lanes, 5),
        depthLossAt: offsetOf(lanes, 6),
        rerouteLossAt: offsetOf(lanes, 7),
        revenueAt: offsetOf(lanes, 8),
        sumsAt: lanes.table.byteOffset,
        count,
        production: 180,
        slope: 0.05,
        cap: 0.25,
        hasCosts: true,
        isLastMonth: false,
        ...given,
      });
    };
    const emptyRows: number[] = [];
    for (const hasCosts of [true, false]) {
      lanes.queue.fill(0);
      let oldest = 0;
      // tonnes wait two months; in the fourth they are sold at once
      for (const month of [0, 1, 2, 3, 4, 5, 6]) {
        const dueRows = Math.max(0, (month === 4 ? month : month - 2) + 1 - oldest);
        emptyRows.push(sell(month, oldest, month === 6 ? month + 1 - oldest : dueRows, { hasCosts, isLastMonth: month === 6 }));
        if (emptyRows.at(-1)! > 0) oldest += emptyRows.at(-1)!;
      }
    }
    lanes.rows[9]!.set(emptyRows);
  },
};

describe('the WebAssembly kernel gives the same bits as the reference kernel', () => {
  for (const count of [64, 61, 16, 1]) {
    it.each(Object.entries(CASES))(`%s, ${count} paths`, (_, runOn) => {
      const reference = runCase(createReferenceArena, runOn, count);
      expect(reference.some(Number.isNaN)).toBe(false);
      expect(reference).not.toEqual(runCase(createReferenceArena, () => {}, count));
      expect(runCase(createArena, runOn, count)).toEqual(reference);
    });
  }

  it('a missing price remains missing', () => {
    const withMissingPrices: KernelCase = (kernel, { rows, table }) => {
      rows[0]!.fill(Number.NaN);
      kernel.computePrices(rows[0]!.byteOffset, rows[1]!.byteOffset, table.byteOffset, LANES, 1);
      createTableWriter(table, ENTRY_DOUBLES)(0, rows[0]!.byteOffset, 1, 0, 1);
      kernel.addClampedSales(table.byteOffset, 1, rows[2]!.byteOffset, 0);
    };
    for (const createArenaOf of [createReferenceArena, createArena]) {
      const values = runCase(createArenaOf, withMissingPrices, LANES);
      expect(values.slice(0, 3 * LANES).every(Number.isNaN)).toBe(true);
    }
  });
});
