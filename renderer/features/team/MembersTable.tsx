import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogTitle from '@mui/material/DialogTitle';
import { useId, useState } from 'react';
import type { TeamAccess, TeamMember } from '#shared/domain/team.ts';
import { text } from '#shared/messages/text.ts';
import { TextField } from '../../components/CodecField.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { EditButton, QuietEditButton } from '../../components/EditButton.tsx';
import { Actions } from '../../components/EmptyState.tsx';
import { Form, FormRow } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { Body } from '../encryption/index.ts';

const ACCESS_LEVELS: readonly TeamAccess[] = ['reader', 'editor', 'owner'];

const accessChoices = () => ACCESS_LEVELS.map((access) => ({ value: access, label: text(`team.access.${access}`) }));

const NewMemberDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const id = useId();
  const [member, setMember] = useState<TeamMember>({ role: '', name: '', access: 'editor' });
  const [isSubmitted, setSubmitted] = useState(false);
  const save = useCommand('team.saveMember', { isUndoable: false, doneText: () => text('toast.memberSaved') });
  const errorOf = (value: string): string | undefined => (isSubmitted && value.trim() === '' ? text('team.required') : undefined);
  const run = async (): Promise<void> => {
    setSubmitted(true);
    if (member.role.trim() === '' || member.name.trim() === '') return;
    if (await save.run(member)) onClose();
  };
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} maxWidth="xs" fullWidth>
      <DialogTitle id={id}>{text('team.addMember')}</DialogTitle>
      <Body>
        <p>{text('team.addMemberBody')}</p>
        <Form>
          <FormRow label={text('team.role')}>
            <TextField
              autoFocus
              name="memberRole"
              required
              maxLength={63}
              value={member.role}
              error={errorOf(member.role)}
              onCommit={(role) => setMember({ ...member, role: role ?? '' })}
            />
          </FormRow>
          <FormRow label={text('team.member')}>
            <TextField
              name="memberName"
              required
              maxLength={120}
              value={member.name}
              error={errorOf(member.name)}
              onCommit={(name) => setMember({ ...member, name: name ?? '' })}
            />
          </FormRow>
          <FormRow label={text('team.access')}>
            <SelectField<TeamAccess>
              value={member.access}
              choices={accessChoices()}
              onCommit={(access) => setMember({ ...member, access })}
            />
          </FormRow>
        </Form>
      </Body>
      <DialogActions>
        <Button onClick={onClose}>{text('action.cancel')}</Button>
        <Button variant="contained" color="primary" disabled={save.isPending} onClick={() => void run()}>
          {text('team.addMember')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};

export type MembersTableProps = { readonly members: readonly TeamMember[]; readonly isOwner: boolean; readonly ownRole: string };

/** The members of a shared workspace; an owner changes their access. */
export const MembersTable = ({ members, isOwner, ownRole }: MembersTableProps) => {
  const [isAdding, setAdding] = useState(false);
  const [removedMember, setRemovedMember] = useState<TeamMember>();
  const save = useCommand('team.saveMember', { isUndoable: false, doneText: () => text('toast.memberSaved') });
  const remove = useCommand('team.removeMember', { isUndoable: false, doneText: () => text('toast.memberRemoved') });
  return (
    <>
      <SimpleTable<TeamMember>
        label={text('team.members')}
        rows={members}
        rowKey={({ role }) => role}
        columns={[
          { key: 'name', label: text('team.member'), tone: 'key', cell: ({ name }) => name },
          { key: 'role', label: text('team.role'), tone: 'context', cell: ({ role }) => role },
          {
            key: 'access',
            label: text('team.access'),
            cell: (member) =>
              isOwner && member.role !== ownRole ? (
                <SelectField<TeamAccess>
                  label={`${text('team.access')}: ${member.name}`}
                  value={member.access}
                  choices={accessChoices()}
                  onCommit={(access) => void save.run({ ...member, access })}
                />
              ) : (
                text(`team.access.${member.access}`)
              ),
          },
          ...(isOwner
            ? [
                {
                  key: 'remove',
                  label: text('common.actions'),
                  isLabelHidden: true,
                  align: 'right' as const,
                  cell: (member: TeamMember) =>
                    member.role === ownRole ? undefined : (
                      <QuietEditButton onClick={() => setRemovedMember(member)}>{text('team.removeMember')}</QuietEditButton>
                    ),
                },
              ]
            : []),
        ]}
        foot={text('team.accessHint')}
      />
      {isOwner ? (
        <Actions>
          <EditButton onClick={() => setAdding(true)}>{text('team.addMember')}</EditButton>
        </Actions>
      ) : undefined}
      {isAdding ? <NewMemberDialog onClose={() => setAdding(false)} /> : undefined}
      {removedMember ? (
        <Confirm
          open
          title={text('team.removeMemberTitle', { name: removedMember.name })}
          action={text('team.removeMember')}
          onConfirm={() => void remove.run({ role: removedMember.role })}
          onClose={() => setRemovedMember(undefined)}
        >
          {text('team.removeMemberBody', { name: removedMember.name })}
        </Confirm>
      ) : undefined}
    </>
  );
};
