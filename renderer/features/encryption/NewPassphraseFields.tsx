import { text } from '#shared/messages/text.ts';
import { FormRow } from '../../components/FormRow.tsx';
import { type NewPassphrase, passphraseProblem, repetitionProblem } from './newPassphrase.ts';
import { PassphraseField } from './PassphraseField.tsx';

export type NewPassphraseFieldsProps = {
  readonly value: NewPassphrase;
  readonly onChange: (newPassphrase: NewPassphrase) => void;
  /** Shows the problems. */
  readonly isChecked: boolean;
  readonly onEnter?: (() => void) | undefined;
  readonly autoFocus?: boolean | undefined;
};

/** The rows of a new passphrase, which is entered twice. */
export const NewPassphraseFields = ({ value, onChange, isChecked, onEnter, autoFocus }: NewPassphraseFieldsProps) => (
  <>
    <FormRow label={text('passphrase.new')}>
      <PassphraseField
        autoFocus={autoFocus}
        name="next"
        value={value.passphrase}
        error={isChecked ? passphraseProblem(value) : undefined}
        onChange={(passphrase) => onChange({ ...value, passphrase })}
        onEnter={onEnter}
      />
    </FormRow>
    <FormRow label={text('passphrase.again')}>
      <PassphraseField
        name="again"
        value={value.repetition}
        error={isChecked ? repetitionProblem(value) : undefined}
        onChange={(repetition) => onChange({ ...value, repetition })}
        onEnter={onEnter}
      />
    </FormRow>
  </>
);
