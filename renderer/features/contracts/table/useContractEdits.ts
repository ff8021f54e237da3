import { useCallback, useState } from 'react';
import type { Input } from '#shared/contract/contract.ts';
import type { ContractOptions, ContractRow } from '#shared/contract/contracts.ts';
import type { Month } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { call } from '../../../api/client.ts';
import { useCommandMutation } from '../../../api/queries.ts';
import { createTaskQueue } from '../../../api/requestOrder.ts';
import type { CellEdit, CellRefusal } from '../../../components/DataTable.tsx';
import { useToast } from '../../../components/Toast.tsx';
import { useUndo } from '../../../editing/commands/useUndo.ts';
import { refuseCells } from '../../../editing/sheet/useSheetEdits.ts';
import { applyCellEdits } from './contractEdit.ts';

type Context = {
  readonly rows: readonly ContractRow[];
  /** Name of the chosen plan. */
  readonly plan: string;
  readonly options: ContractOptions;
  readonly valuationMonth: Month;
};

type Entry = Input<'contracts.saveMany'>['entries'][number];
type AppliedEdits = { readonly entry?: Entry; readonly refused: readonly CellRefusal[] };

/** Applies the cells typed into one row to its contract. */
const applyRowEdits = async (
  row: ContractRow,
  typed: readonly CellEdit[],
  { plan, options, valuationMonth }: Context,
): Promise<AppliedEdits> => {
  try {
    const { contract, version } = await call('contracts.get', { id: row.id });
    const edited = applyCellEdits(contract, typed, { shown: row, plan, options, valuationMonth });
    const refused = edited.refused.map((one) => ({ rowKey: row.id, ...one }));
    return edited.contract === contract ? { refused } : { entry: { contract: edited.contract, version }, refused };
  } catch (error) {
    return { refused: refuseCells(typed, errorText(error)) };
  }
};

/** Saves cells typed into the table in one change for all contracts; returns the refused cells. */
export const useContractEdits = () => {
  const toast = useToast();
  const { undo } = useUndo();
  const { mutateAsync: save } = useCommandMutation('contracts.saveMany');
  const [enqueue] = useState(createTaskQueue);

  const store = useCallback(
    async (edits: readonly CellEdit[], context: Context): Promise<readonly CellRefusal[]> => {
      const byRow = Map.groupBy(edits, ({ rowKey }) => rowKey);
      const entries: Entry[] = [];
      const refused: CellRefusal[] = [];
      for (const row of context.rows) {
        const typed = byRow.get(row.id);
        if (typed === undefined) continue;
        const one = await applyRowEdits(row, typed, context);
        if (one.entry) entries.push(one.entry);
        refused.push(...one.refused);
      }
      const [first] = entries;
      if (first === undefined) return refused;
      try {
        await save({ entries });
      } catch (error) {
        return refuseCells(edits, errorText(error));
      }
      toast({
        text: text('contracts.table.edited', { code: first.contract.code, count: entries.length }),
        onUndo: () => void undo(),
      });
      return refused;
    },
    [save, toast, undo],
  );

  return useCallback(
    (edits: readonly CellEdit[], context: Context): Promise<readonly CellRefusal[]> => enqueue(() => store(edits, context)),
    [enqueue, store],
  );
};
