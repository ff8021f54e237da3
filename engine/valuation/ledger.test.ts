import { expect, it } from 'vitest';
import { createColumnAllocator } from './ledger.ts';

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
