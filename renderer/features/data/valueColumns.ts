import type { Label } from '#shared/contract/figure.ts';
import type { ImportRow } from '#shared/contract/imports.ts';
import { semicolon, text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import type { DataColumn } from '../../components/DataTable.tsx';
import { fieldLabel } from './fieldLabel.ts';

const listValues = ({ values = [] }: ImportRow): string =>
  values.map(({ field, value }) => text('data.preview.value', { field: fieldLabel(field), value: renderLabel(value) })).join(semicolon());

const isMonthLabel = (label: Label): boolean => 'unit' in label && label.unit === 'month';

/** A number other than a month, which is aligned by its digits. */
const numberIn = (label: Label | undefined): number | undefined =>
  label !== undefined && 'value' in label && !isMonthLabel(label) && typeof label.value === 'number' ? label.value : undefined;

/** Width of a letter of a header, pixels: the unit at its end is not cut. */
const LETTER_WIDTH = 7;

const fieldColumn = (field: string, rows: readonly ImportRow[]): DataColumn<ImportRow> => {
  const labelIn = ({ values = [] }: ImportRow): Label | undefined => values.find((entry) => entry.field === field)?.value;
  const labels = rows.flatMap((row) => labelIn(row) ?? []);
  const isNumeric = labels.every((label) => numberIn(label) !== undefined);
  const isMonth = labels.every(isMonthLabel);
  const label = fieldLabel(field);
  return {
    key: `value.${field}`,
    label,
    width: isMonth ? 100 : isNumeric ? Math.max(100, label.length * LETTER_WIDTH + 28) : 150,
    align: isNumeric ? 'right' : 'left',
    text: (row) => {
      const value = labelIn(row);
      return value === undefined ? '' : renderLabel(value);
    },
    sortValue: (row) => numberIn(labelIn(row)),
  };
};

/**
 * The columns of the values that an import stores: one for each field if all rows are of one kind, with its unit in the header, else one
 * with the list of all values. A field that only repeats the name of the record has none.
 */
export const valueColumnsOf = (rows: readonly ImportRow[], isImported: boolean): readonly DataColumn<ImportRow>[] => {
  const rowsWithValues = rows.filter(({ values = [] }) => values.length > 0);
  if (new Set(rowsWithValues.map(({ target }) => target)).size > 1)
    return [{ key: 'values', label: text(isImported ? 'data.done.values' : 'data.preview.values'), width: 460, text: listValues }];
  const fields = new Set(rowsWithValues.flatMap(({ values = [] }) => values.map(({ field }) => field)));
  const repeatsName = (field: string): boolean =>
    rowsWithValues.every(({ name, values = [] }) =>
      values.every((entry) => entry.field !== field || renderLabel(entry.value) === renderLabel(name)),
    );
  return [...fields].filter((field) => !repeatsName(field)).map((field) => fieldColumn(field, rowsWithValues));
};
