import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { styled } from '@mui/material/styles';
import { type ReactNode, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import type { Input } from '#shared/contract/contract.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import { text } from '#shared/messages/text.ts';
import { connection, useConnection, waitUntilLive } from '../../api/connection.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Form, LockedFields } from '../../components/FormRow.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useComponentSettings, useTexts } from '../../components/settings.tsx';
import { focusInvalidField } from '../../components/useField.ts';
import type { FieldPath, Path } from '../fields/fieldPath.ts';
import type { FieldSpec } from '../fields/fieldSpec.ts';
import { focusField } from './focusField.ts';
import { restoredDraft } from './newRecord.ts';
import { RecordFields } from './RecordField.tsx';
import { RestoredDraftNote } from './RecordNotes.tsx';
import type { Expand, Opening } from './recordState.ts';
import { type DraftFields, type DraftKey, parseDraft, useDraft } from './useDraft.ts';
import { useUnstoredForm } from './useInputs.ts';
import type { RecordForm } from './useRecordForm.ts';

export type RecordDialogProps<T> = {
  readonly title: string;
  /** The label of the button that submits. */
  readonly action: string;
  /** Names the draft, which outlives a reload and a restart; Cancel and submitting discard it. */
  readonly draft: Input<'drafts.get'>;
  /** The record to begin with; undefined while it is read. */
  readonly record: T | undefined;
  /** Checks a record that comes from a draft. Absent where a stored record is edited: then the draft's edits apply to `record`. */
  readonly isRecord?: ((value: unknown) => value is T) | undefined;
  readonly specOf: (path: Path, record: T) => FieldSpec | undefined;
  readonly expand?: Expand<T> | undefined;
  /** The issues of the record that was submitted. */
  readonly issues?: readonly FieldIssue[] | undefined;
  /** Called on every edit: issues concern the record submitted before it. */
  readonly onEdit?: (() => void) | undefined;
  /** Whether the record can be submitted; true unless given. */
  readonly isComplete?: ((record: T) => boolean) | undefined;
  /** The field that has the focus first. */
  readonly focus: FieldPath;
  /** Submits the record. The dialog closes when this resolves to true. */
  readonly onSubmit: (record: T) => Promise<boolean>;
  readonly onClose: () => void;
  /** Rows of the form. */
  readonly children: (form: RecordForm<T>) => ReactNode;
};

/** A part of the form over its whole width. */
export const FullWidthRow = styled('div')(({ theme }) => ({
  ...theme.typography.caption,
  gridColumn: '1 / -1',
  display: 'grid',
  gap: 4,
  marginTop: 4,
  color: theme.vars.palette.text.secondary,
}));

/** The fields scroll in a low window; the buttons stay in view. */
const DialogBody = styled('form')({ display: 'flex', flexDirection: 'column', minHeight: 0 });
const Fields = styled('fieldset')({ display: 'contents' });
const Waiting = styled('span')({ marginRight: 'auto' });

const NO_ISSUES: readonly FieldIssue[] = [];

/** Submits a record, and again whenever an app that did not answer is back: the command is the same request and runs once. */
const submitWhenLive = async (submit: () => Promise<boolean>, isOpen: () => boolean): Promise<boolean> => {
  for (;;) {
    if (await submit()) return true;
    if (connection() !== 'lost' || !(await waitUntilLive()) || !isOpen()) return false;
  }
};

const openingOf = <T,>(record: T, fields: DraftFields, isRecord: RecordDialogProps<T>['isRecord']): Opening<T> | undefined => {
  if (isRecord) return restoredDraft(fields, isRecord);
  const unsavedInput = parseDraft(fields);
  return unsavedInput && { record, unsaved: unsavedInput };
};

type DialogFormProps<T> = Omit<RecordDialogProps<T>, 'draft' | 'record' | 'isRecord' | 'title'> & {
  /** A stored record as it is now; absent for a new one. */
  readonly stored: T | undefined;
  readonly opening: Opening<T>;
  readonly draft: DraftKey;
  readonly note: ReactNode;
  readonly title: ReactNode;
};

