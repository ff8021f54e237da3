import type { PastRecords } from '#db/repositories/recordChanges.ts';
import type { Label, Message } from '#shared/contract/figure.ts';
import type { FieldChange } from '#shared/contract/history.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { message } from '#shared/messages/text.ts';
import type { TableCell } from '../documents/tableFile.ts';
import { cellOf } from '../imports/cells.ts';
import { type Column, type Draft, readValue } from '../imports/columns.ts';
import { ROW_TERMS, TERMS_JSON } from '../imports/contractColumns.ts';
import { copyOf, type ImportContext } from '../imports/importContext.ts';
import { columnLabel } from '../imports/mapping.ts';
import { type SheetKey, sheetSpec } from '../imports/sheets.ts';

const SHEET: { readonly [K in keyof PastRecords]: SheetKey } = { contract: 'contracts', buyer: 'buyers', product: 'products' };

/** Lists of a product by year, with the field of their amount. */
const YEARS = [
  { list: 'production', field: 'tonnes' },
  { list: 'unitCost', field: 'usdPerDmt' },
] as const;

const SIGNIFICANT = 6;

const MAX_DECIMALS = 4;
/** Significant digits of a share, enough to show it as entered. */
const SHARE_DIGITS = 12;

/** A number rounded as shown, so that two numbers that read the same are equal. */
const amount = (value: number, decimals: number): Label => ({ value: Number(value.toFixed(decimals)) + 0, unit: 'ratio', decimals });

const shareLabel = (fraction: number): Label => {
  const percent = Number((fraction * 100).toPrecision(SHARE_DIGITS));
  const decimals = Math.min(8, (/\.(\d+)$/.exec(String(percent))?.[1] ?? '').length);
  return { value: fraction, unit: 'fraction', decimals };
};

const cellLabel = ({ kind }: Column, cell: TableCell | Label): Label | null => {
  if (cell === null || cell === '') return null;
  if (typeof cell === 'object') return cell;
  if (typeof cell !== 'number') return { name: String(cell) };
  if (kind === 'percent') return shareLabel(cell);
  const decimals = Number.isInteger(cell) ? 0 : Math.max(0, SIGNIFICANT - Math.ceil(Math.log10(Math.abs(cell) + 1)));
  return amount(cell, Math.min(decimals, MAX_DECIMALS));
};

const valueLabel = (column: Column, record: Draft | undefined, context: ImportContext): Label | null => {
  if (!record || column.kind === 'json') return null;
  const value = readValue(column, record);
  if (column.kind === 'month' && typeof value === 'number') return { value, unit: 'month' };
  return cellLabel(column, cellOf(column, value, context));
};

const keepDifferent = (fields: readonly FieldChange[]): readonly FieldChange[] =>
  fields.filter(({ before, after }) => !isDeepEqual(before, after));

/** Reports that a part of the record without a column has changed. */
const partChange = (part: Label, before: unknown, after: unknown): readonly FieldChange[] =>
  isDeepEqual(before, after) ? [] : [{ label: part, before: null, after: message('timeline.changed') }];

const asDraft = (record: unknown): Draft | undefined => (record === undefined ? undefined : copyOf(record));

const columnsOf = (kind: keyof PastRecords): readonly Column[] =>
  sheetSpec(SHEET[kind]).columns.filter(({ kind: cellKind, key }) => cellKind !== 'json' && cellKind !== 'id' && key !== 'termsFrom');

const isOfTerms = ({ path }: Column): boolean => path.startsWith('terms.*');

/** Compares the sets of terms of a contract, matched by the month from which they apply. */
const termsChanges = (before: Draft, after: Draft, context: ImportContext): readonly FieldChange[] => {
  const setsOf = (record: Draft) => new Map((record.terms as Draft[]).map((terms) => [Number(terms.from), terms]));
  const [old, young] = [setsOf(before), setsOf(after)];
  // a single set that begins in another month is the same set
  if (old.size === 1 && young.size === 1)
    return setChanges(before, after, [...old.values()][0], [...young.values()][0], undefined, context);
  return [...new Set([...old.keys(), ...young.keys()])]
    .sort((a, b) => a - b)
    .flatMap((from) => {
      const [oldSet, newSet] = [old.get(from), young.get(from)];
      const since = message('timeline.since', { month: { value: from, unit: 'month' } });
      if (!oldSet || !newSet)
        return [
          {
            label: message('timeline.terms', { since }),
            before: oldSet ? message('timeline.there') : null,
            after: newSet ? message('timeline.there') : null,
          },
        ];
      return setChanges(before, after, oldSet, newSet, since, context);
    });
};

