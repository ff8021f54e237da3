import { styled } from '@mui/material/styles';
import { useMemo, useState } from 'react';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { BuyerGroup } from '#shared/domain/buyer.ts';
import type { BuyerId, GroupId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { FormGroup, FormRow, RowNote } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, rootOf, set } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { SmallLine } from '../../editing/record/formParts.tsx';
import { RecordDialog } from '../../editing/record/RecordDialog.tsx';
import { useFieldError, useRecordFields } from '../../editing/record/RecordField.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';

/** A group as it is edited: its name, the reason, and its buyers. */
type EditedGroup = BuyerGroup & { readonly members: readonly BuyerId[] };

const GROUP = rootOf<EditedGroup>();
const NAME = at(GROUP, 'name');
const MEMBERS = at(GROUP, 'members');
const MAX_NAME = 200;
const MAX_WHY = 500;

const isGroup = (value: unknown): value is EditedGroup =>
  typeof value === 'object' && value !== null && 'members' in value && Array.isArray(value.members);

const specOf = (path: string): FieldSpec | undefined => {
  if (path === NAME) return { kind: 'text', label: text('groups.form.name'), required: true, maxLength: MAX_NAME };
  if (path === at(GROUP, 'why')) return { kind: 'text', label: text('groups.form.why'), required: false, rows: 3, maxLength: MAX_WHY };
  return undefined;
};

const Name = styled('span')({ '&&': { fontSize: '0.8125rem', lineHeight: '28px', color: 'inherit' } });

/** The buyers of the group, and those that can be added to it. */
const Members = ({ group: { members } }: { readonly group: EditedGroup }) => {
  const { commit } = useRecordFields();
  const error = useFieldError(MEMBERS);
  const list = useCall('buyers.list', {}, { keepLast: true });
  const rows = list.data?.rows ?? [];
  const nameOf = (member: BuyerId) => rows.find((row) => row.id === member)?.name ?? member;
  const setMembers = (next: readonly BuyerId[]) => commit([set(MEMBERS, next)]);
  return (
    <>
      <FormGroup title={text('groups.form.buyers')} />
      {members.map((member) => (
        <SmallLine
          key={member}
          label={nameOf(member)}
          columns="minmax(0, 1fr)"
          remove={{
            label: text('groups.form.remove', { buyer: nameOf(member) }),
            onAction: () => setMembers(members.filter((memberId) => memberId !== member)),
          }}
        >
          <Name>{nameOf(member)}</Name>
        </SmallLine>
      ))}
      <FormRow label={text('groups.form.addBuyer')}>
        <SelectField<BuyerId>
          name="members"
          value={undefined}
          placeholder={text('groups.form.choose')}
          choices={rows
            .filter((row) => !members.includes(row.id))
            .map((row) => ({
              value: row.id,
              label: row.name,
              note: row.group && text('groups.form.inGroup', { group: row.group.name }),
            }))}
          error={error}
          onCommit={(buyer) => setMembers([...members, buyer])}
        />
      </FormRow>
      <RowNote>{text('groups.form.note')}</RowNote>
    </>
  );
};

export type GroupDialogProps = {
  /** The stored group and its buyers; undefined to create one. */
  readonly stored: EditedGroup | undefined;
  readonly onClose: () => void;
  readonly onSaved?: (id: GroupId) => void;
};

/** Creates or edits a group of buyers that are treated as one. */
export const GroupDialog = ({ stored, onClose, onSaved }: GroupDialogProps) => {
  const [refusal, setRefusal] = useState<OrebookError>();
  const blankGroup = useMemo((): EditedGroup => ({ id: window.crypto.randomUUID() as GroupId, name: '', why: '', members: [] }), []);
  const save = useCommand('buyerGroups.save', {
    doneText: (_output, { group }) => text('groups.saved', { name: group.name }),
    isExclusive: true,
    shows: (error) => {
      setRefusal(error);
      return error.code === 'BAD_INPUT';
    },
  });
  return (
    <RecordDialog<EditedGroup>
      title={text(stored ? 'groups.page.edit' : 'groups.form.new')}
      action={text('groups.form.save')}
      draft={{ kind: 'buyer', id: `group.${stored?.id ?? 'new'}` }}
      record={stored ?? blankGroup}
      isRecord={stored ? undefined : isGroup}
      specOf={specOf}
      issues={serverIssues(refusal, 'group')}
      onEdit={() => setRefusal(undefined)}
      isComplete={({ name }) => name.trim() !== ''}
      focus={NAME}
      onSubmit={async ({ members, ...group }) => {
        const isSaved = (await save.run({ group, members })) !== undefined;
        if (isSaved) onSaved?.(group.id);
        return isSaved;
      }}
      onClose={onClose}
    >
      {({ record }) => (
        <>
          <RecordRow path={NAME} />
          <RecordRow path={at(GROUP, 'why')} />
          <Members group={record} />
        </>
      )}
    </RecordDialog>
  );
};
