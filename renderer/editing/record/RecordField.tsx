import { createContext, memo, type ReactNode, useContext, useMemo } from 'react';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { Origin } from '#shared/domain/origin.ts';
import type { IsoDate, Month } from '#shared/domain/time.ts';
import { DateField } from '../../components/DateField.tsx';
import { MonthField } from '../../components/MonthField.tsx';
import { NumberField } from '../../components/NumberField.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { type FieldSpec, fieldIssueText, formatField, parseField } from '../fields/fieldSpec.ts';
import { getAt, type Path } from '../fields/paths.ts';
import type { Edit, Typing } from './recordState.ts';

/** What the fields of a form know of it. */
export type RecordFieldsValue = {
  readonly record: unknown;
  readonly typing: Readonly<Record<Path, Typing>>;
  readonly origins: Readonly<Record<Path, Origin>>;
  readonly issues: readonly FieldIssue[];
  readonly specOf: (path: Path) => FieldSpec | undefined;
  readonly type: (path: Path, typing: Typing) => void;
  readonly leave: (edits: readonly Edit[]) => void;
};

/** What changes with every key, and what does not: a row that shows no text need not hear of one. */
type Texts = Pick<RecordFieldsValue, 'typing' | 'issues'>;
type Steady = Omit<RecordFieldsValue, keyof Texts>;

const FieldTexts = createContext<Texts | undefined>(undefined);
const SteadyFields = createContext<Steady | undefined>(undefined);

/** Gives a form's record to the fields in it. */
export const RecordFields = ({ value, children }: { readonly value: RecordFieldsValue; readonly children: ReactNode }) => {
  const { record, origins, specOf, type, leave, typing, issues } = value;
  const steady = useMemo(() => ({ record, origins, specOf, type, leave }), [record, origins, specOf, type, leave]);
  const texts = useMemo(() => ({ typing, issues }), [typing, issues]);
  return (
    <SteadyFields.Provider value={steady}>
      <FieldTexts.Provider value={texts}>{children}</FieldTexts.Provider>
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
  readonly path: Path;
  /** Its name where it is the second of a pair, or has no row of its own. */
  readonly label?: string | undefined;
  readonly placeholder?: string | undefined;
  /** Without its unit, where a head above says it. */
  readonly bare?: boolean | undefined;
};

/** What is wrong with a field now: what the door says of its value, or a text from before a restart that means nothing. */
export const useFieldError = (path: Path): string | undefined => {
  const { specOf } = useRecordFields();
  const { issues, typing } = useFieldTexts();
  const spec = specOf(path);
  const issue = issues.find((candidate) => candidate.path === path);
  if (issue) return fieldIssueText(spec, issue);
  const half = typing[path];
  if (!spec || !half || half.meant) return undefined;
  // number, month and date fields say so themselves when they are left
  if (spec.kind !== 'series' && spec.kind !== 'year') return undefined;
  const parsed = parseField(spec, half.text);
  return 'problem' in parsed ? parsed.problem : undefined;
};

type ShownFieldProps = RecordFieldProps &
  Pick<Steady, 'type' | 'leave'> & {
    readonly spec: FieldSpec;
    readonly value: unknown;
    /** The text that is in it and not yet its value. */
    readonly typed: string | undefined;
    readonly error: string | undefined;
  };

/** A field as it stands; only what changes in it draws it again. */
const ShownField = memo(({ path, label, placeholder, bare = false, spec, value, typed, error, type, leave }: ShownFieldProps) => {
  const onType = (text: string, meant: unknown) => {
    if (meant !== undefined && spec.kind !== 'text') {
      type(path, { text, meant: true, value: meant });
      return;
    }
    const parsed = parseField(spec, text);
    type(path, 'problem' in parsed ? { text, meant: false } : { text, meant: true, value: parsed.value });
  };
  const onCommit = (next: unknown) => leave([{ path, value: next }]);
  const common = { name: path, required: spec.required, error, ...(label === undefined ? {} : { label }) };
  switch (spec.kind) {
    case 'number':
      return (
        <NumberField
          {...common}
          typed={typed}
          value={value as number | undefined}
          unit={bare ? undefined : spec.unit}
          placeholder={placeholder}
          scale={spec.scale}
          decimals={spec.decimals}
          step={spec.step}
          onType={onType}
          onCommit={onCommit}
        />
      );
    case 'month':
      return <MonthField {...common} typed={typed} value={value as Month | undefined} onType={onType} onCommit={onCommit} />;
    case 'date':
      return <DateField {...common} typed={typed} value={value as IsoDate | undefined} onType={onType} onCommit={onCommit} />;
    case 'choice':
      return (
        <SelectField
          {...common}
          value={value === undefined ? undefined : String(value)}
          choices={spec.choices}
          onCommit={onCommit}
          placeholder={placeholder}
        />
      );
    case 'text':
      return (
        <TextField
          {...common}
          typed={typed}
          value={value === '' ? undefined : (value as string | undefined)}
          placeholder={placeholder}
          rows={spec.rows}
          onType={onType}
          onCommit={(text) => onCommit(text ?? '')}
        />
      );
    default:
      return (
        <TextField
          {...common}
          typed={typed}
          value={formatField(spec, value) || undefined}
          placeholder={placeholder}
          onType={(text) => onType(text, undefined)}
          onCommit={(text) => {
            const parsed = parseField(spec, text ?? '');
            if (!('problem' in parsed)) onCommit(parsed.value);
          }}
        />
      );
  }
});

/** The field of a path: its kind, unit and name from the registry, its value from the record. */
export const RecordField = (props: RecordFieldProps) => {
  const { path } = props;
  const { record, specOf, type, leave } = useRecordFields();
  const { typing } = useFieldTexts();
  const spec = useMemo(() => specOf(path), [specOf, path]);
  const error = useFieldError(path);
  if (!spec) return undefined;
  return (
    <ShownField {...props} spec={spec} value={getAt(record, path)} typed={typing[path]?.text} error={error} type={type} leave={leave} />
  );
};
