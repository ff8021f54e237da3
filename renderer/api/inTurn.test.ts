import { expect, it } from 'vitest';
import { inTurn } from './inTurn.ts';

it('an act begins when the one before it has ended, also when that failed', async () => {
  const take = inTurn();
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = take(async () => {
    order.push('first begins');
    await gate.promise;
    order.push('first ends');
    throw new Error('refused');
  });
  const second = take(async () => {
    order.push('second begins');
    return 2;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual(['first begins']);
  gate.resolve();
  await expect(first).rejects.toThrow('refused');
  await expect(second).resolves.toBe(2);
  expect(order).toEqual(['first begins', 'first ends', 'second begins']);
});
