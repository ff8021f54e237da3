import { useCallback } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import { isJsonEqual } from '#shared/equality.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { waitUntilLive } from '../../api/connection.ts';
import { countWorkspaces } from '../../api/queries.ts';
import { createTaskQueue } from '../../api/requestOrder.ts';
import { newRequestId, type SendOptions } from '../../api/sendCommand.ts';
import type { CellEdit, CellRefusal } from '../../components/DataTable.tsx';
import type { OnEdit } from '../../components/dataTable/useEdits.ts';
import { useToast } from '../../components/Toast.tsx';
import { useUndo } from '../commands/useUndo.ts';
import { fieldIssueText } from '../fields/fieldSpec.ts';
import { serverIssues } from '../record/serverIssues.ts';
import { applyCells, type CellFields, type EditedRecord, type VersionedRecord } from './applyCells.ts';

/** Refuses cells with one message; their texts stay in them. */
const refuseCells = (edits: readonly CellEdit[], message: string): readonly CellRefusal[] =>
  edits.map(({ rowKey, column }) => ({ rowKey, column, message }));

export type StoredCells = {
  readonly refusals: readonly CellRefusal[];
  /** The text of the message about what was stored, which offers to undo it. */
  readonly savedText?: string | undefined;
};

/** Saves of all tables run one after another: a record may have cells in several tables. */
const runInOrder = createTaskQueue();

const isCode = (error: unknown, code: string): boolean => error instanceof OrebookError && error.code === code;

/**
 * Returns a function that stores edits of cells. `send` gets the options of the command; while the app does not answer, the cells say so, and
 * `send` is called again under the same request id once it does.
 */
export const useCellStore = () => {
  const toast = useToast();
  const { undo } = useUndo();
  return useCallback(
    (edits: readonly CellEdit[], report: Parameters<OnEdit>[1], send: (options: SendOptions) => Promise<StoredCells>) =>
      runInOrder(async (): Promise<readonly CellRefusal[]> => {
        const workspace = countWorkspaces();
        const options = { requestId: newRequestId(), timeoutMs: 0 };
        for (;;) {
          try {
            const { refusals, savedText } = await send(options);
            if (savedText !== undefined) toast({ text: savedText, onUndo: () => void undo() });
            return refusals;
          } catch (error) {
            if (isCode(error, 'UNAVAILABLE')) {
              report(refuseCells(edits, text('records.status.unreachable')));
              // what was typed in one workspace is never sent to another
              if ((await waitUntilLive()) && countWorkspaces() === workspace) continue;
            }
            return refuseCells(edits, errorText(error));
          }
        }
      }),
    [toast, undo],
  );
};

type SheetOptions<T> = CellFields<T> & {
  /** Reads the records of rows by key, at most a page of a list; one that is gone is left out. */
  readonly read: (rowKeys: readonly string[]) => Promise<ReadonlyMap<string, VersionedRecord<T>>>;
  /** Stores all changed records as one change. */
  readonly save: (records: readonly EditedRecord<T>[], options: SendOptions) => Promise<unknown>;
  readonly savedText: (records: readonly T[]) => string;
};

const MAX_ATTEMPTS = 3;

/** Refuses all cells of a save with the issue of their own field, if the core found one; undefined for an error without issues. */
const refusalsOf = <T>(
  error: unknown,
  edits: readonly CellEdit[],
  records: readonly VersionedRecord<T>[],
  fieldOf: SheetOptions<T>['fieldOf'],
): readonly CellRefusal[] | undefined => {
  const issues = error instanceof OrebookError ? serverIssues(error, '') : [];
  if (issues.length === 0) return undefined;
  const [first, ...others] = records;
  return edits.map(({ rowKey, column }) => {
    const field = first && others.length === 0 ? fieldOf(column, first.record) : '';
    const issue = typeof field === 'object' ? issues.find(({ path }) => path.endsWith(`.${field.path}`)) : undefined;
    return { rowKey, column, message: issue && typeof field === 'object' ? fieldIssueText(field.spec, issue) : errorText(error) };
  });
};

/**
 * Stores what is typed into a table: one change for all rows of a block, with the fields of the record's form. A cell whose stored value was
 * changed elsewhere meanwhile is refused; other changes of its record are kept.
 */
export const useSheetEdits = <T>({ read, save, savedText, ...fields }: SheetOptions<T>): OnEdit => {
  const store = useCellStore();
  return (edits, report) => {
    // the records as they were when their cells were typed
    const originals = new Map<string, T>();
    const prepare = async () => {
      const refusals: CellRefusal[] = [];
      const records: EditedRecord<T>[] = [];
      const rows = [...Map.groupBy(edits, (edit) => edit.rowKey)];
      for (let first = 0; first < rows.length; first += LIST_PAGE_ROWS) {
        const part = rows.slice(first, first + LIST_PAGE_ROWS);
        const storedRecords = await read(part.map(([rowKey]) => rowKey));
        for (const [rowKey, rowEdits] of part) {
          const storedRow = storedRecords.get(rowKey);
          if (!storedRow) {
            refusals.push(...refuseCells(rowEdits, text('error.NOT_FOUND')));
            continue;
          }
          const originalRecord = originals.get(rowKey) ?? storedRow.record;
          originals.set(rowKey, originalRecord);
          const { refusals: refusedCells, record, edits: recordEdits } = applyCells(storedRow.record, rowEdits, fields, originalRecord);
          refusals.push(...refusedCells);
          if (!isJsonEqual(record, storedRow.record)) records.push({ version: storedRow.version, record, edits: recordEdits });
        }
      }
      return { refusals, records };
    };
    let preparation: Awaited<ReturnType<typeof prepare>> | undefined;
    return store(edits, report, async (options) => {
      for (let attempt = 1; ; attempt += 1) {
        preparation ??= await prepare();
        const { refusals, records } = preparation;
        if (records.length === 0) return { refusals };
        try {
          await save(records, options);
          return { refusals, savedText: savedText(records.map(({ record }) => record)) };
        } catch (error) {
          if (isCode(error, 'STALE') && attempt < MAX_ATTEMPTS) {
            preparation = undefined;
            continue;
          }
          const refusalsOfSave = refusalsOf(error, edits, records, fields.fieldOf);
          if (!refusalsOfSave) throw error;
          return { refusals: refusalsOfSave };
        }
      }
    });
  };
};
