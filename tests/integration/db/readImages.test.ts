import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HistoryRow, parseImage } from '#db/applyImages.ts';
import { readWholeImages } from '#db/readImages.ts';
import { saveBuyer } from '#db/repositories/buyers.ts';
import { saveContract } from '#db/repositories/contracts.ts';
import { getHistoryState } from '#db/repositories/history.ts';
import { saveProduct } from '#db/repositories/products.ts';
import type { Tx } from '#db/schema.ts';
import { redo, undo } from '#db/transaction.ts';
import { buyer, contract, product } from './records.ts';
import { applyAll, USER_CHANGE } from './userChanges.ts';
import { catchFailure, changeAsUser, createWorkspace } from './workspaceFiles.ts';

const createWithBuyer = () => createWorkspace(undefined, (tx) => saveBuyer(tx, buyer('b1')));

const saveManyBuyers = async (tx: Tx, changes: Parameters<typeof buyer>[1] = {}): Promise<void> => {
  for (let i = 0; i < 600; i++) await saveBuyer(tx, buyer(`other${i}`, changes));
};

const parseRows = (rows: readonly HistoryRow[]) =>
  rows.map((row) => ({ ...row, before: parseImage(row.before), after: parseImage(row.after) }));

describe('undo of an earlier change', () => {
  it('reads no images of records that it did not change', async () => {
    const workspace = await createWithBuyer();
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1', { note: 'one' })));
    const changeId = (await getHistoryState(workspace.db)).undo!.id;
    const countPauses = async (): Promise<number> => {
      let pauseCount = 0;
      await undo(workspace.db, { changeId, pause: async () => void pauseCount++ });
      await redo(workspace.db);
      return pauseCount;
    };
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b2')));
    const before = await countPauses();
    await changeAsUser(workspace, saveManyBuyers);
    expect(await countPauses()).toBe(before);
  });

  it('that changed many records is blocked with the one of which another column changed since', async () => {
    const workspace = await createWithBuyer();
    await changeAsUser(workspace, saveManyBuyers);
    await changeAsUser(workspace, (tx) => saveManyBuyers(tx, { note: 'one' }));
    const changeId = (await getHistoryState(workspace.db)).undo!.id;
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1', { note: 'one' })));
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('other300', { note: 'one', name: 'Other name' })));
    expect(await catchFailure(undo(workspace.db, { changeId }))).toMatchObject({
      code: 'UNDO_BLOCKED',
      details: { kind: 'buyer', id: 'other300' },
    });
  });
});

describe('the whole images of changes', () => {
  it('have the values of before later changes, of which those of other records are not read', async () => {
    const workspace = await createWithBuyer();
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1', { note: 'one' })));
    const { id } = (await getHistoryState(workspace.db)).undo!;
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1', { note: 'two', name: 'Second name' })));
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1', { note: 'two', name: 'Third name' })));
    await changeAsUser(workspace, saveManyBuyers);
    let pauseCount = 0;
    const rows = parseRows((await readWholeImages(workspace.db, [id], async () => void pauseCount++)).get(id)!);
    const wholeRow = { ...rows[0]!.before, country: expect.any(String), name: buyer('b1').name, note: '' };
    expect(rows).toMatchObject([{ before: wholeRow, after: { ...wholeRow, note: 'one' } }]);
    // the row of the change and the two later images of the record
    expect(pauseCount).toBe(3);
  });

  it('are the same, read with or without those of later changes', async () => {
    const workspace = await createWorkspace(undefined, async (tx) => {
      await saveProduct(tx, product('p1'));
      await saveBuyer(tx, buyer('b0'));
      await saveContract(tx, contract('c0', { buyerId: 'b0' }));
    });
    const listChangeIds = async (): Promise<number[]> =>
      (await workspace.db.selectFrom('history_change').select('id').where('origin', '=', 'user').orderBy('id').execute()).map(
        ({ id }) => id,
      );
    await fc.assert(
      fc.asyncProperty(fc.array(USER_CHANGE, { minLength: 6, maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (acts, lastCount) => {
        for (const act of acts) await applyAll(workspace, [act]);
        const ids = (await listChangeIds()).slice(-12);
        const firstIds = ids.slice(0, -lastCount);
        const allRows = await readWholeImages(workspace.db, ids);
        const firstRows = await readWholeImages(workspace.db, firstIds);
        for (const id of firstIds) expect(parseRows(firstRows.get(id)!)).toEqual(parseRows(allRows.get(id)!));
      }),
      { numRuns: 50 },
    );
  });
});
