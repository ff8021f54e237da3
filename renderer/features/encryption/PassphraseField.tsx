import IconButton from '@mui/material/IconButton';
import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import { type KeyboardEvent, useState } from 'react';
import { text } from '#shared/messages/text.ts';
import { Icon } from '../../components/Icon.tsx';
import { type FieldProps, useFieldFrame } from '../../components/useField.ts';

const Frame = styled(OutlinedInput)({ width: '100%', margin: '2px 0' });

export type PassphraseFieldProps = Pick<FieldProps, 'error' | 'name'> & {
  readonly value: string;
  /** Called at every key: a passphrase stays in the page's memory and is never part of a draft. */
  readonly onChange: (value: string) => void;
  readonly onEnter?: (() => void) | undefined;
  readonly autoFocus?: boolean | undefined;
};

/** A passphrase in a row of a form, hidden unless shown on request. */
export const PassphraseField = ({ value, onChange, onEnter, autoFocus, ...props }: PassphraseFieldProps) => {
  const [isShown, setShown] = useState(false);
  const { input } = useFieldFrame({ ...props, required: true }, props.error);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) onEnter?.();
  };
  return (
    <Frame
      value={value}
      type={isShown ? 'text' : 'password'}
      error={props.error !== undefined}
      autoFocus={autoFocus ?? false}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
      inputProps={{ ...input, autoComplete: 'off', spellCheck: false, autoCapitalize: 'off' }}
      endAdornment={
        <IconButton
          aria-label={text(isShown ? 'passphrase.hide' : 'passphrase.show')}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          <Icon name="eye" size={14} />
        </IconButton>
      }
    />
  );
};
