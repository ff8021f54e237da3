import { useCallback, useEffect, useRef, useState } from 'react';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import type { CellEdit, CellRefusal, DataColumn, ParsedEdit, SheetDraft } from './tableTypes.ts';

/** A text that was refused; it stays in its cell with the message. */
export type RefusedText = { readonly text: string; readonly message: string };

export type Refusals = ReadonlyMap<string, RefusedText>;

/** An accepted text, shown in its cell until the page has read its rows again. */
export type EnteredText = { readonly text: string; readonly isStored: boolean };

export type EnteredTexts = ReadonlyMap<string, EnteredText>;

const NOTHING_ENTERED: EnteredTexts = new Map();

export const cellId = (rowKey: string, column: string): string => `${column}\n${rowKey}`;

/** Stores edits and returns the refused ones. While they wait, `report` marks cells as not stored. */
export type OnEdit = (
  edits: readonly ParsedEdit[],
  report: (waitingCells: readonly CellRefusal[]) => void,
) => readonly CellRefusal[] | Promise<readonly CellRefusal[]>;

export type Edits = {
  readonly refusals: Refusals;
  readonly enteredTexts: EnteredTexts;
  /** Cells that are being stored. */
  readonly savingCount: number;
  readonly apply: (edits: readonly CellEdit[]) => void;
  /** Records the text of an open editor; undefined when it closes. */
  readonly recordTyped: (rowKey: string, column: string, text: string | undefined) => void;
  /** Removes the refused text of a cell, so that its stored value is shown again. */
  readonly forget: (rowKey: string, column: string) => boolean;
};

/** Collects unsaved cells: refused, waiting for an answer, or being edited. */
const useUnsaved = (refusals: Refusals, draft: SheetDraft | undefined) => {
  const pendingEdits = useRef(new Map<string, CellEdit>());
  const typedEdit = useRef<CellEdit>(undefined);
  const onChange = draft?.onChange;
  const report = useCallback((): void => {
    if (!onChange) return;
    const cells = new Map<string, CellEdit>();
    for (const [id, { text: refusedText }] of refusals) {
      const [column = '', rowKey = ''] = id.split('\n');
      cells.set(id, { rowKey, column, text: refusedText });
    }
    for (const [id, edit] of pendingEdits.current) cells.set(id, edit);
    if (typedEdit.current) cells.set(cellId(typedEdit.current.rowKey, typedEdit.current.column), typedEdit.current);
    onChange([...cells.values()]);
  }, [refusals, onChange]);
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) report();
    isFirst.current = false;
  }, [report]);
  return { pending: pendingEdits, typed: typedEdit, report };
};

/** Keeps accepted texts until the page reads its rows again after they are stored; none where it does not say when it did. */
const useEntered = (answeredAt: number | undefined) => {
  const [enteredTexts, setEntered] = useState(NOTHING_ENTERED);
  const [lastAnsweredAt, setLastAnsweredAt] = useState(answeredAt);
  if (answeredAt !== lastAnsweredAt) {
    setLastAnsweredAt(answeredAt);
    setEntered((currentTexts) =>
      currentTexts.size === 0 ? currentTexts : new Map([...currentTexts].filter(([, { isStored }]) => !isStored)),
    );
  }
  const isKept = answeredAt !== undefined;
  /** Records the texts of edits; without a text, a cell shows its stored value. */
  const recordEntered = useCallback(
    (texts: readonly (readonly [id: string, entered: EnteredText | undefined])[]) => {
      if (!isKept || texts.length === 0) return;
      setEntered((currentTexts) => {
        const newTexts = new Map(currentTexts);
        for (const [id, enteredText] of texts) {
          if (enteredText) newTexts.set(id, enteredText);
          else newTexts.delete(id);
        }
        return newTexts;
      });
    },
    [isKept],
  );
  return { enteredTexts, recordEntered };
};

/**
 * Passes edits to the page in one call. Texts that are invalid, refused or not stored stay in their cells; accepted ones until the page
 * has read its rows again, `answeredAt`.
 */
