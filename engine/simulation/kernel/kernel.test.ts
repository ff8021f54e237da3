import { describe, expect, it } from 'vitest';
import { type SimulationRequest, withCycleMoments } from '#engine';
import { kernelBytes } from '../../../scripts/kernelSource.mjs';
import { referenceWork } from '../../../tests/golden/engine/simulation/referenceWork.ts';
import { readWorkspace, requestOf } from '../../../tests/golden/engine/simulation/workspace.ts';
import { createBatchSimulator, createBlockSums } from '../batch/pathBatch.ts';
import { flattenPlan } from '../plan/flatPlan.ts';
import { createOpeningStep } from '../steps/bookDeterministicProducts.ts';
import { computeCalls } from '../steps/computeCalls.ts';
import { deliverMonth } from '../steps/deliverMonth.ts';
import { drawCreditDefaults } from '../steps/hazards.ts';
import { type CreateArena, createArena, createReferenceArena } from './arena.ts';
import { KERNEL_BYTES } from './bytes.ts';
import { createTableWriter, ENTRY_DOUBLES, type Kernel, TERM_DOUBLES } from './kernel.ts';
import { LANES } from './layout.ts';

it('the bytes of the kernel are what its source says', async () => {
  expect([...KERNEL_BYTES]).toEqual([...(await kernelBytes())]);
});

/** Rows of lanes that a work reads, values of every size and both signs, and rows that it writes. */
const ROWS = 12;

type Room = { readonly rows: readonly Float64Array[]; readonly table: Float64Array; readonly numbers: Int32Array };
type Work = (kernel: Kernel, room: Room, count: number) => void;

const resultOf = (arenaOf: CreateArena, work: Work, count: number): number[] => {
  const { kernel, lanes: room } = arenaOf((lanes) => ({
    block: lanes(ROWS * LANES),
    table: lanes(16),
    numbers: lanes(LANES / 2),
  }));
  const { block, table } = room;
  const rows = Array.from({ length: ROWS }, (_, row) => block.subarray(row * LANES, (row + 1) * LANES));
  // a sequence without a period: sin of squares, the first row small, the last large
  for (const [row, lanes] of rows.entries())
    for (let i = 0; i < LANES; i++) lanes[i] = Math.sin((row * LANES + i) ** 2 + 1) * 3 ** (row - 4);
  const numbers = new Int32Array(room.numbers.buffer, room.numbers.byteOffset, LANES);
  for (let i = 0; i < LANES; i++) numbers[i] = (i * 2_654_435_769) | 0;
  work(kernel, { rows, table, numbers }, count);
  // lanes beyond the count belong to no path
  return [...rows.flatMap((row) => [...row.subarray(0, count)]), ...table];
};

const at = ({ rows }: Room, row: number): number => rows[row]!.byteOffset;

/** Lists every third lane in a row; answers how many. */
const list = ({ rows, numbers }: Room, row: number, count: number): number => {
  const places = new Int32Array(numbers.buffer, rows[row]!.byteOffset, LANES);
  const n = Math.ceil(count / 3);
  for (let k = 0; k < n; k++) places[k] = 3 * k * Float64Array.BYTES_PER_ELEMENT;
  return n;
};

/** Clears what stands in a row beyond a list: nobody says what it is. */
const ended = ({ rows, numbers }: Room, row: number, n: number): void => {
  new Int32Array(numbers.buffer, rows[row]!.byteOffset, 2 * LANES).fill(0, n);
};

