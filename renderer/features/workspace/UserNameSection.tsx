import { useMemo } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import { MAX_USER_NAME } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { call } from '../../api/client.ts';
import { useSendCommand } from '../../api/queries.ts';
import { Section } from '../../components/Section.tsx';
import { at, rootOf } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { useRequestedField } from '../../editing/record/focusField.ts';
import { RecordFields } from '../../editing/record/RecordField.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';
import { type OpenDraft, useDraft } from '../../editing/record/useDraft.ts';
import { useSettingsEditor } from '../../editing/record/useSettingsEditor.ts';
import { Fields, Hint } from './formParts.ts';

/** The person who works on this computer. */
type User = { readonly userName: string };

const USER_NAME = at(rootOf<User>(), 'userName');

const userField = (path: string): FieldSpec | undefined =>
  path === USER_NAME ? { kind: 'text', label: text('settings.userName'), required: false, maxLength: MAX_USER_NAME } : undefined;

type UserNameProps = { readonly userName: string; readonly receivedAt: number };

const UserNameForm = ({ userName, receivedAt, draft, fields }: UserNameProps & OpenDraft) => {
  const send = useSendCommand('workspace.setUserName');
  const record = useMemo((): User => ({ userName }), [userName]);
  const { form, refusal } = useSettingsEditor<User>({
    draft,
    fields,
    record,
    receivedAt,
    save: (_changes, user, requestId) => send({ name: user.userName }, { requestId, timeoutMs: 0 }),
    fetch: async () => {
      const state = await call('workspace.state', {});
      if (!state.open) throw new OrebookError('NO_WORKSPACE');
      return { userName: state.userName ?? '' };
    },
  });
  useRequestedField();
  return (
    <RecordFields form={form} issues={serverIssues(refusal, '')} specOf={userField} isAlwaysEditable>
      <Fields>
        <RecordRow path={USER_NAME} />
        <Hint>{text('settings.userNameHint')}</Hint>
      </Fields>
    </RecordFields>
  );
};

/** Edits the name of the person who works on this computer, which new changes carry. */
export const UserNameSection = (props: UserNameProps) => {
  const draft = useDraft({ kind: 'workspace', id: 'userName' });
  return (
    <Section title={text('settings.user')} note={text('settings.userNote')}>
      {draft.isReady ? <UserNameForm {...props} draft={draft.key} fields={draft.fields} /> : undefined}
    </Section>
  );
};
