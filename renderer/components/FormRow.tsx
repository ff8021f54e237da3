import { styled } from '@mui/material/styles';
import { createContext, type KeyboardEvent, type ReactNode, useContext, useId, useMemo, useState } from 'react';
import type { Origin } from '#shared/domain/origin.ts';
import { type GlossaryTerm, glossaryEntry } from '#shared/messages/glossary.ts';
import { OriginMark } from './OriginMark.tsx';
import { StateShape } from './StateMark.tsx';
import { ExplainedLabel } from './Term.tsx';
import { VisuallyHidden } from './VisuallyHidden.tsx';

/** The context of a row for its fields: its label, and where their messages appear. */
export type FieldRow = {
  readonly id: string;
  readonly label: string;
  readonly report: (fieldId: string, message: string | undefined) => void;
};

const Row = createContext<FieldRow | undefined>(undefined);
export const useFieldRow = (): FieldRow | undefined => useContext(Row);

export type FormRowProps = {
  readonly label: string;
  /** The term of the trade that the label explains on hover or tap, and F1 in the field. */
  readonly term?: GlossaryTerm | undefined;
  /** The source of a value that the user has not entered. */
  readonly origin?: Origin | undefined;
  /** One field, or two in a `PairRow`. */
  readonly children: ReactNode;
};

/** A form: label, input and mark in three columns. */
export const Form = styled('div')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'grid',
  gridTemplateColumns: '118px minmax(0, 1fr) 16px',
  columnGap: 8,
  alignItems: 'center',
}));

const GroupHead = styled('h3')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: theme.typography.fontWeightBold,
  gridColumn: '1 / -1',
  margin: '10px 0 2px',
  paddingBottom: 3,
  color: theme.vars.palette.text.secondary,
  borderBottom: `1px solid ${theme.vars.palette.divider}`,
}));

/** The heading of a group of rows. */
export const FormGroup = ({ title }: { readonly title: string }) => <GroupHead>{title}</GroupHead>;

const Label = styled('label')(({ theme }) => ({ lineHeight: '16px', color: theme.vars.palette.text.secondary }));

const Inputs = styled('div')({ minWidth: 0, minHeight: 32, display: 'flex', flexDirection: 'column', justifyContent: 'center', gap: 4 });

const Mark = styled('span')({ display: 'inline-flex', '& svg': { margin: 0 } });

const ErrorLine = styled('div')(({ theme }) => ({
  gridColumn: '2 / -1',
  display: 'flex',
  gap: 5,
  paddingBottom: 4,
  fontSize: '0.75rem',
  lineHeight: '16px',
  color: theme.vars.palette.ore.state.breach.text,
  '& svg': { flex: 'none', marginTop: 1 },
}));

/** A remark under the field of a row. */
export const RowNote = styled('p')(({ theme }) => ({
  gridColumn: '2 / -1',
  margin: '0 0 6px',
  fontSize: '0.75rem',
  lineHeight: '16px',
  color: theme.vars.palette.text.secondary,
}));

/** The id of a row's label. */
export const labelIdOf = (rowId: string): string => `${rowId}-label`;

/** The id of the message under a field. */
export const messageIdOf = (fieldId: string): string => `${fieldId}-message`;

export type FieldMessageProps = { readonly fieldId: string; readonly children: string };

/** The error of a field with its remedy, and the octagon mark. */
export const FieldMessage = ({ fieldId, children }: FieldMessageProps) => (
  <ErrorLine id={messageIdOf(fieldId)} role="alert">
    <StateShape state="breached" size={13} />
    <span>{children}</span>
  </ErrorLine>
);

/** Collects the messages of the fields of a row, and renders them under it. */
const useRow = (label: string): { readonly row: FieldRow; readonly messages: ReactNode } => {
  const id = useId();
  const [messages, setMessages] = useState<Readonly<Record<string, string>>>({});
  const row = useMemo(
    () => ({
      id,
      label,
      report: (fieldId: string, message: string | undefined) =>
        setMessages((currentMessages) => {
          if (currentMessages[fieldId] === message) return currentMessages;
          const { [fieldId]: _, ...others } = currentMessages;
          return message === undefined ? others : { ...others, [fieldId]: message };
        }),
    }),
    [id, label],
  );
  return {
    row,
    messages: Object.entries(messages).map(([fieldId, message]) => (
      <FieldMessage key={fieldId} fieldId={fieldId}>
        {message}
      </FieldMessage>
    )),
  };
};

/** One row of a form, with the messages of its fields under it. */
export const FormRow = ({ label, term, origin, children }: FormRowProps) => {
  const { row, messages } = useRow(label);
  const [isExplained, setExplained] = useState(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'F1') {
      event.preventDefault();
      setExplained((wasExplained) => !wasExplained);
    } else if (event.key === 'Escape') setExplained(false);
  };
  return (
    <Row.Provider value={row}>
      <Label id={labelIdOf(row.id)} htmlFor={row.id}>
        {term === undefined ? (
          label
        ) : (
          <ExplainedLabel term={term} open={isExplained}>
            {label}
          </ExplainedLabel>
        )}
      </Label>
      {term === undefined ? (
        <Inputs>{children}</Inputs>
      ) : (
        <Inputs onKeyDown={onKeyDown} onBlur={() => setExplained(false)}>
          {children}
          {isExplained ? <VisuallyHidden role="status">{glossaryEntry(term).text}</VisuallyHidden> : undefined}
        </Inputs>
      )}
      <Mark>{origin ? <OriginMark origin={origin} /> : undefined}</Mark>
      {messages}
    </Row.Provider>
  );
};

const Lock = createContext(false);

/** Whether the fields around are shown and can't be edited. */
export const useIsLocked = (): boolean => useContext(Lock);

/** Locks the fields inside: their values stay readable and can be copied. */
export const LockedFields = ({ isLocked, children }: { readonly isLocked: boolean; readonly children: ReactNode }) => (
  <Lock.Provider value={isLocked}>{children}</Lock.Provider>
);

const Line = styled('div')({ gridColumn: '1 / -1', minWidth: 0 });

export type FormLineProps = {
  /** The name of the line, prefixed to the accessible names of its fields, which have labels of their own. */
  readonly label: string;
  readonly children: ReactNode;
};

/** A line of several small fields over the whole width of a form, with their messages under it. */
export const FormLine = ({ label, children }: FormLineProps) => {
  const { row, messages } = useRow(label);
  return (
    <Row.Provider value={row}>
      <Line>
        {children}
        {messages}
      </Line>
    </Row.Provider>
  );
};

const Pair = styled('div')({ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)', columnGap: 8 });

/** Two related fields in one row; the row labels the first, the second has its own label. */
export const PairRow = ({ children }: { readonly children: ReactNode }) => <Pair>{children}</Pair>;
