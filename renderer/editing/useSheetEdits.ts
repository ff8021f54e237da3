import { useState } from 'react';
import { errorText } from '#shared/presentation/errorText.ts';
import { createTaskQueue } from '../api/requestOrder.ts';
import type { CellEdit, CellRefusal } from '../components/DataTable.tsx';
import { useToast } from '../components/Toast.tsx';
import { useUndo } from './commands/useUndo.ts';

/** What a typed cell makes of a record; a message where it can't be taken. */
type Take<T> = (record: T, edit: CellEdit) => T | string;

type Sheet<T> = {
  readonly recordOf: (rowKey: string) => Promise<T | undefined>;
  readonly take: Take<T>;
  readonly save: (records: readonly T[]) => Promise<unknown>;
  readonly said: (records: readonly T[]) => string;
};

/** Stores what is typed into a sheet: one change for all rows of a block; a row with a cell that can't be taken stays as it was. */
export const useSheetEdits = <T>({ recordOf, take, save, said }: Sheet<T>) => {
  const toast = useToast();
  const { undo } = useUndo();
  const [inOrder] = useState(createTaskQueue);
  const store = async (edits: readonly CellEdit[]): Promise<readonly CellRefusal[]> => {
    const refused: CellRefusal[] = [];
    const records: T[] = [];
    try {
      for (const [rowKey, typed] of Map.groupBy(edits, (edit) => edit.rowKey)) {
        const found = await recordOf(rowKey);
        if (found === undefined) continue;
        let record: T = found;
        let whole = true;
        for (const edit of typed) {
          const made: T | string = take(record, edit);
          if (typeof made === 'string') {
            refused.push({ rowKey, column: edit.column, message: made });
            whole = false;
          } else record = made;
        }
        if (whole) records.push(record);
      }
      if (records.length === 0) return refused;
      await save(records);
    } catch (error) {
      return edits.map(({ rowKey, column }) => ({ rowKey, column, message: errorText(error) }));
    }
    toast({ text: said(records), onUndo: () => void undo() });
    return refused;
  };
  return (edits: readonly CellEdit[]) => inOrder(() => store(edits));
};
