import { Suspense, useState } from 'react';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { namesInPrice } from '#shared/domain/termReferences.ts';
import type { PriceBasis } from '#shared/domain/terms.ts';
import { text } from '#shared/messages/text.ts';
import { FormRow, useIsLocked } from '../../../components/FormRow.tsx';
import { MenuButton } from '../../../components/MenuButton.tsx';
import { usePresentation } from '../../../components/settings.tsx';
import { type FieldPath, pathTo, set } from '../../../editing/fields/fieldPath.ts';
import { useRecordFields } from '../../../editing/record/RecordField.tsx';
import { IndexEndDialog } from '../../market/index.ts';
import { useEditor } from './EditorContext.ts';

export type IndexEndRowProps = { readonly path: FieldPath<PriceBasis>; readonly price: PriceBasis };

/** Enters when an index that a price names ends, and what replaces it; absent where the price names none, and in a locked form. */
export const IndexEndRow = ({ path, price }: IndexEndRowProps) => {
  const { options } = useEditor();
  const { commit } = useRecordFields();
  const { label } = usePresentation();
  const isLocked = useIsLocked();
  const [editedIndex, setEditedIndex] = useState<{ readonly path: FieldPath<ReferenceCode>; readonly code: ReferenceCode }>();
  const indices = namesInPrice(price).references.flatMap((name) => {
    const reference = options.references.find(({ code }) => code === name.code);
    return reference ? [{ path: pathTo<ReferenceCode>(`${path}.${name.path}`), ...reference }] : [];
  });
  if (indices.length === 0 || isLocked) return undefined;
  return (
    <>
      <FormRow label={text('form.indexEnd')} term="indexAverage">
        <MenuButton
          label={text('form.indexEnd.enter')}
          entries={indices.map((index) => ({ key: index.path, label: label(index.name), onPick: () => setEditedIndex(index) }))}
        />
      </FormRow>
      {editedIndex ? (
        <Suspense>
          <IndexEndDialog
            index={editedIndex.code}
            valuationMonth={options.valuationMonth}
            onSaved={(code) => commit([set(editedIndex.path, code)])}
            onClose={() => setEditedIndex(undefined)}
          />
        </Suspense>
      ) : undefined}
    </>
  );
};