const setChanges = (
  before: Draft,
  after: Draft,
  oldSet: Draft | undefined,
  newSet: Draft | undefined,
  since: Message | undefined,
  context: ImportContext,
): readonly FieldChange[] => {
  if (!oldSet || !newSet) return [];
  const labelOf = (key: string): Label => (since ? { list: [columnLabel(key), since], by: 'space' } : columnLabel(key));
  const [old, young] = [
    { ...before, [ROW_TERMS]: oldSet },
    { ...after, [ROW_TERMS]: newSet },
  ];
  const named = keepDifferent(
    columnsOf('contract')
      .filter(isOfTerms)
      .map((column) => ({
        label: labelOf(column.key),
        before: valueLabel(column, old, context),
        after: valueLabel(column, young, context),
      })),
  );
  const { from: _from, ...rest } = oldSet;
  const { from: _now, ...now } = newSet;
  return named.length > 0 ? named : partChange(labelOf(TERMS_JSON), rest, now);
};

const datesLabel = (record: Draft): Label | null => {
  const dates = record.dates as Draft[];
  if (dates.length === 0) return null;
  return {
    list: dates.map(({ kind, date }): Label => ({ list: [{ key: `dates.kind.${String(kind)}` }, String(date)], by: 'space' })),
    by: 'semicolon',
  };
};

const yearChanges = (before: Draft, after: Draft): readonly FieldChange[] =>
  YEARS.flatMap(({ list, field }) => {
    const byYear = (record: Draft) => new Map((record[list] as Draft[]).map((one) => [Number(one.year), Number(one[field])]));
    const [old, young] = [byYear(before), byYear(after)];
    const yearLabel = (value: number | undefined): Label | null =>
      value === undefined ? null : amount(value, list === 'production' ? 0 : 2);
    return keepDifferent(
      [...new Set([...old.keys(), ...young.keys()])]
        .sort((a, b) => a - b)
        .map((year) => ({
          label: message(`timeline.${list}`, { year }),
          before: yearLabel(old.get(year)),
          after: yearLabel(young.get(year)),
        })),
    );
  });

/** Lists the changed fields of a record; none if the record was created or deleted. */
export const fieldChanges = <K extends keyof PastRecords>(
  kind: K,
  stored: PastRecords[K] | Draft | undefined,
  changed: PastRecords[K] | Draft | undefined,
  context: ImportContext,
): readonly FieldChange[] => {
  const [before, after] = [asDraft(stored), asDraft(changed)];
  if (!before || !after) return [];
  const own = keepDifferent(
    columnsOf(kind)
      .filter((column) => !isOfTerms(column))
      .map((column) => ({
        label: columnLabel(column.key),
        before: valueLabel(column, before, context),
        after: valueLabel(column, after, context),
      })),
  );
  if (kind === 'contract') {
    return [
      ...own,
      ...termsChanges(before, after, context),
      ...keepDifferent([{ label: message('timeline.dates'), before: datesLabel(before), after: datesLabel(after) }]),
      ...partChange(message('timeline.opening'), before.opening, after.opening),
    ];
  }
  if (kind === 'product')
    return [...own, ...yearChanges(before, after), ...partChange(columnLabel('spotPrice'), before.spotPrice, after.spotPrice)];
  return own;
};

/** Lists the changed fields of a facility, with its draws, fees and covenants. */
export const facilityChanges = (before: Draft, after: Draft, context: ImportContext): readonly FieldChange[] => {
  const columns = [...sheetSpec('facilities').columns, ...sheetSpec('covenants').columns].filter(
    ({ kind, key }) => kind !== 'json' && kind !== 'id' && key !== 'facility',
  );
  const named = keepDifferent(
    columns.map((column) => ({
      label: columnLabel(column.key),
      before: valueLabel(column, before, context),
      after: valueLabel(column, after, context),
    })),
  );
  return [
    ...named,
    ...(['draws', 'otherFees'] as const).flatMap((flow) => partChange(message(`financing.flow.${flow}`), before[flow], after[flow])),
    ...partChange(columnLabel('floatingRate'), floatingRate(before), floatingRate(after)),
    ...partChange(columnLabel('principalShares'), (before.repayment as Draft).shares, (after.repayment as Draft).shares),
  ];
};

const floatingRate = ({ rate }: Draft): unknown => ((rate as Draft).kind === 'floating' ? rate : undefined);
