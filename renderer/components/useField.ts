import { useEffect, useId, useState } from 'react';
import { isJsonEqual } from '#shared/equality.ts';
import { comma } from '#shared/messages/text.ts';
import { messageIdOf, useFieldRow } from './FormRow.tsx';
import type { FieldCodec, ParseResult } from './fieldCodec.ts';

/** Props of every field. */
export type FieldProps = {
  /** Its name where it has no row of its own, or is the second of a pair. */
  readonly label?: string | undefined;
  /** The error text of the value, with the remedy. */
  readonly error?: string | undefined;
  readonly required?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  /** Identifies the field, for focus and tests. */
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

/**
 * Delays a change of the message while the pointer is pressed until it is released: the line of the message moves the content below it, so
 * a button whose press moved the focus out of the field would leave the pointer and lose its click.
 */
const useShownMessage = (message: string | undefined): string | undefined => {
  const [shownMessage, setShownMessage] = useState(message);
  useEffect(() => {
    if (document.querySelector(':active') === null) {
      setShownMessage(message);
      return;
    }
    const release = new AbortController();
    // after the click that follows the release
    const show = () => setTimeout(() => setShownMessage(message));
    for (const type of ['pointerup', 'pointercancel']) addEventListener(type, show, { once: true, signal: release.signal });
    return () => release.abort();
  }, [message]);
  return shownMessage;
};

/** Binds an input to its label and its message, in a row or alone. */
export const useFieldFrame = ({ label, required, name }: FieldProps, currentMessage: string | undefined): FieldFrame => {
  const message = useShownMessage(currentMessage);
  const row = useFieldRow();
  const ownId = useId();
  const id = row && label === undefined ? row.id : ownId;
  const report = row?.report;
  useEffect(() => {
    report?.(id, message);
    return () => report?.(id, undefined);
  }, [report, id, message]);
  const accessibleLabel = row && label !== undefined ? `${row.label}${comma()}${label}` : label;
  return {
    id,
    ownMessage: row ? undefined : message,
    input: {
      id,
      ...(accessibleLabel === undefined ? {} : { 'aria-label': accessibleLabel }),
      ...(message === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': messageIdOf(id) }),
      ...(required ? { 'aria-required': true } : {}),
      ...(name === undefined ? {} : { name }),
    },
  };
};

/** An uncommitted text of a field. `isLeft`: the field was left with it, so that its problem is shown. */
export type FieldText = { readonly text: string; readonly isLeft: boolean };

/** The uncommitted text of a field, held by its form; a field without a form holds it itself. */
export type FieldDraft<Value> = {
  readonly current: FieldText | undefined;
  /** Called with the text and its parsed value; with undefined when the field shows its value again. */
  readonly onText: (next: FieldText | undefined, parsedResult?: ParseResult<Value>) => void;
  /** Formats a problem, for a form that adds that the text is not saved. */
  readonly problemText?: ((problem: string) => string) | undefined;
};

export type TypedFieldProps<Value> = FieldProps & {
  readonly value: Value | undefined;
  /** Called when the field is left or Enter is pressed with another value; undefined empties it. */
  readonly onCommit: (value: Value | undefined) => void;
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

const parsedValue = <Value>(result: ParseResult<Value>): Value | undefined => ('value' in result ? result.value : undefined);

/** Holds the text of a field without a form. A change of the value from outside replaces the text; the echo of a commit does not. */
const useOwnDraft = <Value>(
  value: Value | undefined,
  { parse }: FieldCodec<Value>,
): FieldDraft<Value> & { noteSent: (sentValue: Value | undefined) => void } => {
  const [currentText, setCurrentText] = useState<FieldText>();
  const [lastValue, setLastValue] = useState(value);
  /** Committed values that did not come back as the value yet. */
  const [sentValues, setSentValues] = useState<readonly (Value | undefined)[]>([]);
  if (lastValue !== value) {
    setLastValue(value);
    const echoIndex = sentValues.indexOf(value);
    setSentValues(sentValues.slice(echoIndex + 1));
    if (echoIndex < 0 && currentText !== undefined && parsedValue(parse(currentText.text)) !== value) setCurrentText(undefined);
  }
  return { current: currentText, onText: setCurrentText, noteSent: (next) => setSentValues([...sentValues, next]) };
};

/**
 * Runs a typed field: it commits when it is left, never per key. A text that can't be parsed stays with a message below. The text is held by
 * the form, or by the field where it has no form.
 */
export const useTypedField = <Value>({ value, onCommit, draft }: TypedFieldProps<Value>, codec: FieldCodec<Value>): TypedField => {
  const ownDraft = useOwnDraft(value, codec);
  const { current, onText, problemText }: FieldDraft<Value> = draft ?? ownDraft;
  const parsedResult = current && codec.parse(current.text);
  const problem = current?.isLeft && parsedResult && 'problem' in parsedResult ? parsedResult.problem : undefined;
  return {
    text: current?.text ?? (value === undefined ? '' : codec.format(value)),
    problem: problem !== undefined && problemText ? problemText(problem) : problem,
    type: (text) => {
      const next = codec.parse(text);
      onText({ text, isLeft: current?.isLeft === true && 'problem' in next }, next);
    },
    commit: () => {
      if (!current || !parsedResult) return;
      if ('problem' in parsedResult) {
        if (!current.isLeft) onText({ ...current, isLeft: true }, parsedResult);
        return;
      }
      onText(undefined);
      if (isJsonEqual(parsedResult.value, value)) return;
      ownDraft.noteSent(parsedResult.value);
      onCommit(parsedResult.value);
    },
    restore: () => {
      if (!current) return false;
      onText(undefined);
      return true;
    },
  };
};

/**
 * Focuses the first field of a form or of the page whose text cannot be parsed, and returns whether there is one. The value of such a
 * field is still the previous one, so that sending it would drop the text silently.
 */
export const focusInvalidField = (container: ParentNode = document): boolean => {
  const field = container.querySelector<HTMLElement>('[data-invalid]');
  field?.focus();
  return field !== null;
};
