import { useCallback, useEffect, useRef, useState } from 'react';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import type { CellEdit, CellRefusal, DataColumn, ParsedEdit, SheetDraft } from './types.ts';

/** A text that was typed and is not stored; it stays in its cell with the message. */
export type Refused = { readonly text: string; readonly message: string };

export type Refusals = ReadonlyMap<string, Refused>;

export const cellId = (rowKey: string, column: string): string => `${column}\n${rowKey}`;

/** Stores edits and returns the refused ones. While they wait, `report` marks cells as not stored. */
export type OnEdit = (
  edits: readonly ParsedEdit[],
  report: (waiting: readonly CellRefusal[]) => void,
) => readonly CellRefusal[] | Promise<readonly CellRefusal[]>;

export type Edits = {
  readonly refusals: Refusals;
  readonly apply: (edits: readonly CellEdit[]) => void;
  /** Notes the text in an open editor; undefined once it is closed. */
  readonly noteTyped: (rowKey: string, column: string, text: string | undefined) => void;
  /** Drops the text that was refused in a cell, so that its own value shows again. */
  readonly forget: (rowKey: string, column: string) => boolean;
};

/** The cells whose text is not stored: refused, waiting for the page's answer, or being typed. */
const useUnsaved = (refusals: Refusals, draft: SheetDraft | undefined) => {
  const pending = useRef(new Map<string, CellEdit>());
  const typed = useRef<CellEdit>(undefined);
  const onChange = draft?.onChange;
  const report = useCallback((): void => {
    if (!onChange) return;
    const cells = new Map<string, CellEdit>();
    for (const [id, { text: refusedText }] of refusals) {
      const [column = '', rowKey = ''] = id.split('\n');
      cells.set(id, { rowKey, column, text: refusedText });
    }
    for (const [id, edit] of pending.current) cells.set(id, edit);
    if (typed.current) cells.set(cellId(typed.current.rowKey, typed.current.column), typed.current);
    onChange([...cells.values()]);
  }, [refusals, onChange]);
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) report();
    isFirst.current = false;
  }, [report]);
  return { pending, typed, report };
};

/** Passes edits to the page in one call, and keeps in their cells the texts that can't be read, that were refused or could not be stored. */
export const useEdits = <Row>(columns: readonly DataColumn<Row>[], onEdit: OnEdit | undefined, draft: SheetDraft | undefined): Edits => {
  const [refusals, setRefusals] = useState<Refusals>(new Map());
  const { pending, typed, report } = useUnsaved(refusals, draft);

  const restored = draft?.restored;
  const [merged, setMerged] = useState<readonly CellEdit[]>();
  if (restored && restored !== merged) {
    setMerged(restored);
    const message = text('records.restoredField');
    if (restored.length > 0)
      setRefusals(
        (before) =>
          new Map([...restored.map((cell) => [cellId(cell.rowKey, cell.column), { text: cell.text, message }] as const), ...before]),
      );
  }

  const apply = useCallback(
    (edits: readonly CellEdit[]) => {
      const codecs = new Map(columns.map(({ key, edit }) => [key, edit?.codec]));
      const unread: (CellEdit & { readonly message: string })[] = [];
      const read: ParsedEdit[] = [];
      for (const edit of edits) {
        const parsed = codecs.get(edit.column)?.parse(edit.text);
        if (!parsed) continue;
        if ('value' in parsed) read.push({ ...edit, value: parsed.value });
        else unread.push({ ...edit, message: parsed.problem });
      }
      const refuse = (refused: readonly (CellEdit & { readonly message: string })[], settled: readonly CellEdit[]) =>
        setRefusals((before) => {
          const after = new Map(before);
          for (const edit of settled) after.delete(cellId(edit.rowKey, edit.column));
          for (const { rowKey, column, text: refusedText, message } of refused)
            after.set(cellId(rowKey, column), { text: refusedText, message });
          return after;
        });
      typed.current = undefined;
      for (const edit of unread) pending.current.delete(cellId(edit.rowKey, edit.column));
      for (const edit of read) pending.current.set(cellId(edit.rowKey, edit.column), edit);
      refuse(unread, read);
      if (read.length === 0) return;
      // a later edit of a cell waits for its own answer
      const current = () => read.filter((edit) => pending.current.get(cellId(edit.rowKey, edit.column)) === edit);
      const show = (refused: readonly CellRefusal[], shown: readonly CellEdit[]): void => {
        const messageOf = new Map(refused.map(({ rowKey, column, message }) => [cellId(rowKey, column), message]));
        refuse(
          shown.flatMap((edit) => {
            const message = messageOf.get(cellId(edit.rowKey, edit.column));
            return message === undefined ? [] : [{ ...edit, message }];
          }),
          shown,
        );
      };
      const settle = (refused: readonly CellRefusal[]): void => {
        const settled = current();
        for (const { rowKey, column } of settled) pending.current.delete(cellId(rowKey, column));
        show(refused, settled);
      };
      Promise.resolve(onEdit?.(read, (waiting) => show(waiting, current())) ?? []).then(settle, (error: unknown) =>
        settle(read.map(({ rowKey, column }) => ({ rowKey, column, message: errorText(error) }))),
      );
    },
    [columns, onEdit, pending, typed],
  );

  const noteTyped = useCallback(
    (rowKey: string, column: string, typedText: string | undefined): void => {
      typed.current = typedText === undefined ? undefined : { rowKey, column, text: typedText };
      report();
    },
    [typed, report],
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

  return { refusals, apply, noteTyped, forget };
};
