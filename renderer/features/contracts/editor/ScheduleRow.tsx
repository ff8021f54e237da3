import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { type ClipboardEvent, type ReactNode, useState } from 'react';
import { text } from '#shared/messages/text.ts';
import { isBlock } from '../../../components/BlockField.tsx';
import { FormRow, useIsLocked } from '../../../components/FormRow.tsx';
import { at, set } from '../../../editing/fields/fieldPath.ts';
import { DEAL } from '../fields/fieldContext.ts';
import { useEditor } from './EditorContext.ts';
import { ScheduleDialog } from './ScheduleDialog.tsx';

// without a box of its own, so that the rows inside stay rows of the form's grid
const Fields = styled('div')({ display: 'contents' });

/** Opens the dialog that imports a schedule: by a button, or by pasting a block into a field inside; not in a locked form. */
export const ScheduleRow = ({ children }: { readonly children: ReactNode }) => {
  const { contract, commit } = useEditor();
  const [block, setBlock] = useState<string>();
  const isLocked = useIsLocked();
  const onPaste = (event: ClipboardEvent) => {
    const pastedText = event.clipboardData.getData('text/plain');
    if (!isBlock(pastedText)) return;
    event.preventDefault();
    setBlock(pastedText);
  };
  if (isLocked) return children;
  return (
    <>
      <Fields onPasteCapture={onPaste}>{children}</Fields>
      <FormRow label={text('schedule.row')}>
        <Button onClick={() => setBlock('')}>{text('schedule.paste')}</Button>
      </FormRow>
      {block === undefined ? undefined : (
        <ScheduleDialog
          contract={contract}
          block={block}
          onApply={(terms) => {
            commit([set(at(DEAL, 'terms'), terms)]);
            setBlock(undefined);
          }}
          onClose={() => setBlock(undefined)}
        />
      )}
    </>
  );
};
