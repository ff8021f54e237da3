import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { Workbook } from '../portfolio/portfolio.ts';
import { getPriceProcesses } from './processes.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

it('the price processes of references keep no book in memory', async () => {
  const references: Workbook['references'] = new Map();
  const createBook = () => {
    const book = { references, zoneWeights: {} } as Workbook;
    return { processes: getPriceProcesses(book), book: new WeakRef(book) };
  };
  const { processes, book } = createBook();
  // a WeakRef that was made in this turn of the loop keeps its object until the turn ends
  await setImmediate();
  collectGarbage();
  expect(book.deref()).toBeUndefined();
  expect(getPriceProcesses({ references } as Workbook)).toBe(processes);
});
