import { createContext, memo, type ReactNode, useContext, useMemo } from 'react';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { Origin } from '#shared/domain/origin.ts';
import { text } from '#shared/messages/text.ts';
import { CodecField } from '../../components/CodecField.tsx';
import type { Parsed } from '../../components/fieldCodec.ts';
import { SelectField } from '../../components/SelectField.tsx';
import type { FieldDraft, FieldText } from '../../components/useField.ts';
import { type Edit, editAt, type FieldPath, getAt, isPathWithin, type Path } from '../fields/fieldPath.ts';
import { type FieldSpec, fieldIssueText, specCodec } from '../fields/fieldSpec.ts';
import { type RecordText, refusedPaths } from './recordState.ts';
import type { RecordForm } from './useRecordForm.ts';

/** What changes with every key, and what does not: a row that shows no text is not drawn again for one. */
type Texts = {
  readonly texts: Readonly<Record<Path, RecordText>>;
  readonly issues: readonly FieldIssue[];
  /** Paths whose committed value is refused, so that it is shown but not stored. */
  readonly refused: readonly Path[];
};
type Steady = {
  readonly record: unknown;
  readonly origins: Readonly<Record<Path, Origin>>;
  readonly specOf: (path: Path) => FieldSpec | undefined;
  /** Whether fields are stored as they are left. */
  readonly autosave: boolean;
  readonly setText: (path: Path, text: RecordText | undefined) => void;
  readonly commit: (edits: readonly Edit[]) => void;
};

const FieldTexts = createContext<Texts | undefined>(undefined);
const SteadyFields = createContext<Steady | undefined>(undefined);

export type RecordFieldsProps<T> = {
  readonly form: RecordForm<T>;
  /** What the server finds wrong, by the form's own paths. */
  readonly issues: readonly FieldIssue[];
  readonly specOf: (path: Path) => FieldSpec | undefined;
  readonly children: ReactNode;
};

/** Gives a form to the fields in it. */
export const RecordFields = <T extends object>({ form, issues, specOf, children }: RecordFieldsProps<T>) => {
  const { record, state, autosave, setText, commit } = form;
  const { texts, origins, edits, refused } = state;
  const steady = useMemo(
    () => ({ record, origins, specOf, autosave, setText, commit }),
    [record, origins, specOf, autosave, setText, commit],
  );
  const refusals = useMemo(() => refusedPaths({ edits, refused }), [edits, refused]);
  const moving = useMemo(() => ({ texts, issues, refused: refusals }), [texts, issues, refusals]);
  return (
    <SteadyFields.Provider value={steady}>
      <FieldTexts.Provider value={moving}>{children}</FieldTexts.Provider>
    </SteadyFields.Provider>
  );
};

const useFieldTexts = (): Texts => {
  const texts = useContext(FieldTexts);
  if (!texts) throw new Error('a field outside its form');
  return texts;
};

export const useRecordFields = (): Steady => {
  const value = useContext(SteadyFields);
  if (!value) throw new Error('a field outside its form');
  return value;
};

export type RecordFieldProps = {
  readonly path: FieldPath;
  /** Its name where it is the second of a pair, or has no row of its own. */
  readonly label?: string | undefined;
  readonly placeholder?: string | undefined;
  /** Without its unit, where a head above says it. */
  readonly bare?: boolean | undefined;
  /** What the form itself finds wrong with it. */
  readonly error?: string | undefined;
};

/** What is wrong with a field now: what the server says of its value, or that a text from before a reload was never saved. */
export const useFieldError = (path: FieldPath): string | undefined => {
  const { specOf, autosave } = useRecordFields();
  const { issues, texts, refused } = useFieldTexts();
  const issue = issues.find((candidate) => candidate.path === path);
  if (issue) {
    const problem = fieldIssueText(specOf(path), issue);
    const isUnsaved = autosave && refused.some((edited) => isPathWithin(path, edited) || isPathWithin(edited, path));
    return isUnsaved ? text('records.notSavedField', { problem }) : problem;
  }
  const restored = texts[path];
  return autosave && restored?.isRestored && restored.meaning ? text('records.restoredField') : undefined;
};

type ShownFieldProps = RecordFieldProps &
  Pick<Steady, 'setText' | 'commit' | 'autosave'> & {
    readonly spec: FieldSpec;
    readonly value: unknown;
    /** The text that is in it and not its value. */
    readonly current: RecordText | undefined;
    readonly error: string | undefined;
  };

/** A field as it stands; only what changes in it draws it again. */
const ShownField = memo((props: ShownFieldProps) => {
  const { path, label, placeholder, bare = false, spec, value, current, error, autosave, setText, commit } = props;
  const draft: FieldDraft<unknown> = {
    current,
    onText: (next: FieldText | undefined, parsed?: Parsed<unknown>) =>
      setText(path, next && (parsed && 'value' in parsed ? { ...next, meaning: { value: parsed.value } } : next)),
    ...(autosave ? { problemText: (problem: string) => text('records.notSavedField', { problem }) } : {}),
  };
  const onCommit = (next: unknown) => commit([editAt(path, next)]);
  const common = { name: path, required: spec.required, error, placeholder, ...(label === undefined ? {} : { label }) };
  if (spec.kind === 'choice')
    return <SelectField {...common} value={value === undefined ? undefined : String(value)} choices={spec.choices} onCommit={onCommit} />;
  return (
    <CodecField
      {...common}
      codec={specCodec(spec)}
      draft={draft}
      value={spec.kind === 'text' ? (value ?? '') : value}
      unit={spec.kind === 'number' && !bare ? spec.unit : undefined}
      rows={spec.kind === 'text' ? spec.rows : undefined}
      onCommit={onCommit}
    />
  );
});

/** The field of a path: its kind, unit and name from the registry, its value from the record. */
export const RecordField = (props: RecordFieldProps) => {
  const { path } = props;
  const { record, specOf, autosave, setText, commit } = useRecordFields();
  const { texts } = useFieldTexts();
  const spec = useMemo(() => specOf(path), [specOf, path]);
  const issue = useFieldError(path);
  if (!spec) return undefined;
  const value = getAt(record, path);
  return (
    <ShownField
      {...props}
      spec={spec}
      value={value}
      current={texts[path]}
      error={issue ?? props.error}
      autosave={autosave}
      setText={setText}
      commit={commit}
    />
  );
};
