import { useEffect, useId, useState } from 'react';
import { isJsonEqual } from '#shared/equality.ts';
import { comma } from '#shared/messages/text.ts';
import { messageIdOf, useRowOfField } from './FormRow.tsx';
import type { FieldCodec, Parsed } from './fieldCodec.ts';

/** What every field takes. */
export type FieldProps = {
  /** Its name where it has no row of its own, or is the second of a pair. */
  readonly label?: string | undefined;
  /** What the page says is wrong with the value, with the remedy. */
  readonly error?: string | undefined;
  readonly required?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  /** Marks the field for a form's first error or a test. */
  readonly name?: string | undefined;
};

export type FieldFrame = {
  /** For the input element: id, label and message bound to it. */
  readonly input: {
    readonly id: string;
    readonly 'aria-label'?: string;
    readonly 'aria-invalid'?: true;
    readonly 'aria-describedby'?: string;
    readonly 'aria-required'?: true;
    readonly name?: string;
  };
  readonly id: string;
  /** The message to show here; in a row, the row shows it. */
  readonly ownMessage: string | undefined;
};

/** Binds an input to its label and its message, in a row or alone. */
export const useFieldFrame = ({ label, required, name }: FieldProps, message: string | undefined): FieldFrame => {
  const row = useRowOfField();
  const ownId = useId();
  const id = row && label === undefined ? row.id : ownId;
  const report = row?.report;
  useEffect(() => {
    report?.(id, message);
    return () => report?.(id, undefined);
  }, [report, id, message]);
  const spoken = row && label !== undefined ? `${row.label}${comma()}${label}` : label;
  return {
    id,
    ownMessage: row ? undefined : message,
    input: {
      id,
      ...(spoken === undefined ? {} : { 'aria-label': spoken }),
      ...(message === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': messageIdOf(id) }),
      ...(required ? { 'aria-required': true } : {}),
      ...(name === undefined ? {} : { name }),
    },
  };
};

/** A text in a field that is not its value yet. `isLeft`: the field was left with it, so what is wrong with it shows. */
export type FieldText = { readonly text: string; readonly isLeft: boolean };

/** The text of a field that its form keeps; a field without one keeps its text itself. */
export type FieldDraft<Value> = {
  readonly current: FieldText | undefined;
  /** Takes the text of the field and what it means; undefined when the field shows its value again. */
  readonly onText: (next: FieldText | undefined, parsed?: Parsed<Value>) => void;
  /** Words a problem as the form wants it: that the text is not saved. */
  readonly problemText?: ((problem: string) => string) | undefined;
};

export type TypedFieldProps<Value> = FieldProps & {
  readonly value: Value | undefined;
  /** Called when the field is left or Enter is pressed with another value; undefined empties it. */
  readonly onCommit: (value: Value | undefined) => void;
  /** Called on every key with what the text means; undefined while it means nothing. */
  readonly onType?: ((text: string, value: Value | undefined) => void) | undefined;
  readonly draft?: FieldDraft<Value> | undefined;
};

export type TypedField = {
  readonly text: string;
  readonly problem: string | undefined;
  readonly type: (text: string) => void;
  readonly commit: () => void;
  /** Shows the value again; false when the field shows it already. */
  readonly restore: () => boolean;
};

const parsedValue = <Value>(parsed: Parsed<Value>): Value | undefined => ('value' in parsed ? parsed.value : undefined);

/** Keeps the text of a field that has no form: a change of its value from outside goes first, an echo of what was committed here does not. */
const useOwnDraft = <Value>(
  value: Value | undefined,
  { parse }: FieldCodec<Value>,
): FieldDraft<Value> & { noteSent: (sent: Value | undefined) => void } => {
  const [current, setCurrent] = useState<FieldText>();
  const [seen, setSeen] = useState(value);
  /** Committed, and not yet come back as the value. */
  const [sent, setSent] = useState<readonly (Value | undefined)[]>([]);
  if (seen !== value) {
    setSeen(value);
    const echoed = sent.indexOf(value);
    setSent(sent.slice(echoed + 1));
    if (echoed < 0 && current !== undefined && parsedValue(parse(current.text)) !== value) setCurrent(undefined);
  }
  return { current, onText: setCurrent, noteSent: (next) => setSent([...sent, next]) };
};

/**
 * A field that shows what is typed until it means something: it commits on leaving, never per key, and a text that can't be read stays
 * with a message under it. The text stands in the form's draft, or in the field where it has no form.
 */
export const useTypedField = <Value>({ value, onCommit, onType, draft }: TypedFieldProps<Value>, codec: FieldCodec<Value>): TypedField => {
  const own = useOwnDraft(value, codec);
  const { current, onText, problemText }: FieldDraft<Value> = draft ?? own;
  const parsed = current && codec.parse(current.text);
  const problem = current?.isLeft && parsed && 'problem' in parsed ? parsed.problem : undefined;
  return {
    text: current?.text ?? (value === undefined ? '' : codec.format(value)),
    problem: problem !== undefined && problemText ? problemText(problem) : problem,
    type: (text) => {
      const next = codec.parse(text);
      onText({ text, isLeft: current?.isLeft === true && 'problem' in next }, next);
      onType?.(text, parsedValue(next));
    },
    commit: () => {
      if (!current || !parsed) return;
      if ('problem' in parsed) {
        if (!current.isLeft) onText({ ...current, isLeft: true }, parsed);
        return;
      }
      onText(undefined);
      if (isJsonEqual(parsed.value, value)) return;
      own.noteSent(parsed.value);
      onCommit(parsed.value);
    },
    restore: () => {
      if (!current) return false;
      onText(undefined);
      onType?.(value === undefined ? '' : codec.format(value), value);
      return true;
    },
  };
};
