import { text } from '#shared/messages/text.ts';
import { FormRow } from '../../components/FormRow.tsx';
import { type ChosenPassphrase, passphraseProblem, repetitionProblem } from './choosePassphrase.ts';
import { PassphraseField } from './PassphraseField.tsx';

export type ChosenPassphraseFieldsProps = {
  readonly chosen: ChosenPassphrase;
  readonly onChange: (chosen: ChosenPassphrase) => void;
  /** Shows the problems. */
  readonly isChecked: boolean;
  readonly onEnter?: (() => void) | undefined;
  readonly autoFocus?: boolean | undefined;
};

/** The rows of a new passphrase, which is typed twice. */
export const ChosenPassphraseFields = ({ chosen, onChange, isChecked, onEnter, autoFocus }: ChosenPassphraseFieldsProps) => (
  <>
    <FormRow label={text('passphrase.new')}>
      <PassphraseField
        autoFocus={autoFocus}
        name="next"
        value={chosen.next}
        error={isChecked ? passphraseProblem(chosen) : undefined}
        onChange={(next) => onChange({ ...chosen, next })}
        onEnter={onEnter}
      />
    </FormRow>
    <FormRow label={text('passphrase.again')}>
      <PassphraseField
        name="again"
        value={chosen.again}
        error={isChecked ? repetitionProblem(chosen) : undefined}
        onChange={(again) => onChange({ ...chosen, again })}
        onEnter={onEnter}
      />
    </FormRow>
  </>
);
