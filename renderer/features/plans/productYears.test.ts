import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Product } from '#shared/domain/product.ts';
import { openServices, type Services } from '../../../tests/helpers/services.ts';
import { storeYears } from './productYears.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const ID = 'copper-concentrate';
const list = async () => (await services.ask('products.list', {})).products;
const readStored = async (): Promise<Product> => (await list()).find(({ product }) => product.id === ID)!.product;

describe('edits of production and unit cost by year', () => {
  it('are all stored although they follow one another quickly in both tables', async () => {
    const store = storeYears(list);
    const save = (entries: Parameters<Parameters<typeof store>[2]>[0]) => services.ask('products.saveMany', { entries });
    const typeCell = (what: 'production' | 'cost', column: string, text: string) => store(what, [{ rowKey: ID, column, text }], save);
    expect(
      await Promise.all([typeCell('production', '2028', '411.5'), typeCell('production', '2029', ''), typeCell('cost', '2028', '777')]),
    ).toEqual([[], [], []]);
    const { production, unitCost } = await readStored();
    expect(production.find(({ year }) => year === 2028)?.tonnes).toBe(411_500);
    expect(production.some(({ year }) => year === 2029)).toBe(false);
    expect(unitCost.find(({ year }) => year === 2028)?.usdPerDmt).toBe(777);
  });

  it('are rejected in a cell that is not a number, and the rest of the block is stored', async () => {
    const before = await readStored();
    const saved: unknown[] = [];
    const refused = await storeYears(list)(
      'production',
      [
        { rowKey: ID, column: '2026', text: 'much' },
        { rowKey: ID, column: '2027', text: '-1' },
        { rowKey: ID, column: '2030', text: '5' },
      ],
      async (entries) => {
        saved.push(...entries.map(({ product }) => product.production));
        return { done: true };
      },
    );
    expect(refused.map(({ column }) => column)).toEqual(['2026', '2027']);
    expect(saved).toEqual([before.production.map((one) => (one.year === 2030 ? { ...one, tonnes: 5_000 } : one))]);
  });

  it('stay in their cell if they could not be stored', async () => {
    const refused = await storeYears(list)('production', [{ rowKey: ID, column: '2030', text: '5' }], async () => undefined);
    expect(refused.map(({ column }) => column)).toEqual(['2030']);
  });
});
