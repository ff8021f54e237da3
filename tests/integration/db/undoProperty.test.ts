import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openWorkspaceFile, type Workspace } from '#db/connection.ts';
import { isExcludedFromUndo, TRACKED_TABLES } from '#db/historyTriggers.ts';
import { saveBuyer } from '#db/repositories/buyers.ts';
import { listContracts, saveContract } from '#db/repositories/contracts.ts';
import { getHistoryState } from '#db/repositories/history.ts';
import { saveProduct } from '#db/repositories/products.ts';
import { inTransaction, redo, undo } from '#db/transaction.ts';
import { buyer, contract, product } from './records.ts';
import { applyAll, USER_CHANGE } from './userChanges.ts';
import { createPath, createWorkspace } from './workspaceFiles.ts';

/** Every tracked row without the columns that are excluded from undo. */
const dumpRows = (workspace: Workspace): string =>
  JSON.stringify(
    Object.keys(TRACKED_TABLES).map((table) => {
      const rows = workspace.raw.prepare(`SELECT * FROM ${table}`).all() as Record<string, unknown>[];
      const firm = rows.map((row) =>
        JSON.stringify(Object.fromEntries(Object.entries(row).filter(([column]) => !isExcludedFromUndo(table, column)))),
      );
      return [table, firm.sort()];
    }),
  );

const countUndos = async (workspace: Workspace): Promise<number> => {
  let undoneCount = 0;
  while ((await getHistoryState(workspace.db)).undo) {
    await undo(workspace.db);
    undoneCount += 1;
  }
  return undoneCount;
};

describe('any sequence of changes', () => {
  it('is undone to the first rows and redone to the last, across a restart', async () => {
    const path = createPath();
    (
      await createWorkspace(path, async (tx) => {
        await saveProduct(tx, product('p1'));
        await saveBuyer(tx, buyer('b0'));
        await saveContract(tx, contract('c0', { buyerId: 'b0' }));
      })
    ).close();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(USER_CHANGE, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 }), async (changes) => {
        const before = await openWorkspaceFile(path);
        const first = dumpRows(before);
        for (const acts of changes) await applyAll(before, acts);
        const last = dumpRows(before);
        before.close();
        const workspace = await openWorkspaceFile(path);
        const undoneCount = await countUndos(workspace);
        const afterUndo = dumpRows(workspace);
        for (let i = 0; i < undoneCount; i++) await redo(workspace.db);
        const afterRedo = dumpRows(workspace);
        const undoneAgain = await countUndos(workspace);
        const afterUndoAgain = dumpRows(workspace);
        const danglingKeys = workspace.raw.pragma('foreign_key_check');
        workspace.close();
        expect(afterUndo).toBe(first);
        expect(afterRedo).toBe(last);
        expect([undoneAgain, afterUndoAgain, danglingKeys]).toEqual([undoneCount, first, []]);
      }),
      { numRuns: 25 },
    );
  });

  it('leaves a list of contracts as it is stored, also after its undo and redo', async () => {
    const workspace = await createWorkspace(undefined, async (tx) => {
      await saveProduct(tx, product('p1'));
      await saveBuyer(tx, buyer('b0'));
      await saveContract(tx, contract('c0', { buyerId: 'b0' }));
    });
    // a transaction has listed nothing yet
    const expectStoredList = async () =>
      expect(await listContracts(workspace.db)).toEqual(await inTransaction(workspace.db, (tx) => listContracts(tx)));
    await fc.assert(
      fc.asyncProperty(fc.array(USER_CHANGE, { minLength: 1, maxLength: 8 }), async (acts) => {
        for (const act of acts) {
          await applyAll(workspace, [act]);
          await expectStoredList();
        }
        const undoneCount = await countUndos(workspace);
        await expectStoredList();
        for (let i = 0; i < undoneCount; i++) {
          await redo(workspace.db);
          await expectStoredList();
        }
      }),
      { numRuns: 25 },
    );
  });
});
