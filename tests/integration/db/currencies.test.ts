import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Workspace } from '#db/connection.ts';
import { saveBuyer } from '#db/repositories/buyers.ts';
import { saveContract } from '#db/repositories/contracts.ts';
import { saveProduct } from '#db/repositories/products.ts';
import { undo } from '#db/transaction.ts';
import { Currency } from '#shared/domain/currency.ts';
import { buyer, contract, product } from './records.ts';
import { catchFailure, changeAsUser, createWorkspace } from './workspaceFiles.ts';

const addReference = (workspace: Workspace, kind: string, unit: string, currency: string): Promise<unknown> =>
  changeAsUser(workspace, (tx) =>
    sql`INSERT INTO reference (code, name, kind, quotation, unit, currency, vat_included, volatility, mean_reversion, position, source, origin)
      VALUES (${`${kind}-${unit}`}, ${unit}, ${kind}, '', ${unit}, ${currency}, 0, 0, 0, 99, 'A test.', 'user')`.execute(tx),
  );

const payIn = (workspace: Workspace, currency: string): Promise<unknown> =>
  changeAsUser(workspace, (tx) =>
    tx
      .updateTable('contract_terms')
      .set({ currency: currency as 'USD' })
      .execute(),
  );

const addCurrency = (workspace: Workspace, code: string): Promise<unknown> =>
  changeAsUser(workspace, (tx) => tx.insertInto('currency').values({ code }).execute());

const createWithContract = () =>
  createWorkspace(undefined, async (tx) => {
    await saveBuyer(tx, buyer('b1'));
    await saveProduct(tx, product('p1'));
    await saveContract(tx, contract('c1'));
  });

describe('the currencies of a workspace', () => {
  it('equal the currencies of the domain', async () => {
    const { db } = await createWorkspace();
    const rows = await db.selectFrom('currency').select('code').execute();
    expect(rows.map(({ code }) => code).sort()).toEqual([...Currency.options].sort());
  });

  it('are extended by one row: contracts can be paid and prices quoted in the new currency, and it can have a rate', async () => {
    const workspace = await createWithContract();
    const uses = [
      () => payIn(workspace, 'CAD'),
      () => addReference(workspace, 'price', 'CAD/t', 'CAD'),
      () => addReference(workspace, 'rate', 'CAD/USD', 'USD'),
    ];
    for (const use of uses) await expect(use()).rejects.toThrow('FOREIGN KEY');
    await addCurrency(workspace, 'CAD');
    for (const use of uses) await use();
    expect(workspace.raw.pragma('foreign_key_check')).toEqual([]);
  });

  it('refuse units that are neither a price nor a rate in one of them', async () => {
    const workspace = await createWithContract();
    for (const [kind, unit] of [
      ['price', 'CNY/dmt'],
      ['price', 'CNY/USD'],
      ['rate', 'USD/USD'],
      ['rate', 'CNY/t'],
      ['price', 't'],
    ] as const) {
      await expect(addReference(workspace, kind, unit, 'USD')).rejects.toThrow('constraint failed');
    }
  });

  it('take part in undo, which is blocked while a contract uses the currency', async () => {
    const workspace = await createWithContract();
    await addCurrency(workspace, 'CAD');
    await undo(workspace.db);
    await expect(payIn(workspace, 'CAD')).rejects.toThrow('FOREIGN KEY');
    await addCurrency(workspace, 'CAD');
    const { id } = workspace.raw.prepare('SELECT max(id) AS id FROM history_change').get() as { id: number };
    await payIn(workspace, 'CAD');
    expect((await catchFailure(undo(workspace.db, { changeId: id }))).details).toMatchObject({ kind: 'contract', id: 'c1' });
  });
});
