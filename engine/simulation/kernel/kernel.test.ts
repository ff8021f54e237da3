import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { clearAfterList, counterOf, type KernelCase, offsetOf, ROWS, runCase } from '../../../tests/helpers/engine/kernelLanes.ts';
import { createArena, createReferenceArena } from './arena.ts';
import { KERNEL_BYTES, KERNEL_DIGEST } from './bytes.ts';
import { CLAIM_WORDS, createRunWriter, createTableWriter, ENTRY_DOUBLES, type Kernel, RUN_DOUBLES, TERM_DOUBLES } from './kernel.ts';
import { DOUBLE_BYTES, LANES, MONTHS_PER_BLOCK, ROW_BYTES } from './layout.ts';

it('the module has its digest', () => {
  expect(createHash('sha256').update(KERNEL_BYTES).digest('hex')).toBe(KERNEL_DIGEST);
});

it('the module imports one memory and nothing else, and exports only functions', async () => {
  const module = await WebAssembly.compile(KERNEL_BYTES);
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
  expect(new Set(WebAssembly.Module.exports(module).map(({ kind }) => kind))).toEqual(new Set(['function']));
});

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
    lanes.rows[2]!.set(lanes.rows[1]!);
    kernel.selectByRegime(offsetOf(lanes, 1), offsetOf(lanes, 3), 2, 0.9, 1, 1.4);
  },
  sumPowers: (kernel, lanes, count) => {
    for (const [row, exponent] of [2.5, -1, 0, 800].entries()) {
      kernel.sumPowers(offsetOf(lanes, row), 2, count, exponent, lanes.table.byteOffset + row * DOUBLE_BYTES);
    }
  },
  sumSlackPowers: (kernel, lanes, count) => {
    for (const [row, exponent] of [6, 0, 2].entries()) {
      kernel.sumSlackPowers(offsetOf(lanes, 2 + row), 2, count, exponent, lanes.table.byteOffset + row * DOUBLE_BYTES);
    }
  },
  advanceVariance: (kernel, lanes) => kernel.advanceVariance(offsetOf(lanes, 3), offsetOf(lanes, 4), 0.9, 0.08),
  drawUniforms: (kernel, lanes, count) => kernel.drawUniforms(counterOf(lanes, count, 9), offsetOf(lanes, 3)),
  drawNormals: (kernel, lanes, count) => {
    for (let row = 0; row < ROWS; row += MONTHS_PER_BLOCK) kernel.drawNormals(counterOf(lanes, count, row), offsetOf(lanes, row));
  },
  advanceLogPrices: (kernel, lanes) => {
    const writeTerm = createTableWriter(lanes.table, TERM_DOUBLES);
    for (const [k, share] of [0.3, -0.2, 0.93, 0.01].entries()) writeTerm(k, offsetOf(lanes, k), share);
    // the factors of all months stand in the rows of the first term and after it
    const advance = (firstTerm: number, terms: number, firstMonth: number, months: number, decay: number, scale: number) =>
      kernel.advanceLogPrices({
        firstMonth,
        months,
        termsAt: lanes.table.byteOffset + firstTerm * TERM_DOUBLES * DOUBLE_BYTES,
        terms,
        yAt: offsetOf(lanes, 4),
        vAt: offsetOf(lanes, 8),
        multiplierAt: offsetOf(lanes, 0),
        decay,
        scale,
      });
    advance(0, 4, 1, 3, 0.93, 0.07);
    advance(2, 1, 0, 2, 1, 0.11);
  },
  sumWeightedRows: (kernel, lanes) => {
    const writeTerm = createTableWriter(lanes.table, TERM_DOUBLES);
    for (const [term, weight] of [300, 0.2, -12].entries()) writeTerm(term, offsetOf(lanes, 2 + term), weight);
    kernel.sumWeightedRows(lanes.table.byteOffset, 3, ROW_BYTES, offsetOf(lanes, 6), 2);
    kernel.sumWeightedRows(lanes.table.byteOffset, 0, 0, offsetOf(lanes, 8), 1);
  },
  computeLogDemand: (kernel, lanes) => {
    const writeTerm = createTableWriter(lanes.table, TERM_DOUBLES);
    for (const [term, weight] of [0.5, 0.3, 0.1].entries()) {
      for (let i = 0; i < LANES; i++) lanes.rows[term]![i] = 0.02 + (i % 17) / (8 + term);
      writeTerm(term, offsetOf(lanes, term), weight);
    }
    kernel.computeLogDemand(lanes.table.byteOffset, 3, 0, offsetOf(lanes, 6), 1);
    kernel.computeLogDemand(lanes.table.byteOffset, 1, ROW_BYTES, offsetOf(lanes, 8), 2);
    kernel.computeLogDemand(lanes.table.byteOffset, 0, 0, offsetOf(lanes, 7), 1);
  },
  computeLogPrices: (kernel, lanes) => {
    lanes.table.set([0.013, -0.2]);
    const rows = { yAt: offsetOf(lanes, 1), vAt: offsetOf(lanes, 3), logDemandAt: offsetOf(lanes, 5), outAt: offsetOf(lanes, 7) };
    kernel.computeLogPrices({ months: 2, ...rows, logMeansAt: lanes.table.byteOffset, exponent: 2.5 });
  },
  computeFollowerLogPrices: (kernel, lanes) => {
    lanes.table.set([0.013, -0.2]);
    const followedLane = { logQAt: offsetOf(lanes, 0), followedVAt: offsetOf(lanes, 2) };
    const ownLane = { yAt: offsetOf(lanes, 4), vAt: offsetOf(lanes, 6), outAt: offsetOf(lanes, 8) };
    kernel.computeFollowerLogPrices({ months: 2, ...followedLane, ...ownLane, logMeansAt: lanes.table.byteOffset, beta: 0.7 });
  },
  computeCycleFactors: (kernel, lanes) => {
    lanes.table.set([0.013, -0.2, 1]);
    kernel.computeCycleFactors(offsetOf(lanes, 0), offsetOf(lanes, 6), 3, 2.5, lanes.table.byteOffset);
  },
  computePrices: (kernel, lanes, count) => {
    lanes.table.set([9_300, 4_650]);
    const sumsAt = lanes.table.byteOffset + 2 * DOUBLE_BYTES;
    kernel.computePrices(offsetOf(lanes, 1), offsetOf(lanes, 6), 2, count, lanes.table.byteOffset, sumsAt);
    // exponents beyond the range of exp
    kernel.computePrices(offsetOf(lanes, 11), offsetOf(lanes, 9), 1, count, lanes.table.byteOffset, sumsAt + 8 * DOUBLE_BYTES);
  },
  computeAdditivePrices: (kernel, lanes, count) => {
    lanes.table.set([93, 46]);
    const sumsAt = lanes.table.byteOffset + 2 * DOUBLE_BYTES;
    kernel.computeAdditivePrices(offsetOf(lanes, 1), offsetOf(lanes, 6), 2, count, lanes.table.byteOffset, sumsAt);
  },
  computeForwards: (kernel, lanes) => {
    const rows = { yAt: offsetOf(lanes, 3), vAt: offsetOf(lanes, 2), cycleAt: offsetOf(lanes, 5), outAt: offsetOf(lanes, 6) };
    kernel.computeForwards({ ...rows, level: 9_300, decay: 0.87 });
  },
  computeAverages: (kernel, lanes) => kernel.computeAverages(offsetOf(lanes, 0), offsetOf(lanes, 6), 4, 3),
  bookClampedSales: (kernel, lanes) => {
    const writeRun = createRunWriter(lanes.table);
    for (let k = 0; k < 4; k++) writeRun(k, offsetOf(lanes, k + 2), k, 7 - 3 * k, -0.1 * k, k === 1 ? 1e300 : 0.3);
    kernel.bookClampedSales(lanes.table.byteOffset, 4, offsetOf(lanes, 9), 0.7);
    kernel.bookClampedSales(lanes.table.byteOffset + 2 * RUN_DOUBLES * DOUBLE_BYTES, 2, offsetOf(lanes, 10), -1e5);
  },
  mergeRowMoments: (kernel, lanes, count) => {
    const intoAt = lanes.table.byteOffset;
    const mergeArguments = { years: 5, count, intoAt, squaresOffset: 8 * DOUBLE_BYTES, totalAt: intoAt + 7 * DOUBLE_BYTES };
    kernel.mergeRowMoments({ ...mergeArguments, rowsAt: offsetOf(lanes, 1), pathsBefore: 0 });
    kernel.mergeRowMoments({ ...mergeArguments, rowsAt: offsetOf(lanes, 6), pathsBefore: 64 });
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
    const terms = { nominal: 700, beta: 0.8, minimum: 0.95, maximum: 1.1, openShare: 0.6 };
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
  // the same row twice, so that the amount of a single path is positive
  addReceivables: (kernel, lanes) => kernel.addReceivables(offsetOf(lanes, 4), offsetOf(lanes, 4), offsetOf(lanes, 6)),

  deliverClaims: (kernel, lanes, count) => {
    // rows 0 to 3 are called, 4 and 5 deferred tonnes; months 8 to 10 are queued
    for (const row of [0, 1, 2, 3, 4, 5, 8, 9, 10])
      for (let i = 0; i < LANES; i++) lanes.rows[row]![i] = 50 + 40 * Math.sin(row * LANES + i);
    for (const row of [2, 5, 9]) lanes.rows[row]!.fill(0, 0, 40);
    for (const row of lanes.rows) row.fill(0, count);
    const words = new Int32Array(lanes.table.buffer, lanes.table.byteOffset);
    const deliver = (production: number, claimRows: readonly (readonly [called: number, deferred: number, priority: number])[]) => {
      const dueRow = lanes.rows[11]!.fill(0);
      for (const [k, [calledRow, deferredRow, priority]] of claimRows.entries()) {
        const entry = [
          offsetOf(lanes, calledRow),
          deferredRow === 0 ? 0 : offsetOf(lanes, deferredRow),
          offsetOf(lanes, 6 + (k % 2)),
          priority,
          0,
        ];
        words.set(entry, k * CLAIM_WORDS);
        for (let i = 0; deferredRow !== 0 && i < LANES; i++) dueRow[i]! += lanes.rows[deferredRow]![i]!;
      }
      const sums = { calledSumAt: offsetOf(lanes, 3), deliveredSumAt: offsetOf(lanes, 3), heldBackAt: offsetOf(lanes, 2) };
      const queue = { queueAt: offsetOf(lanes, 8), queueRows: production > 0 ? 3 : 0 };
      const input = {
        claimsAt: lanes.table.byteOffset,
        claims: claimRows.length,
        deferredDueAt: dueRow.byteOffset,
        remainingAt: dueRow.byteOffset,
      };
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
      oldestLot: number,
      dueRows: number,
      options: { readonly hasCosts?: boolean; readonly isLastMonth?: boolean },
    ) => {
      setMonth(month);
      return kernel.sellOnSpot({
        remainingAt: left.byteOffset,
        nominalAt: nominal.byteOffset,
        depthAt: depth.byteOffset,
        spotPriceAt: price.byteOffset,
        queueAt: lanes.queue.byteOffset + oldestLot * ROW_BYTES,
        discountAt: lanes.queue.byteOffset + (8 + oldestLot) * ROW_BYTES,
        freightAt: lanes.queue.byteOffset + (16 + oldestLot) * ROW_BYTES,
        queueRows: month + 1 - oldestLot,
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
        ...options,
      });
    };
    const emptyRows: number[] = [];
    for (const hasCosts of [true, false]) {
      lanes.queue.fill(0);
      let oldestLot = 0;
      // tonnes wait two months; in the fourth they are sold at once
      for (const month of [0, 1, 2, 3, 4, 5, 6]) {
        const dueRows = Math.max(0, (month === 4 ? month : month - 2) + 1 - oldestLot);
        emptyRows.push(sell(month, oldestLot, month === 6 ? month + 1 - oldestLot : dueRows, { hasCosts, isLastMonth: month === 6 }));
        if (emptyRows.at(-1)! > 0) oldestLot += emptyRows.at(-1)!;
      }
    }
    lanes.rows[9]!.set(emptyRows);
  },
};

describe('the WebAssembly kernel gives the same bits as the reference kernel', () => {
  for (const count of [LANES, LANES - 3, 16, 1]) {
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
      kernel.computePrices(rows[0]!.byteOffset, rows[1]!.byteOffset, 1, LANES, rows[3]!.byteOffset, table.byteOffset);
      createRunWriter(table)(0, rows[0]!.byteOffset, 1, 1, 0, 1);
      kernel.bookClampedSales(table.byteOffset, 1, rows[2]!.byteOffset, 0);
    };
    for (const createArenaOf of [createReferenceArena, createArena]) {
      const values = runCase(createArenaOf, withMissingPrices, LANES);
      expect(values.slice(0, 3 * LANES).every(Number.isNaN)).toBe(true);
    }
  });
});
