import { useCallback } from 'react';
import type { ImportTarget, PlacedField } from '#shared/contract/imports.ts';
import { useComponentSettings } from '../../components/settings.tsx';
import { importRoutes } from './importRoutes.ts';

export type PendingPaste = { readonly target: ImportTarget; readonly block: string; readonly fields: readonly PlacedField[] };

let pendingPaste: PendingPaste | undefined;

/** Returns the block that a table passed to the import, and forgets it. */
export const takePendingPaste = (): PendingPaste | undefined => {
  const block = pendingPaste;
  pendingPaste = undefined;
  return block;
};

/**
 * Returns a function that passes a pasted block with more rows than the table to the import, which checks and previews it.
 * `fieldOf` maps a column of the table to an import field; it must be a stable function.
 */
export const usePasteOfMoreRows = (
  target: ImportTarget,
  fieldOf: (column: string) => PlacedField,
): ((block: string, columns: readonly string[]) => void) => {
  const { navigate } = useComponentSettings();
  return useCallback(
    (block, columns) => {
      pendingPaste = { target, block, fields: columns.map(fieldOf) };
      navigate(importRoutes(target).paste);
    },
    [target, fieldOf, navigate],
  );
};
