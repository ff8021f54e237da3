import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const listNames = async (): Promise<readonly string[]> =>
  (await services.ask('tableViews.list', {})).views.map(({ table, name }) => `${table}: ${name}`);

const TO_CHINA = { table: 'contracts', name: 'To China 出口中国', query: 'hide=cap,incoterm&sort=-share&zone=china' } as const;

describe('saved views of tables', () => {
  it('are stored in the workspace by name, with history and undo', async () => {
    const { id } = await services.ask('tableViews.add', { ...TO_CHINA, name: `  ${TO_CHINA.name} ` });
    await services.ask('tableViews.add', { table: 'buyers', name: 'Traders', query: 'type=trader' });
    expect(await listNames()).toEqual(['contracts: To China 出口中国', 'buyers: Traders']);
    const [view] = (await services.ask('tableViews.list', {})).views;
    expect(view).toMatchObject({ id, ...TO_CHINA });

    await services.ask('tableViews.edit', { id, name: 'China', query: view!.query, version: view!.version });
    const [change] = (await services.ask('history.list', { limit: 1 })).changes;
    expect(change).toMatchObject({ label: { key: 'history.tableViewRenamed', values: { before: TO_CHINA.name, after: 'China' } } });
    expect(await services.call('tableViews.edit', { id, name: 'Older', query: '', version: view!.version })).toMatchObject({
      error: { code: 'STALE' },
    });
    await services.ask('history.undo', {});
    expect(await listNames()).toContain('contracts: To China 出口中国');

    await services.ask('tableViews.remove', { id });
    expect(await listNames()).toEqual(['buyers: Traders']);
    await services.ask('history.undo', {});
    expect(await listNames()).toHaveLength(2);
  });

  it('refuse a name that another view of the table has, whatever its case', async () => {
    const input = { name: 'TRADERS', query: '' };
    expect(await services.call('tableViews.add', { ...input, table: 'buyers' })).toMatchObject({
      error: { code: 'DUPLICATE', details: { field: 'name', value: 'TRADERS' } },
    });
    expect(await services.call('tableViews.add', { ...input, table: 'products' })).toMatchObject({ ok: true });
  });

  it('refuse a query with characters that no address has', async () => {
    for (const query of ['a=<b>', 'a=b#c', 'a b', `q=${'x'.repeat(2000)}`]) {
      expect(await services.call('tableViews.add', { table: 'plans', name: 'Odd', query })).toMatchObject({ error: { code: 'BAD_INPUT' } });
    }
    expect(await services.call('tableViews.add', { table: 'plans', name: ' ', query: '' })).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'name' }] } },
    });
  });
});
