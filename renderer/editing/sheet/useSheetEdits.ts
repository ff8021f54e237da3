import { useState } from 'react';
import { errorText } from '#shared/presentation/errorText.ts';
import { createTaskQueue } from '../../api/requestOrder.ts';
import type { CellEdit, CellRefusal } from '../../components/DataTable.tsx';
import { useToast } from '../../components/Toast.tsx';
import { useUndo } from '../commands/useUndo.ts';

/** Refuses cells with one message; their texts stay in them. */
export const refuseCells = (edits: readonly CellEdit[], message: string): readonly CellRefusal[] =>
  edits.map(({ rowKey, column }) => ({ rowKey, column, message }));

type SheetOptions<T> = {
  /** Reads the record of a row; undefined where it is gone. */
  readonly findRecord: (rowKey: string) => Promise<T | undefined>;
  /** Returns the record with a typed cell, or the message about a cell that it can't take. */
  readonly applyCell: (record: T, edit: CellEdit) => T | string;
  readonly save: (records: readonly T[]) => Promise<unknown>;
  /** The text of the message after a save, which offers to undo it. */
  readonly savedText: (records: readonly T[]) => string;
};

/** Stores what is typed into a table: one change for all rows of a block. A row with a refused cell stays as it was. */
export const useSheetEdits = <T>({ findRecord, applyCell, save, savedText }: SheetOptions<T>) => {
  const toast = useToast();
  const { undo } = useUndo();
  const [runInOrder] = useState(createTaskQueue);
  const store = async (edits: readonly CellEdit[]): Promise<readonly CellRefusal[]> => {
    const refused: CellRefusal[] = [];
    const records: T[] = [];
    try {
      for (const [rowKey, rowEdits] of Map.groupBy(edits, (edit) => edit.rowKey)) {
        const found = await findRecord(rowKey);
        if (found === undefined) continue;
        let record: T = found;
        let isComplete = true;
        for (const edit of rowEdits) {
          const next: T | string = applyCell(record, edit);
          if (typeof next === 'string') {
            refused.push({ rowKey, column: edit.column, message: next });
            isComplete = false;
          } else record = next;
        }
        if (isComplete) records.push(record);
      }
      if (records.length === 0) return refused;
      await save(records);
    } catch (error) {
      return refuseCells(edits, errorText(error));
    }
    toast({ text: savedText(records), onUndo: () => void undo() });
    return refused;
  };
  return (edits: readonly CellEdit[]) => runInOrder(() => store(edits));
};
