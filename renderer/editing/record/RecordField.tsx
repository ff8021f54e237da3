import { createContext, memo, type ReactNode, useContext, useMemo } from 'react';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { Origin } from '#shared/domain/origin.ts';
import { text } from '#shared/messages/text.ts';
import { getAt } from '#shared/recordPath.ts';
import { CodecField } from '../../components/CodecField.tsx';
import { LockedFields } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useComponentSettings } from '../../components/settings.tsx';
import type { FieldDraft } from '../../components/useField.ts';
import { type Edit, editAt, type FieldPath, isPathWithin, type Path } from '../fields/fieldPath.ts';
import { type FieldSpec, fieldIssueText, specCodec } from '../fields/fieldSpec.ts';
import { type RecordText, refusedPaths } from './recordState.ts';
import { textDraft } from './useInputs.ts';
import type { RecordForm } from './useRecordForm.ts';

/** The parts of a form that change with every key. They have a context of their own, so that rows without a text are not rendered again. */
type FieldTexts = {
  readonly texts: Readonly<Record<Path, RecordText>>;
  readonly issues: readonly FieldIssue[];
  /** Paths whose committed value was refused: it is shown and not stored. */
  readonly refused: readonly Path[];
};
/** The parts of a form that change with a commit. */
type FormFields = {
  readonly record: unknown;
  readonly origins: Readonly<Record<Path, Origin>>;
  readonly specOf: (path: Path) => FieldSpec | undefined;
  /** Whether each commit is stored. */
  readonly isAutosaved: boolean;
  readonly setText: (path: Path, text: RecordText | undefined) => void;
  readonly commit: (edits: readonly Edit[]) => void;
};

const FieldTextsContext = createContext<FieldTexts | undefined>(undefined);
const FormFieldsContext = createContext<FormFields | undefined>(undefined);

export type RecordFieldsProps<T> = {
  readonly form: RecordForm<T>;
  /** The issues that the core found, by path of the record. */
  readonly issues: readonly FieldIssue[];
  readonly specOf: (path: Path) => FieldSpec | undefined;
  /** Whether its fields can be edited while the workspace can't be changed, such as those that belong to this computer. */
  readonly isAlwaysEditable?: boolean | undefined;
  readonly children: ReactNode;
};

/** Provides a form to the fields inside. Fields that are stored as one goes are locked while the workspace can't be changed. */
export const RecordFields = <T extends object>({ form, issues, specOf, isAlwaysEditable = false, children }: RecordFieldsProps<T>) => {
  const { isReadOnly } = useComponentSettings();
  const { record, state, isAutosaved, setText, commit } = form;
  const { texts, origins, edits, refused } = state;
  const formFields = useMemo(
    () => ({ record, origins, specOf, isAutosaved, setText, commit }),
    [record, origins, specOf, isAutosaved, setText, commit],
  );
  const refusals = useMemo(() => refusedPaths({ edits, refused }), [edits, refused]);
  const fieldTexts = useMemo(() => ({ texts, issues, refused: refusals }), [texts, issues, refusals]);
  return (
    <FormFieldsContext.Provider value={formFields}>
      <FieldTextsContext.Provider value={fieldTexts}>
        <LockedFields isLocked={isReadOnly && isAutosaved && !isAlwaysEditable}>{children}</LockedFields>
      </FieldTextsContext.Provider>
    </FormFieldsContext.Provider>
  );
};

const useFieldTexts = (): FieldTexts => {
  const texts = useContext(FieldTextsContext);
  if (!texts) throw new Error('a field outside its form');
  return texts;
};

/** Returns the form around a field. Throws outside a form. */
export const useRecordFields = (): FormFields => {
  const value = useContext(FormFieldsContext);
  if (!value) throw new Error('a field outside its form');
  return value;
};

/** The text of a field that is no part of the record, such as the name of something to add. The form keeps it in its draft. */
export const useExtraText = (path: Path): Omit<FieldDraft<string>, 'problemText'> => {
  const { setText } = useRecordFields();
  const { texts } = useFieldTexts();
  return { current: texts[path], onText: (next) => setText(path, next) };
};

export type RecordFieldProps = {
  readonly path: FieldPath;
  /** Its name where it is the second of a pair or has no row of its own. */
  readonly label?: string | undefined;
  readonly placeholder?: string | undefined;
  /** Whether its unit is not shown, because a header shows it. */
  readonly hidesUnit?: boolean | undefined;
  /** A problem that the form itself found. */
  readonly error?: string | undefined;
  /** Whether it can't be edited. */
  readonly disabled?: boolean | undefined;
};

/** The error text of a field: an issue of the core, or that its restored text is not saved. */
export const useFieldError = (path: FieldPath): string | undefined => {
  const { specOf, isAutosaved } = useRecordFields();
  const { issues, texts, refused } = useFieldTexts();
  const issue = issues.find((candidate) => candidate.path === path);
  if (issue) {
    const problem = fieldIssueText(specOf(path), issue);
    const isUnsaved = isAutosaved && refused.some((refusedPath) => isPathWithin(path, refusedPath) || isPathWithin(refusedPath, path));
    return isUnsaved ? text('records.notSavedField', { problem }) : problem;
  }
  const restoredText = texts[path];
  return isAutosaved && restoredText?.isRestored && restoredText.meaning ? text('records.restoredField') : undefined;
};

type MemoFieldProps = RecordFieldProps &
  Pick<FormFields, 'setText' | 'commit' | 'isAutosaved'> & {
    readonly spec: FieldSpec;
    readonly value: unknown;
    /** Its uncommitted text. */
    readonly current: RecordText | undefined;
    readonly error: string | undefined;
  };

/** A field that is rendered again only when its own props change. */
const MemoField = memo((props: MemoFieldProps) => {
  const { path, label, placeholder, hidesUnit = false, disabled, spec, value, current, error, isAutosaved, setText, commit } = props;
  const draft: FieldDraft<unknown> = {
    ...textDraft(current, (next) => setText(path, next)),
    ...(isAutosaved ? { problemText: (problem: string) => text('records.notSavedField', { problem }) } : {}),
  };
  const onCommit = (next: unknown) => commit([editAt(path, next)]);
  const commonProps = { name: path, required: spec.required, error, placeholder, disabled, ...(label === undefined ? {} : { label }) };
  if (spec.kind === 'choice')
    return (
      <SelectField {...commonProps} value={value === undefined ? undefined : String(value)} choices={spec.choices} onCommit={onCommit} />
    );
  return (
    <CodecField
      {...commonProps}
      codec={specCodec(spec)}
      draft={draft}
      value={spec.kind === 'text' ? (value ?? '') : value}
      unit={spec.kind === 'number' && !hidesUnit ? spec.unit : undefined}
      rows={spec.kind === 'text' ? spec.rows : undefined}
      onCommit={onCommit}
    />
  );
});

/** The field at a path: its kind, unit and name come from the spec, its value from the record. */
export const RecordField = (props: RecordFieldProps) => {
  const { path } = props;
  const { record, specOf, isAutosaved, setText, commit } = useRecordFields();
  const { texts } = useFieldTexts();
  const spec = useMemo(() => specOf(path), [specOf, path]);
  const issue = useFieldError(path);
  if (!spec) return undefined;
  const value = getAt(record, path);
  return (
    <MemoField
      {...props}
      spec={spec}
      value={value}
      current={texts[path]}
      error={issue ?? props.error}
      isAutosaved={isAutosaved}
      setText={setText}
      commit={commit}
    />
  );
};
