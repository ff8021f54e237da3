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
import { withCells } from './contractEdit.ts';

type Context = {
  readonly rows: readonly ContractRow[];
  /** Name of the chosen plan. */
  readonly plan: string;
  readonly options: ContractOptions;
  readonly valuationMonth: Month;
};

type Entry = Input<'contracts.saveMany'>['entries'][number];
type Made = { readonly entry?: Entry; readonly refused: readonly CellRefusal[] };

/** What is typed into one row makes of its contract. */
const made = async (row: ContractRow, typed: readonly CellEdit[], { plan, options, valuationMonth }: Context): Promise<Made> => {
  try {
    const { contract, version } = await call('contracts.get', { id: row.id });
    const edited = withCells(contract, typed, { shown: row, plan, options, valuationMonth });
    const refused = edited.refused.map((one) => ({ rowKey: row.id, ...one }));
    return edited.contract === contract ? { refused } : { entry: { contract: edited.contract, version }, refused };
  } catch (error) {
    return { refused: refuseCells(typed, errorText(error)) };
  }
};

/** Stores what is typed into the table at once: one change for all contracts of a block, refusals answered cell by cell. */
export const useContractEdits = () => {
  const toast = useToast();
  const { undo } = useUndo();
  const { mutateAsync: save } = useCommandMutation('contracts.saveMany');
  const [take] = useState(createTaskQueue);

  const store = useCallback(
    async (edits: readonly CellEdit[], context: Context): Promise<readonly CellRefusal[]> => {
      const byRow = Map.groupBy(edits, ({ rowKey }) => rowKey);
      const entries: Entry[] = [];
      const refused: CellRefusal[] = [];
      for (const row of context.rows) {
        const typed = byRow.get(row.id);
        if (typed === undefined) continue;
        const one = await made(row, typed, context);
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
    (edits: readonly CellEdit[], context: Context): Promise<readonly CellRefusal[]> => take(() => store(edits, context)),
    [take, store],
  );
};
