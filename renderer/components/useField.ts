import { useEffect, useId, useState } from 'react';
import { comma } from '#shared/messages/text.ts';
import { messageIdOf, useRowOfField } from './FormRow.tsx';

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

/** What a typed text means: a value, or what is wrong with it. */
export type Read<Value> = { readonly value: Value | undefined } | { readonly problem: string };

export type TypedFieldProps<Value> = FieldProps & {
  readonly value: Value | undefined;
  /** Called when the field is left or Enter is pressed with another value than before; undefined empties it. */
  readonly onCommit: (value: Value | undefined) => void;
  /** Called on every key, for a what-if and for keeping half-typed text; `value` is undefined while it is none. */
  readonly onType?: ((text: string, value: Value | undefined) => void) | undefined;
  /** Half-typed text from before a restart. */
  readonly typed?: string | undefined;
};

type Behaviour<Value> = {
  readonly format: (value: Value) => string;
  readonly read: (text: string) => Read<Value>;
};

export type TypedField = {
  readonly text: string;
  readonly problem: string | undefined;
  readonly type: (text: string) => void;
  readonly enter: () => void;
  readonly commit: () => void;
  /** Back to the value before typing began; false when there was nothing to take back. */
  readonly restore: () => boolean;
};

const meantBy = <Value>(read: Read<Value>): Value | undefined => ('value' in read ? read.value : undefined);

/**
 * A field that keeps what was typed until it means something: it commits on leaving, never per key, and a text that can't be read stays
 * with a message under it.
 */
export const useTypedField = <Value extends string | number>(
  { value, onCommit, onType, typed }: TypedFieldProps<Value>,
  { format, read }: Behaviour<Value>,
): TypedField => {
  const [typing, setTyping] = useState(typed);
  const [problem, setProblem] = useState<string>();
  const [before, setBefore] = useState(value);
  const [seen, setSeen] = useState(value);
  /** Committed, and not yet come back as the value. */
  const [sent, setSent] = useState<readonly (Value | undefined)[]>([]);
  const stop = () => {
    setTyping(undefined);
    setProblem(undefined);
  };
  if (seen !== value) {
    setSeen(value);
    const echoed = sent.indexOf(value);
    setSent(sent.slice(echoed + 1));
    // a change from outside (undo, another window) goes first; one that only echoes what was typed or committed here does not
    if (echoed < 0 && typing !== undefined && meantBy(read(typing)) !== value) stop();
  }
  const formatted = value === undefined ? '' : format(value);
  return {
    text: typing ?? formatted,
    problem,
    enter: () => {
      if (typing === undefined) setBefore(value);
    },
    type: (text) => {
      setTyping(text);
      if (problem !== undefined && !('problem' in read(text))) setProblem(undefined);
      onType?.(text, meantBy(read(text)));
    },
    commit: () => {
      if (typing === undefined) return;
      const meant = read(typing);
      if ('problem' in meant) {
        setProblem(meant.problem);
        return;
      }
      stop();
      if (meant.value !== before) {
        setSent([...sent, meant.value]);
        onCommit(meant.value);
      }
      setBefore(meant.value);
    },
    restore: () => {
      if (typing === undefined && problem === undefined) return false;
      stop();
      onType?.(before === undefined ? '' : format(before), before);
      return true;
    },
  };
};