const DialogForm = <T extends object>(props: DialogFormProps<T>) => {
  const {
    opening,
    stored,
    draft,
    note,
    title,
    action,
    specOf,
    expand,
    issues = NO_ISSUES,
    onEdit,
    isComplete,
    focus,
    onSubmit,
    onClose,
    children,
  } = props;
  const texts = useTexts();
  const form = useUnstoredForm<T>(opening, draft, expand);
  const { typedRecord, latest, forget, updateStored, state } = form;
  useEffect(() => {
    if (stored) updateStored(stored, 0);
  }, [stored, updateStored]);
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => focusField(focus, element.current ?? document), [focus]);
  const { edits, texts: fieldTexts } = state;
  const reportEdit = useEffectEvent(() => onEdit?.());
  useEffect(() => {
    if (edits.length > 0 || Object.keys(fieldTexts).length > 0) reportEdit();
  }, [edits, fieldTexts]);
  const { isReadOnly } = useComponentSettings();
  const isReady = !isReadOnly && (isComplete?.(typedRecord) ?? true);
  const [isSending, setSending] = useState(false);
  const isWaiting = useConnection() === 'lost' && isSending;
  // a refusal may concern a field that is scrolled out of sight
  const isRefused = issues.length > 0 && !isSending;
  useEffect(() => {
    if (!isRefused) return;
    const refusedField = element.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]');
    refusedField?.focus();
    refusedField?.scrollIntoView({ block: 'nearest' });
  }, [isRefused]);
  // every field and button is disabled now; the form takes the focus so that Escape still closes the dialog
  useEffect(() => {
    if (isWaiting) element.current?.focus();
  }, [isWaiting]);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  const submit = async (): Promise<void> => {
    if (isSending) return;
    const record = latest();
    setSending(true);
    const isDone = await submitWhenLive(
      () => onSubmit(record),
      () => isOpen.current,
    );
    if (isDone) forget();
    if (!isOpen.current) return;
    setSending(false);
    if (isDone) onClose();
  };
  return (
    <DialogBody
      ref={element}
      noValidate
      tabIndex={-1}
      style={{ outline: 'none' }}
      onSubmit={(event) => {
        event.preventDefault();
        const unparsedPath = Object.entries(fieldTexts).find(([, { meaning }]) => !meaning)?.[0];
        if (unparsedPath !== undefined) focusField(unparsedPath, event.currentTarget);
        else if (!focusInvalidField(event.currentTarget) && isReady) void submit();
      }}
    >
      {title}
      <DialogContent>
        {isReadOnly ? <ErrorNote state="near" text={text('common.locked')} /> : note}
        <RecordFields form={form} issues={issues} specOf={(path) => specOf(path, typedRecord)}>
          <Fields disabled={isWaiting}>
            <LockedFields isLocked={isReadOnly}>
              <Form>{children(form)}</Form>
            </LockedFields>
          </Fields>
        </RecordFields>
      </DialogContent>
      <DialogActions>
        {isWaiting ? (
          <Waiting role="status">
            <StateMark state="near">{text('records.notSent')}</StateMark>
          </Waiting>
        ) : undefined}
        <Button
          onClick={() => {
            forget();
            onClose();
          }}
        >
          {texts.cancel}
        </Button>
        <Button type="submit" variant="contained" color="primary" disabled={!isReady || isWaiting}>
          {action}
        </Button>
      </DialogActions>
    </DialogBody>
  );
};

/** A form in a dialog. What is typed is kept as a draft until it is submitted or cancelled, and is offered when the dialog opens again. */
export const RecordDialog = <T extends object>({ draft: key, record, isRecord, title, ...form }: RecordDialogProps<T>) => {
  const id = useId();
  const draft = useDraft(key);
  const [isStartedOver, setStartedOver] = useState(false);
  const restoredOpening = draft.isReady && record && !isStartedOver ? openingOf(record, draft.fields, isRecord) : undefined;
  const heading = <DialogTitle id={id}>{title}</DialogTitle>;
  return (
    <Dialog open onClose={form.onClose} aria-labelledby={id} maxWidth="xs" fullWidth>
      {draft.isReady && record ? (
        <DialogForm<T>
          key={String(isStartedOver)}
          {...form}
          title={heading}
          stored={isRecord ? undefined : record}
          opening={restoredOpening ?? { record }}
          draft={draft.key}
          note={restoredOpening ? <RestoredDraftNote onStartOver={() => setStartedOver(true)} /> : undefined}
        />
      ) : (
        heading
      )}
    </Dialog>
  );
};
