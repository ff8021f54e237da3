import type { CellEditing, DataColumn } from '../../components/DataTable.tsx';
import { type FieldSpec, formatField, specCodec } from '../fields/fieldSpec.ts';

/** Lets cells be edited as fields of a form with the same spec. */
export const cellEditing = (spec: FieldSpec): CellEditing => ({
  codec: specCodec(spec),
  ...(spec.kind === 'choice' ? { choices: spec.choices } : {}),
});

const SORTED_BY_TEXT: ReadonlySet<FieldSpec['kind']> = new Set(['text', 'choice', 'series']);

/** A column that edits a field of each row; its spec formats, parses and names the value as in a form. `extras` override. */
export const fieldColumn = <Row>(
  key: string,
  spec: FieldSpec,
  width: number,
  value: (row: Row) => unknown,
  extras: Partial<DataColumn<Row>> = {},
): DataColumn<Row> => ({
  key,
  label: spec.label,
  width,
  text: (row) => formatField(spec, value(row)),
  ...(SORTED_BY_TEXT.has(spec.kind) ? {} : { sortValue: (row: Row) => value(row) as number | string | undefined }),
  ...(spec.kind === 'number' ? { align: 'right', unit: spec.unit } : {}),
  edit: cellEditing(spec),
  ...extras,
});