export const useEdits = <Row>(
  columns: readonly DataColumn<Row>[],
  onEdit: OnEdit | undefined,
  draft: SheetDraft | undefined,
  answeredAt?: number,
): Edits => {
  const { enteredTexts, recordEntered } = useEntered(answeredAt);
  const [refusals, setRefusals] = useState<Refusals>(new Map());
  const { pending, typed, report } = useUnsaved(refusals, draft);
  const [savingCount, setSavingCount] = useState(0);

  const restoredEdits = draft?.restored;
  const [mergedEdits, setMergedEdits] = useState<readonly CellEdit[]>();
  if (restoredEdits && restoredEdits !== mergedEdits) {
    setMergedEdits(restoredEdits);
    const message = text('records.restoredField');
    if (restoredEdits.length > 0)
      setRefusals(
        (currentRefusals) =>
          new Map([
            ...restoredEdits.map((cell) => [cellId(cell.rowKey, cell.column), { text: cell.text, message }] as const),
            ...currentRefusals,
          ]),
      );
  }

  const apply = useCallback(
    (edits: readonly CellEdit[]) => {
      const codecs = new Map(columns.map(({ key, edit }) => [key, edit?.codec]));
      const invalidEdits: (CellEdit & { readonly message: string })[] = [];
      const validEdits: ParsedEdit[] = [];
      for (const edit of edits) {
        const parsedValue = codecs.get(edit.column)?.parse(edit.text);
        if (!parsedValue) continue;
        if ('value' in parsedValue) validEdits.push({ ...edit, value: parsedValue.value });
        else invalidEdits.push({ ...edit, message: parsedValue.problem });
      }
      const refuse = (refusedEdits: readonly (CellEdit & { readonly message: string })[], settledEdits: readonly CellEdit[]) =>
        setRefusals((currentRefusals) => {
          const newRefusals = new Map(currentRefusals);
          for (const edit of settledEdits) newRefusals.delete(cellId(edit.rowKey, edit.column));
          for (const { rowKey, column, text: refusedText, message } of refusedEdits)
            newRefusals.set(cellId(rowKey, column), { text: refusedText, message });
          return newRefusals;
        });
      typed.current = undefined;
      for (const edit of invalidEdits) pending.current.delete(cellId(edit.rowKey, edit.column));
      for (const edit of validEdits) pending.current.set(cellId(edit.rowKey, edit.column), edit);
      refuse(invalidEdits, validEdits);
      const textOf = ({ column, value }: ParsedEdit): string => (value === undefined ? '' : (codecs.get(column)?.format(value) ?? ''));
      const idOf = ({ rowKey, column }: CellEdit | CellRefusal): string => cellId(rowKey, column);
      recordEntered([
        ...invalidEdits.map((edit) => [idOf(edit), undefined] as const),
        ...validEdits.map((edit) => [idOf(edit), { text: textOf(edit), isStored: false }] as const),
      ]);
      if (validEdits.length === 0) return;
      // a later edit of a cell waits for its own answer
      const current = () => validEdits.filter((edit) => pending.current.get(cellId(edit.rowKey, edit.column)) === edit);
      const show = (refusedCells: readonly CellRefusal[], shownEdits: readonly CellEdit[]): void => {
        const messageOf = new Map(refusedCells.map(({ rowKey, column, message }) => [cellId(rowKey, column), message]));
        refuse(
          shownEdits.flatMap((edit) => {
            const message = messageOf.get(cellId(edit.rowKey, edit.column));
            return message === undefined ? [] : [{ ...edit, message }];
          }),
          shownEdits,
        );
      };
      const settle = (refusedCells: readonly CellRefusal[]): void => {
        const settledEdits = current();
        for (const { rowKey, column } of settledEdits) pending.current.delete(cellId(rowKey, column));
        show(refusedCells, settledEdits);
        const refusedIds = new Set(refusedCells.map(idOf));
        recordEntered(
          settledEdits.map(
            (edit) => [idOf(edit), refusedIds.has(idOf(edit)) ? undefined : { text: textOf(edit), isStored: true }] as const,
          ),
        );
      };
      setSavingCount((count) => count + validEdits.length);
      Promise.resolve(onEdit?.(validEdits, (waitingCells) => show(waitingCells, current())) ?? [])
        .then(settle, (error: unknown) => settle(validEdits.map(({ rowKey, column }) => ({ rowKey, column, message: errorText(error) }))))
        .finally(() => setSavingCount((count) => count - validEdits.length));
    },
    [columns, onEdit, pending, typed, recordEntered],
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
      setRefusals((currentRefusals) => new Map([...currentRefusals].filter(([otherId]) => otherId !== id)));
      return true;
    },
    [refusals],
  );

  return { refusals, enteredTexts, savingCount, apply, recordTyped, forget };
};
