import { useCallback } from 'react';
import type { ImportTarget, PlacedField } from '#shared/contract/imports.ts';
import { useComponentSettings } from '../../components/settings.tsx';
import { bringRoutes } from './bringRoutes.ts';

export type HandedBlock = { readonly target: ImportTarget; readonly block: string; readonly fields: readonly PlacedField[] };

let handed: HandedBlock | undefined;

/** The block that a table handed over, once. */
export const takeHanded = (): HandedBlock | undefined => {
  const block = handed;
  handed = undefined;
  return block;
};

/**
 * What a table does with a pasted block that holds more rows than it: the import checks it and shows what it would add and change.
 * `fieldOf` names what stands in a column of the table; it has to stay the same function.
 */
export const useRowsBeyond = (
  target: ImportTarget,
  fieldOf: (column: string) => PlacedField,
): ((block: string, columns: readonly string[]) => void) => {
  const { navigate } = useComponentSettings();
  return useCallback(
    (block, columns) => {
      handed = { target, block, fields: columns.map(fieldOf) };
      navigate(bringRoutes(target).paste);
    },
    [target, fieldOf, navigate],
  );
};
