import { expect, it } from 'vitest';
import { OrebookError } from '#shared/contract/errors.ts';
import { readWorkspace, requestOf } from '../../tests/golden/engine/simulation/workspace.ts';
import type { WriteSheet } from '../documents/tableFile.ts';
import { createAllocator } from './allocationClient.ts';
import { createSimulations } from './simulationClient.ts';
import { createTables } from './tableClient.ts';

const flag = (initialValue = 0) => {
  const of = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  of[0] = initialValue;
  return of;
};
const stop = (): never => {
  throw new OrebookError('CANCELLED');
};

// reporting progress throws when the job must stop; an error that no caller awaits would end the core
it('an error of the progress callback ends an allocation', async () => {
  const cells = ['a', 'b'].map((id, i) => ({ id, minimum: 0, maximum: 1000, margin: 100 + i }));
  const problem = { cells, limits: [], objective: { kind: 'revenue' as const } };
  const risk = { kind: 'tailMean' as const, confidence: 0.5, outcomes: [[100, 101]] };
  const frontier = { risk, points: 2 };
  await expect(createAllocator().allocate({ problem, frontier, flag: flag() }, stop)).rejects.toThrow('CANCELLED');
});

it('an error of the progress callback ends a simulation, and the pool still works', async () => {
  const pool = createSimulations(1);
  const request = requestOf(readWorkspace('w1'), 4096);
  await expect(pool.run(request, { flag: flag(), report: stop })).rejects.toThrow('CANCELLED');
  expect((await pool.run(request, { flag: flag(), report: () => {} })).paths).toBe(4096);
});

it('a cancelled simulation ends while its thread still works on a task that can not be interrupted', async () => {
  const busyThread = new URL('data:text/javascript,import { parentPort } from "node:worker_threads"; parentPort.on("message", () => {});');
  const of = flag();
  const run = createSimulations(1, busyThread).run(requestOf(readWorkspace('w1'), 256), { flag: of, report: () => {} });
  of[0] = 1;
  await expect(run).rejects.toThrow('CANCELLED');
});

it('a cancelled workbook stops before its thread has finished', async () => {
  const rows = Array.from({ length: 20_000 }, (_, r) => Array.from({ length: 20 }, (__, c) => ({ value: `row ${r}, column ${c}` })));
  const sheet: WriteSheet = { name: 'Long', rows };
  await expect(createTables().write('xlsx', [sheet], {}, { flag: flag(1) })).rejects.toThrow('CANCELLED');
});
