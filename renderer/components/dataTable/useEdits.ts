import { useCallback, useEffect, useRef, useState } from 'react';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import type { CellEdit, CellRefusal, DataColumn, ParsedEdit, SheetDraft } from './tableTypes.ts';

/** A text that was refused; it stays in its cell with the message. */
export type RefusedText = { readonly text: string; readonly message: string };

export type Refusals = ReadonlyMap<string, RefusedText>;

export const cellId = (rowKey: string, column: string): string => `${column}\n${rowKey}`;

/** Stores edits and returns the refused ones. While they wait, `report` marks cells as not stored. */
export type OnEdit = (
  edits: readonly ParsedEdit[],
  report: (waiting: readonly CellRefusal[]) => void,
) => readonly CellRefusal[] | Promise<readonly CellRefusal[]>;

export type Edits = {
  readonly refusals: Refusals;
  readonly apply: (edits: readonly CellEdit[]) => void;
  /** Records the text of an open editor; undefined when it closes. */
  readonly recordTyped: (rowKey: string, column: string, text: string | undefined) => void;
  /** Removes the refused text of a cell, so that its stored value is shown again. */
  readonly forget: (rowKey: string, column: string) => boolean;
};

/** Collects unsaved cells: refused, waiting for an answer, or being edited. */
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

/** Passes edits to the page in one call. Texts that are invalid, refused or not stored stay in their cells. */
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
      const invalid: (CellEdit & { readonly message: string })[] = [];
      const valid: ParsedEdit[] = [];
      for (const edit of edits) {
        const parsed = codecs.get(edit.column)?.parse(edit.text);
        if (!parsed) continue;
        if ('value' in parsed) valid.push({ ...edit, value: parsed.value });
        else invalid.push({ ...edit, message: parsed.problem });
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
      for (const edit of invalid) pending.current.delete(cellId(edit.rowKey, edit.column));
      for (const edit of valid) pending.current.set(cellId(edit.rowKey, edit.column), edit);
      refuse(invalid, valid);
      if (valid.length === 0) return;
      // a later edit of a cell waits for its own answer
      const current = () => valid.filter((edit) => pending.current.get(cellId(edit.rowKey, edit.column)) === edit);
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
      Promise.resolve(onEdit?.(valid, (waiting) => show(waiting, current())) ?? []).then(settle, (error: unknown) =>
        settle(valid.map(({ rowKey, column }) => ({ rowKey, column, message: errorText(error) }))),
      );
    },
    [columns, onEdit, pending, typed],
  );

  const recordTyped = useCallback(
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

  return { refusals, apply, recordTyped, forget };
};
