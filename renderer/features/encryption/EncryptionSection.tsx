import Button from '@mui/material/Button';
import { useState } from 'react';
import { AUTO_LOCK_MINUTES, type AutoLockMinutes, type SecretMemoryState } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { EditButton } from '../../components/EditButton.tsx';
import { Actions } from '../../components/EmptyState.tsx';
import { Form, FormRow, RowNote } from '../../components/FormRow.tsx';
import { Section } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { runIfJobsMayStop } from '../../editing/commands/stopJobs.ts';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { type PassphraseAction, PassphraseDialog } from './PassphraseDialog.tsx';

const AutoLockField = ({ minutes }: { readonly minutes: AutoLockMinutes }) => {
  const save = useCommand('workspace.setAutoLock', { isUndoable: false });
  return (
    <Form>
      <FormRow label={text('passphrase.lockAfter')}>
        <SelectField
          value={String(minutes)}
          choices={AUTO_LOCK_MINUTES.map((minutes) => ({
            value: String(minutes),
            label: minutes === 0 ? text('passphrase.never') : text('passphrase.minutes', { minutes: minutes }),
          }))}
          onCommit={(selectedMinutes) => {
            const next = AUTO_LOCK_MINUTES.find((minutes) => String(minutes) === selectedMinutes);
            if (next !== undefined) void save.run({ minutes: next });
          }}
        />
      </FormRow>
      <RowNote>{text('passphrase.lockAfterHint')}</RowNote>
    </Form>
  );
};

const MEMORY_TEXTS = { on: 'passphrase.memoryOn', off: 'passphrase.memoryOff', unavailable: 'passphrase.memoryUnavailable' } as const;

export type EncryptionSectionProps = {
  readonly isEncrypted: boolean;
  readonly autoLock: AutoLockMinutes;
  /** Absent for a workspace without a passphrase. */
  readonly memory: SecretMemoryState | undefined;
};

/** Shows whether the workspace is encrypted, sets its passphrase and locks it. */
export const EncryptionSection = ({ isEncrypted, autoLock, memory }: EncryptionSectionProps) => {
  const [action, setAction] = useState<PassphraseAction>();
  const lock = useCommand('workspace.lock', { isUndoable: false });
  const forget = useCommand('workspace.forgetPassphrase', { isUndoable: false });
  return (
    <Section title={text('passphrase.title')} note={text(isEncrypted ? 'passphrase.on' : 'passphrase.off')}>
      {isEncrypted ? <AutoLockField minutes={autoLock} /> : undefined}
      {memory === undefined ? undefined : <p>{text(MEMORY_TEXTS[memory])}</p>}
      <Actions>
        {isEncrypted ? (
          <>
            <Button disabled={lock.isPending} onClick={() => void runIfJobsMayStop(() => lock.run({}))}>
              {text('passphrase.lock')}
            </Button>
            {memory === 'on' ? (
              <EditButton disabled={forget.isPending} onClick={() => void forget.run({})}>
                {text('passphrase.forget')}
              </EditButton>
            ) : undefined}
            <EditButton onClick={() => setAction('change')}>{text('passphrase.change')}</EditButton>
            <EditButton onClick={() => setAction('remove')}>{text('passphrase.remove')}</EditButton>
          </>
        ) : (
          <EditButton onClick={() => setAction('set')}>{text('passphrase.set')}</EditButton>
        )}
      </Actions>
      {action === undefined ? undefined : <PassphraseDialog action={action} onClose={() => setAction(undefined)} />}
    </Section>
  );
};
