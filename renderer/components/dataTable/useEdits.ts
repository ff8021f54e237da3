import { useCallback, useState } from 'react';
import { useTexts } from '../settings.tsx';
import { unreadable } from './clipboard.ts';
import type { CellEdit, CellRefusal, DataColumn } from './types.ts';

/** A text that was typed and could not be taken; it stays in its cell with the message. */
export type Refused = { readonly text: string; readonly message: string };

export type Refusals = ReadonlyMap<string, Refused>;

export const cellId = (rowKey: string, column: string): string => `${column}\n${rowKey}`;

export type OnEdit = (edits: readonly CellEdit[]) => readonly CellRefusal[] | Promise<readonly CellRefusal[]>;

export type Edits = {
  readonly refusals: Refusals;
  readonly apply: (edits: readonly CellEdit[]) => void;
  /** Forgets what was refused in a cell, so that its own value shows again. */
  readonly forget: (rowKey: string, column: string) => boolean;
};

/** Hands edits on in one call, keeps back what can't be read, and remembers what the page refused. */
export const useEdits = <Row>(columns: readonly DataColumn<Row>[], onEdit: OnEdit | undefined): Edits => {
  const texts = useTexts();
  const [refusals, setRefusals] = useState<Refusals>(new Map());

  const apply = useCallback(
    (edits: readonly CellEdit[]) => {
      const editing = new Map(columns.map((column) => [column.key, column.edit]));
      const problemOf = (edit: CellEdit): string | undefined => {
        const kind = editing.get(edit.column);
        const problem = kind && unreadable(kind, edit.text);
        return problem === undefined ? undefined : texts[problem];
      };
      const remember = (refused: readonly (CellEdit & { readonly message: string })[], settled: readonly CellEdit[]) =>
        setRefusals((before) => {
          const after = new Map(before);
          for (const edit of settled) after.delete(cellId(edit.rowKey, edit.column));
          for (const { rowKey, column, text, message } of refused) after.set(cellId(rowKey, column), { text, message });
          return after;
        });

      const unread = edits.flatMap((edit) => {
        const message = problemOf(edit);
        return message === undefined ? [] : [{ ...edit, message }];
      });
      const read = edits.filter((edit) => problemOf(edit) === undefined);
      remember(unread, read);
      if (read.length === 0) return;
      void Promise.resolve(onEdit?.(read) ?? []).then((refused) => {
        if (refused.length === 0) return;
        const textOf = new Map(read.map((edit) => [cellId(edit.rowKey, edit.column), edit.text]));
        remember(
          refused.map((refusal) => ({ ...refusal, text: textOf.get(cellId(refusal.rowKey, refusal.column)) ?? '' })),
          [],
        );
      });
    },
    [columns, onEdit, texts],
  );

  const forget = useCallback(
    (rowKey: string, column: string): boolean => {
      const id = cellId(rowKey, column);
      if (!refusals.has(id)) return false;
      setRefusals((before) => new Map([...before].filter(([other]) => other !== id)));
      return true;
    },
    [refusals],
  );

  return { refusals, apply, forget };
};