const WORKS: Readonly<Record<keyof Kernel, Work>> = {
  drawUniforms: (kernel, room, count) => kernel.drawUniforms(room.numbers.byteOffset, at(room, 3), count, 77, -5, 9, 4, -123_456),
  drawNormals: (kernel, room, count) => {
    for (let row = 0; row < ROWS; row++) kernel.drawNormals(room.numbers.byteOffset, at(room, row), count, 77, -5, row, 4, -123_456);
  },
  advanceLogPrices: (kernel, room) => {
    const place = createTableWriter(room.table, TERM_DOUBLES);
    for (const [k, share] of [0.3, -0.2, 0.93, 0.01].entries()) place(k, at(room, k), share);
    kernel.advanceLogPrices(room.table.byteOffset, 4, at(room, 4), at(room, 5), at(room, 6), 0.93, 0.8649, 0.07);
    kernel.advanceLogPrices(room.table.byteOffset + 2 * TERM_DOUBLES * 8, 1, at(room, 7), at(room, 8), at(room, 9), 1, 1, 0.11);
  },
  computeLogPrices: (kernel, room) => kernel.computeLogPrices(at(room, 1), at(room, 2), at(room, 3), at(room, 4), 2.5, 0.013),
  computeFollowerLogPrices: (kernel, room) =>
    kernel.computeFollowerLogPrices(at(room, 1), at(room, 2), at(room, 3), at(room, 4), at(room, 5), 0.7, 0.013),
  computePrices: (kernel, room, count) => {
    for (let row = 0; row < 5; row++)
      kernel.computePrices(at(room, row), at(room, row + 6), room.table.byteOffset, count, 9_300 / (row + 1));
    // beyond what e^x is held to
    kernel.computePrices(at(room, 11), at(room, 11), room.table.byteOffset + 32, count, 1);
  },
  computeAverages: (kernel, room) => kernel.computeAverages(at(room, 0), at(room, 6), 4, 3),
  addClampedSales: (kernel, room) => {
    const place = createTableWriter(room.table, ENTRY_DOUBLES);
    for (let k = 0; k < 4; k++) place(k, at(room, k + 2), 7 - 3 * k, -0.1 * k, k === 1 ? 1e300 : 0.3);
    kernel.addClampedSales(room.table.byteOffset, 4, at(room, 9), 0.7);
    kernel.addClampedSales(room.table.byteOffset + 2 * ENTRY_DOUBLES * 8, 2, at(room, 10), -1e5);
  },
  mergeRowMoments: (kernel, room, count) => {
    const into = room.table.byteOffset;
    kernel.mergeRowMoments(at(room, 1), 5, count, 0, into, 64, into + 56);
    kernel.mergeRowMoments(at(room, 6), 5, count, 64, into, 64, into + 56);
  },
  addRows: (kernel, room) => kernel.addRows(at(room, 0), at(room, 6), 5),
  evaluateSimplePrices: (kernel, room) => {
    kernel.evaluateSimplePrices(at(room, 3), at(room, 6), 12, 0.9, -0.2, 0.3);
    kernel.evaluateSimplePrices(at(room, 4), at(room, 7), -3, 1.1, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  },
  computeBuyerCalls: (kernel, room) => kernel.computeBuyerCalls(at(room, 3), at(room, 6), 700, 0.8, 0.95, 1.1, 0.6),
  listLanesBelow: (kernel, room, count) => {
    room.rows[11]!.fill(0);
    for (const [row, most] of [0.12, 0, 1].entries()) {
      const { byteOffset } = room.numbers;
      room.table[row] = kernel.listLanesBelow(byteOffset, at(room, row), count, 77, -5, 9 + row, 4, -123_456, most, at(room, 8 + row));
      ended(room, 8 + row, room.table[row]!);
    }
  },
  weighGapAndSlack: (kernel, room, count) => {
    const n = list(room, 10, count);
    kernel.weighGapAndSlack(at(room, 10), n, at(room, 4), at(room, 5), at(room, 3), at(room, 8), -0.3, 0.6, 5, 6, 0);
    kernel.weighGapAndSlack(at(room, 10), n, at(room, 5), at(room, 4), at(room, 3), at(room, 8), 0, 1, 2.5, 1, 1);
  },
  keepReachableLanes: (kernel, room, count) => {
    const n = list(room, 10, count);
    for (let i = 0; i < LANES; i++) room.rows[5]![i] = Math.abs(room.rows[5]![i]!);
    for (let i = 0; i < LANES; i++) room.rows[4]![i] = 3 + 7 * room.rows[4]![i]!;
    room.table[0] = kernel.keepReachableLanes(at(room, 10), n, at(room, 5), at(room, 4), 0.02);
    ended(room, 10, room.table[0]!);
  },
  cutCalls: (kernel, room) => kernel.cutCalls(at(room, 5), at(room, 3), at(room, 6), at(room, 7), room.table.byteOffset),
  sumRow: (kernel, room) => {
    room.table[0] = kernel.sumRow(at(room, 5));
  },
  addInvoices: (kernel, room) => kernel.addInvoices(at(room, 4), at(room, 5), at(room, 6)),
  addInvoicesAndYear: (kernel, room) =>
    kernel.addInvoicesAndYear(at(room, 4), at(room, 5), at(room, 6), at(room, 3), at(room, 7), at(room, 8), at(room, 9)),
  addProvisionalAndFinal: (kernel, room) =>
    kernel.addProvisionalAndFinal(at(room, 4), at(room, 5), at(room, 3), 0.9, at(room, 6), at(room, 7), at(room, 8), at(room, 9)),
  addReceivables: (kernel, room) => kernel.addReceivables(at(room, 4), at(room, 5), at(room, 6)),
  supplyCalls: (kernel, room) => {
    for (const row of [0, 1, 2, 3, 4]) for (let i = 0; i < LANES; i++) room.rows[row]![i] = 50 + 40 * Math.sin(row * LANES + i);
    room.rows[1]!.fill(0, 10, 40);
    room.table[0] = kernel.supplyCalls(
      at(room, 0),
      at(room, 1),
      at(room, 2),
      at(room, 5),
      at(room, 6),
      at(room, 7),
      at(room, 3),
      2,
      at(room, 8),
      at(room, 9),
      60,
    );
    // enough for every call
    room.table[1] = kernel.supplyCalls(
      at(room, 0),
      at(room, 1),
      at(room, 2),
      at(room, 10),
      at(room, 6),
      at(room, 11),
      at(room, 3),
      0,
      at(room, 8),
      at(room, 9),
      500,
    );
  },
  sellOnSpot: (kernel, room, count) => {
    const { byteOffset } = room.table;
    const sell = (rows: number, now: number, sums: number, open: number) =>
      kernel.sellOnSpot(
        at(room, 0),
        at(room, 1),
        at(room, 2),
        at(room, 3),
        rows,
        at(room, now),
        at(room, 7),
        at(room, 8),
        at(room, 9),
        byteOffset + sums,
        count,
        5,
        0.9,
        0.1,
        open,
      );
    room.table[12] = sell(2, 5, 0, 1);
    room.table[13] = sell(3, 5, 24, 1);
    room.table[14] = sell(0, 6, 48, 0);
    room.rows[0]!.fill(0);
    room.table[15] = sell(0, 10, 72, 0);
  },
};

describe('the kernel gives the bits of its plain reading', () => {
  for (const count of [64, 61, 16, 1]) {
    it.each(Object.entries(WORKS))(`%s, ${count} paths`, (_, work) => {
      const plain = resultOf(createReferenceArena, work, count);
      expect(plain.some(Number.isNaN)).toBe(false);
      expect(plain).not.toEqual(resultOf(createReferenceArena, () => {}, count));
      expect(resultOf(createArena, work, count)).toEqual(plain);
    });
  }

  it('a price that is none stays none', () => {
    const none: Work = (kernel, { rows, table }) => {
      rows[0]!.fill(Number.NaN);
      kernel.computePrices(rows[0]!.byteOffset, rows[1]!.byteOffset, table.byteOffset, LANES, 1);
      createTableWriter(table, ENTRY_DOUBLES)(0, rows[0]!.byteOffset, 1, 0, 1);
      kernel.addClampedSales(table.byteOffset, 1, rows[2]!.byteOffset, 0);
    };
    for (const arenaOf of [createReferenceArena, createArena]) {
      const found = resultOf(arenaOf, none, LANES);
      expect(found.slice(0, 3 * LANES).every(Number.isNaN)).toBe(true);
    }
  });
});

describe('a whole run has the same bits without the kernel', () => {
  const runOf = (request: SimulationRequest, arenaOf: CreateArena) => {
    const plan = flattenPlan(withCycleMoments(request));
    const runner = createBatchSimulator(plan, createOpeningStep, [computeCalls, drawCreditDefaults, deliverMonth], false, arenaOf);
    return [0, 64].map((first) => {
      const sums = createBlockSums(plan);
      const {
        measures,
        contracts,
        products,
        simulatedProducts: moving,
      } = runner.simulateBatch(
        Int32Array.from({ length: first === 0 ? 64 : 37 }, (_, i) => first + i),
        sums,
      );
      return {
        sums,
        moving: moving.length,
        measures: measures.filter((_, at) => first === 0 || at % LANES < 37),
        revenue: [...contracts, ...products].map(({ revenue }) => revenue.filter((_, at) => first === 0 || at % LANES < 37)),
      };
    });
  };

  it.each([
    { name: 'contracts whose tonnes no path moves', request: referenceWork(256), moving: false },
    ...['w2', 'w5'].map((name) => ({ name: `workspace ${name}`, request: requestOf(readWorkspace(name), 256), moving: true })),
  ])('$name', ({ request, moving }) => {
    const plain = runOf(request, createReferenceArena);
    expect(plain[0]!.moving > 0).toBe(moving);
    expect(plain[1]!.measures.some((value) => value !== 0)).toBe(true);
    expect(runOf(request, createArena)).toEqual(plain);
  });
});
