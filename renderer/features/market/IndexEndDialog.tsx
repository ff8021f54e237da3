import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { Month } from '#shared/domain/time.ts';
import { useCall } from '../../api/queries.ts';
import { OwnReferenceDialog } from './OwnReferenceDialog.tsx';

export type IndexEndDialogProps = {
  /** The index that a term names. */
  readonly index: ReferenceCode;
  readonly valuationMonth: Month;
  /** Called with the reference that the term names from now on. */
  readonly onSaved: (code: ReferenceCode) => void;
  readonly onClose: () => void;
};

/**
 * Enters the last month of an index and what replaces it, for a term that names the index: adds a reference that is the index until then, or
 * edits the one that the term names already.
 */
export const IndexEndDialog = ({ index, valuationMonth, onSaved, onClose }: IndexEndDialogProps) => {
  const decks = useCall('decks.get', { deck: 'base', from: valuationMonth, to: valuationMonth });
  const rows = decks.data?.rows ?? [];
  const row = rows.find(({ reference }) => reference === index);
  const isAverage = row?.averages !== undefined;
  const ownReference = useCall('market.ownReference', { code: index }, { enabled: isAverage });
  if (row === undefined || (isAverage && ownReference.data === undefined)) return undefined;
  return (
    <OwnReferenceDialog
      rows={rows}
      edited={isAverage ? ownReference.data : undefined}
      index={row}
      onSaved={(_name, code) => onSaved(code)}
      onClose={onClose}
    />
  );
};
