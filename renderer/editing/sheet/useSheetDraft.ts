import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Input } from '#shared/contract/contract.ts';
import { useWorkspaceCount } from '../../api/queries.ts';
import type { CellEdit, SheetDraft } from '../../components/DataTable.tsx';
import type { DraftFields } from '../record/draftKeeper.ts';
import { useDraft } from '../record/useDraft.ts';
import { useDraftKeeper } from '../record/useDraftKeeper.ts';

const isCell = (value: unknown): value is CellEdit =>
  typeof value === 'object' &&
  value !== null &&
  'rowKey' in value &&
  typeof value.rowKey === 'string' &&
  'column' in value &&
  typeof value.column === 'string' &&
  'text' in value &&
  typeof value.text === 'string';

/** The cells in a draft of a table. */
export const parseCells = (fields: DraftFields): readonly CellEdit[] => (Array.isArray(fields?.cells) ? fields.cells.filter(isCell) : []);

/** Keeps the texts in cells that are not stored, across reloads and restarts; one draft for each table. */
export const useSheetDraft = ({ kind, id }: Input<'drafts.get'>): SheetDraft => {
  const draft = useDraft({ kind, id });
  const workspace = useWorkspaceCount();
  const key = draft.isReady ? draft.key : undefined;
  const fields = draft.isReady ? draft.fields : undefined;
  const unsavedCells = useRef<{ readonly workspace: number; readonly cells: readonly CellEdit[] }>({ workspace, cells: [] });
  const unsavedFields = useCallback((): DraftFields => {
    const { workspace: typedIn, cells } = unsavedCells.current;
    return typedIn === workspace && cells.length > 0 ? { cells } : undefined;
  }, [workspace]);
  const restoredCells = useMemo(() => parseCells(fields), [fields]);
  const { keepSoon } = useDraftKeeper(key, unsavedFields, restoredCells.length > 0);
  useEffect(() => {
    // what was typed before the draft was read
    if (key && unsavedFields()) keepSoon();
  }, [key, keepSoon, unsavedFields]);
  const onChange = useCallback(
    (cells: readonly CellEdit[]): void => {
      unsavedCells.current = { workspace, cells };
      keepSoon();
    },
    [keepSoon, workspace],
  );
  return useMemo(() => ({ workspace, restored: restoredCells, onChange }), [workspace, restoredCells, onChange]);
};
