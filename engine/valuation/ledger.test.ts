import { expect, it } from 'vitest';
import { addAmount, copyLedger, createColumnAllocator, createLedger, isSameLedger, lastPaymentMonth, listFlows } from './ledger.ts';

it('columns are zeros also where released memory is reused, and never share memory that is in use', () => {
  const first = createColumnAllocator();
  for (let i = 0; i < 100; i++) first.allocate(150).fill(7);
  first.release();
  const [second, third] = [createColumnAllocator(), createColumnAllocator()];
  const columns = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? second : third).allocate(150));
  for (const [i, column] of columns.entries()) {
    expect(column.every((value) => value === 0)).toBe(true);
    column.fill(i);
  }
  for (const [i, column] of columns.entries()) expect(column.every((value) => value === i)).toBe(true);
});

it('damages of one month of payment are one flow, also of a copied ledger, and a ledger with others is not the same', () => {
  const allocate = (length: number) => new Float64Array(length);
  const withDamages = (...amounts: readonly number[]) => {
    const ledger = createLedger(allocate, 24_000, 3, 2);
    for (const amount of amounts) ledger.damages = addAmount(ledger.damages, allocate, 5, 3, amount);
    return ledger;
  };
  const ledger = withDamages(-5, -7);
  const copiedLedger = copyLedger(ledger, allocate);
  const flow = { month: 24_003, date: '', kind: 'damages', amount: -12 };
  expect(listFlows(ledger, () => '')).toEqual([flow]);
  ledger.damages.fill(0);
  expect(listFlows(copiedLedger, () => '')).toEqual([flow]);
  expect(lastPaymentMonth(copiedLedger)).toBe(24_003);
  expect([withDamages(-12), withDamages(-11), withDamages()].map((otherLedger) => isSameLedger(copiedLedger, otherLedger))).toEqual([
    true,
    false,
    false,
  ]);
});

it('a column takes memory from its first amount other than 0, and a copy has memory of its own for the columns that have amounts', () => {
  const lengths: number[] = [];
  const allocate = (length: number) => {
    lengths.push(length);
    return new Float64Array(length);
  };
  const ledger = createLedger(allocate, 24_000, 3, 2);
  expect(lengths).toEqual([3, 3, 3, 5, 5]);
  ledger.makeUp = addAmount(ledger.makeUp, allocate, 3, 0, 0);
  expect([ledger.makeUp.length, lengths.length]).toEqual([0, 5]);
  ledger.makeUp = addAmount(ledger.makeUp, allocate, 3, 1, 4);
  ledger.makeUp = addAmount(ledger.makeUp, allocate, 3, 2, 6);
  expect([[...ledger.makeUp], lengths.length]).toEqual([[0, 4, 6], 6]);
  lengths.length = 0;
  const copiedLedger = copyLedger(ledger, allocate);
  expect(lengths.toSorted()).toEqual([3, 3, 3, 3, 5, 5]);
  ledger.makeUp.fill(9);
  expect([...copiedLedger.makeUp]).toEqual([0, 4, 6]);
});
