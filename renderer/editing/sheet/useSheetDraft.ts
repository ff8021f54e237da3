import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Input } from '#shared/contract/contract.ts';
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
  const key = draft.ready ? draft.key : undefined;
  const fields = draft.ready ? draft.fields : undefined;
  const unsaved = useRef<readonly CellEdit[]>([]);
  const unsavedFields = useCallback((): DraftFields => (unsaved.current.length > 0 ? { cells: unsaved.current } : undefined), []);
  const restored = useMemo(() => parseCells(fields), [fields]);
  const { keepSoon } = useDraftKeeper(key, unsavedFields, restored.length > 0);
  useEffect(() => {
    // what was typed before the draft was read
    if (key && unsaved.current.length > 0) keepSoon();
  }, [key, keepSoon]);
  const onChange = useCallback(
    (cells: readonly CellEdit[]): void => {
      unsaved.current = cells;
      keepSoon();
    },
    [keepSoon],
  );
  return useMemo(() => ({ restored, onChange }), [restored, onChange]);
};
