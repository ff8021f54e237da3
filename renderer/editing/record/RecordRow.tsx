import type { Origin } from '#shared/domain/origin.ts';
import { FormRow, PairRow } from '../../components/FormRow.tsx';
import type { FieldPath } from '../fields/fieldPath.ts';
import { RecordField, useRecordFields } from './RecordField.tsx';

export type RecordRowProps = {
  readonly path: FieldPath;
  /** A second, related field in the same row. */
  readonly pair?: FieldPath | undefined;
  /** The row's name; the field's own unless given. */
  readonly label?: string | undefined;
  /** What stands in the field while it is empty. */
  readonly placeholder?: string | undefined;
};

/** The mark of a row: of its first field, else of its second. */
export const useRowOrigin = (...paths: readonly (FieldPath | undefined)[]): Origin | undefined => {
  const { origins } = useRecordFields();
  return paths.map((path) => (path === undefined ? undefined : origins[path])).find((origin) => origin !== undefined);
};

/** A row of a form for one field of the record, or two that belong together. */
export const RecordRow = ({ path, pair, label, placeholder }: RecordRowProps) => {
  const { specOf } = useRecordFields();
  const origin = useRowOrigin(path, pair);
  const name = label ?? specOf(path)?.label ?? '';
  const first = <RecordField path={path} placeholder={placeholder} />;
  return (
    <FormRow label={name} origin={origin}>
      {pair === undefined ? (
        first
      ) : (
        <PairRow>
          {first}
          <RecordField path={pair} label={specOf(pair)?.label} placeholder={placeholder} />
        </PairRow>
      )}
    </FormRow>
  );
};
