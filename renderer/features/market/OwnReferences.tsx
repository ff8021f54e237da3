import { useState } from 'react';
import type { DeckRow } from '#shared/contract/market.ts';
import { ReferenceCode } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { usePresentation } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { OwnReferenceDialog } from './OwnReferenceDialog.tsx';

type OpenDialog = { readonly action: 'add' } | { readonly action: 'edit' | 'remove'; readonly code: ReferenceCode };

export type OwnReferencesProps = {
  readonly rows: readonly DeckRow[];
  /** Called after a reference was added or edited. */
  readonly onSaved: (name: string) => void;
};

/** Adds, edits and removes references of the user's own. */
export const OwnReferences = ({ rows, onSaved }: OwnReferencesProps) => {
  const [dialog, setDialog] = useState<OpenDialog>();
  const { label } = usePresentation();
  const code = dialog && dialog.action !== 'add' ? dialog.code : undefined;
  const { data } = useCall('market.ownReference', { code: code ?? ReferenceCode.parse('-') }, { enabled: code !== undefined });
  const editedReference = data?.reference.code === code ? data : undefined;
  const remove = useCommand('market.removeReference', {
    doneText: () => text('market.own.removed', { name: editedReference?.reference.name ?? '' }),
  });
  const close = () => setDialog(undefined);
  const ownRows = rows.filter((row) => row.isOwn);
  return (
    <>
      <EditButton onClick={() => setDialog({ action: 'add' })}>{text('market.own.add')}</EditButton>
      {ownRows.length > 0 ? (
        <MenuButton
          label={text('market.own.edit')}
          entries={ownRows.map(({ reference, name }) => ({
            key: reference,
            label: label(name),
            onPick: () => setDialog({ action: 'edit', code: ReferenceCode.parse(reference) }),
          }))}
        />
      ) : undefined}
      {dialog?.action === 'add' ? <OwnReferenceDialog rows={rows} onSaved={onSaved} onClose={close} /> : undefined}
      {dialog?.action === 'edit' && editedReference ? (
        <OwnReferenceDialog
          rows={rows}
          edited={editedReference}
          onSaved={onSaved}
          onRemove={() => setDialog({ action: 'remove', code: dialog.code })}
          onClose={close}
        />
      ) : undefined}
      <Confirm
        open={dialog?.action === 'remove' && editedReference !== undefined}
        title={text('market.own.removeTitle', { name: editedReference?.reference.name ?? '' })}
        action={text('market.own.remove')}
        onConfirm={() => editedReference && void remove.run({ code: editedReference.reference.code })}
        onClose={close}
      >
        {text('market.own.removeBody')}
      </Confirm>
    </>
  );
};
