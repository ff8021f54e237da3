import type { Origin } from '#shared/domain/origin.ts';
import { getAt } from '#shared/recordPath.ts';
import { FormRow, PairRow, RowNote } from '../../components/FormRow.tsx';
import type { FieldPath } from '../fields/fieldPath.ts';
import { formatField } from '../fields/fieldSpec.ts';
import { RecordField, useRecordFields } from './RecordField.tsx';

export type RecordRowProps = {
  readonly path: FieldPath;
  /** A second, related field in the same row. */
  readonly pair?: FieldPath | undefined;
  /** The label of the row. Default: that of the first field. */
  readonly label?: string | undefined;
  /** Shown in the field while it is empty. */
  readonly placeholder?: string | undefined;
  /** A problem that the form itself found in the first field. */
  readonly error?: string | undefined;
  /** Whether the first field can't be edited. */
  readonly disabled?: boolean | undefined;
};

/** The origin of a row: that of its first field, else of its second. */
export const useRowOrigin = (...paths: readonly (FieldPath | undefined)[]): Origin | undefined => {
  const { origins } = useRecordFields();
  return paths.map((path) => (path === undefined ? undefined : origins[path])).find((origin) => origin !== undefined);
};

/** A row of a form for one field of the record, or two that belong together. */
export const RecordRow = ({ path, pair, label, placeholder, error, disabled }: RecordRowProps) => {
  const { specOf } = useRecordFields();
  const origin = useRowOrigin(path, pair);
  const spec = specOf(path);
  const firstField = <RecordField path={path} placeholder={placeholder} error={error} disabled={disabled} />;
  return (
    <FormRow label={label ?? spec?.label ?? ''} origin={origin} term={spec?.term}>
      {pair === undefined ? (
        firstField
      ) : (
        <PairRow>
          {firstField}
          <RecordField path={pair} label={specOf(pair)?.label} placeholder={placeholder} />
        </PairRow>
      )}
    </FormRow>
  );
};

export type AssumptionRowProps = {
  readonly path: FieldPath;
  /** The default assumption that applies while the field is empty. */
  readonly assumption: unknown;
  /** What the default is, and its source if there is one. */
  readonly note: string;
};

/** A row of a field that may be empty: it then shows the default assumption that applies, with its mark and a note. */
export const AssumptionRow = ({ path, assumption, note }: AssumptionRowProps) => {
  const { record, specOf } = useRecordFields();
  const spec = specOf(path);
  if (!spec) return undefined;
  return (
    <>
      <FormRow label={spec.label} origin={getAt(record, path) === undefined ? 'house' : undefined} term={spec.term}>
        <RecordField path={path} placeholder={formatField(spec, assumption)} />
      </FormRow>
      <RowNote>{note}</RowNote>
    </>
  );
};
