import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { styled } from '@mui/material/styles';
import type { SecretMemoryState } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { RowNote } from '../../components/FormRow.tsx';

export type RememberPasswordProps = {
  readonly memory: SecretMemoryState;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
};

const FieldColumn = styled('div')({ gridColumn: '2 / -1' });

/** The choice to store the password of the database in the key store of the system, and what happens otherwise. */
export const RememberPassword = ({ memory, isChecked, onChange }: RememberPasswordProps) => (
  <>
    {memory === 'unavailable' ? undefined : (
      <FieldColumn>
        <FormControlLabel
          control={<Checkbox checked={isChecked} onChange={(_event, next) => onChange(next)} />}
          label={text('team.remember')}
        />
      </FieldColumn>
    )}
    <RowNote>{text(isChecked ? 'team.rememberHint' : 'team.passwordHint')}</RowNote>
  </>
);
