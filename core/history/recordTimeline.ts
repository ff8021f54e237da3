import type { PastRecords } from '#db/repositories/recordChanges.ts';
import type { Label, Message } from '#shared/contract/figure.ts';
import type { FieldChange } from '#shared/contract/history.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { message } from '#shared/messages/text.ts';
import type { TableCell } from '../documents/tableFile.ts';
import { type Column, type Draft, ROW_TERMS, readValue } from '../sheets/columns.ts';
import { TERMS_JSON } from '../sheets/contractColumns.ts';
import { copyOf, type ImportContext } from '../sheets/importContext.ts';
import { columnLabel } from '../sheets/mapping.ts';
import { type SheetKey, sheetSpec } from '../sheets/sheets.ts';
import { cellOf } from '../sheets/writeCells.ts';

const SHEET: { readonly [K in keyof PastRecords]: SheetKey } = { contract: 'contracts', buyer: 'buyers', product: 'products' };

/** Lists of a product by year, with the field of their amount. */
const YEARS = [
  { list: 'production', field: 'tonnes' },
  { list: 'unitCost', field: 'usdPerDmt' },
] as const;

const SIGNIFICANT_DIGITS = 6;

const MAX_DECIMALS = 4;
/** Significant digits of a share, enough to show it as entered. */
const SHARE_DIGITS = 12;

/** Returns a number rounded as it is shown, so that two numbers that look the same are equal. */
const amountLabel = (value: number, decimals: number): Label => ({ value: Number(value.toFixed(decimals)) + 0, unit: 'ratio', decimals });

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
  const decimals = Number.isInteger(cell) ? 0 : Math.max(0, SIGNIFICANT_DIGITS - Math.ceil(Math.log10(Math.abs(cell) + 1)));
  return amountLabel(cell, Math.min(decimals, MAX_DECIMALS));
};

const valueLabel = (column: Column, record: Draft | undefined, context: ImportContext): Label | null => {
  if (!record || column.kind === 'json') return null;
  const value = readValue(column, record);
  if (column.kind === 'month' && typeof value === 'number') return { value, unit: 'month' };
  return cellLabel(column, cellOf(column, value, context));
};

const filterDifferent = (fields: readonly FieldChange[]): readonly FieldChange[] =>
  fields.filter(({ before, after }) => !isDeepEqual(before, after));

/** Reports that a part of the record without a column has changed. */
const listPartChange = (part: Label, valueBefore: unknown, valueAfter: unknown): readonly FieldChange[] =>
  isDeepEqual(valueBefore, valueAfter) ? [] : [{ label: part, before: null, after: message('timeline.changed') }];

const toDraft = (record: unknown): Draft | undefined => (record === undefined ? undefined : copyOf(record));

const columnsOf = (kind: keyof PastRecords): readonly Column[] =>
  sheetSpec(SHEET[kind]).columns.filter(({ kind: cellKind, key }) => cellKind !== 'json' && cellKind !== 'id' && key !== 'termsFrom');

const isOfTerms = ({ path }: Column): boolean => path.startsWith('terms.*');

/** Compares the sets of terms of a contract, matched by the month from which they apply. */
const termsChanges = (recordBefore: Draft, recordAfter: Draft, context: ImportContext): readonly FieldChange[] => {
  const setsOf = (record: Draft) => new Map((record.terms as Draft[]).map((terms) => [Number(terms.from), terms]));
  const [setsBefore, setsAfter] = [setsOf(recordBefore), setsOf(recordAfter)];
  // a single set that begins in another month is the same set
  if (setsBefore.size === 1 && setsAfter.size === 1)
    return setChanges(recordBefore, recordAfter, [...setsBefore.values()][0], [...setsAfter.values()][0], undefined, context);
  return [...new Set([...setsBefore.keys(), ...setsAfter.keys()])]
    .sort((a, b) => a - b)
    .flatMap((from) => {
      const [oldSet, newSet] = [setsBefore.get(from), setsAfter.get(from)];
      const sinceMonth = message('timeline.since', { month: { value: from, unit: 'month' } });
      if (!oldSet || !newSet)
        return [
          {
            label: message('timeline.terms', { since: sinceMonth }),
            before: oldSet ? message('timeline.there') : null,
            after: newSet ? message('timeline.there') : null,
          },
        ];
      return setChanges(recordBefore, recordAfter, oldSet, newSet, sinceMonth, context);
    });
};

const setChanges = (
  draftBefore: Draft,
  draftAfter: Draft,
  oldSet: Draft | undefined,
  newSet: Draft | undefined,
  sinceMonth: Message | undefined,
  context: ImportContext,
): readonly FieldChange[] => {
  if (!oldSet || !newSet) return [];
  const labelOf = (key: string): Label => (sinceMonth ? { list: [columnLabel(key), sinceMonth], by: 'space' } : columnLabel(key));
  const [recordBefore, recordAfter] = [
    { ...draftBefore, [ROW_TERMS]: oldSet },
    { ...draftAfter, [ROW_TERMS]: newSet },
  ];
  const namedChanges = filterDifferent(
    columnsOf('contract')
      .filter(isOfTerms)
      .map((column) => ({
        label: labelOf(column.key),
        before: valueLabel(column, recordBefore, context),
        after: valueLabel(column, recordAfter, context),
      })),
  );
  const { from: _from, ...partsBefore } = oldSet;
  const { from: _now, ...partsAfter } = newSet;
  return namedChanges.length > 0 ? namedChanges : listPartChange(labelOf(TERMS_JSON), partsBefore, partsAfter);
};

const datesLabel = (record: Draft): Label | null => {
  const dates = record.dates as Draft[];
  if (dates.length === 0) return null;
  return {
    list: dates.map(({ kind, date }): Label => ({ list: [{ key: `dates.kind.${String(kind)}` }, String(date)], by: 'space' })),
    by: 'semicolon',
  };
};

const yearChanges = (recordBefore: Draft, recordAfter: Draft): readonly FieldChange[] =>
  YEARS.flatMap(({ list, field }) => {
    const byYear = (record: Draft) => new Map((record[list] as Draft[]).map((yearRow) => [Number(yearRow.year), Number(yearRow[field])]));
    const [yearsBefore, yearsAfter] = [byYear(recordBefore), byYear(recordAfter)];
    const yearLabel = (value: number | undefined): Label | null =>
      value === undefined ? null : amountLabel(value, list === 'production' ? 0 : 2);
    return filterDifferent(
      [...new Set([...yearsBefore.keys(), ...yearsAfter.keys()])]
        .sort((a, b) => a - b)
        .map((year) => ({
          label: message(`timeline.${list}`, { year }),
          before: yearLabel(yearsBefore.get(year)),
          after: yearLabel(yearsAfter.get(year)),
        })),
    );
  });

/** Lists the changed fields of a record; none if the record was created or deleted. */
export const fieldChanges = <K extends keyof PastRecords>(
  kind: K,
  storedRecord: PastRecords[K] | Draft | undefined,
  changedRecord: PastRecords[K] | Draft | undefined,
  context: ImportContext,
): readonly FieldChange[] => {
  const [before, after] = [toDraft(storedRecord), toDraft(changedRecord)];
  if (!before || !after) return [];
  const recordChanges = filterDifferent(
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
      ...recordChanges,
      ...termsChanges(before, after, context),
      ...filterDifferent([{ label: message('timeline.dates'), before: datesLabel(before), after: datesLabel(after) }]),
      ...listPartChange(message('timeline.opening'), before.opening, after.opening),
    ];
  }
  if (kind === 'product')
    return [
      ...recordChanges,
      ...yearChanges(before, after),
      ...listPartChange(columnLabel('spotPrice'), before.spotPrice, after.spotPrice),
    ];
  return recordChanges;
};

/** Lists what differs between two records in the columns of a sheet. */
export const sheetChanges = (sheet: SheetKey, recordBefore: Draft, recordAfter: Draft, context: ImportContext): readonly FieldChange[] =>
  filterDifferent(
    sheetSpec(sheet)
      .columns.filter(({ kind, key }) => kind !== 'json' && kind !== 'id' && key !== 'facility')
      .map((column) => ({
        label: columnLabel(column.key),
        before: valueLabel(column, recordBefore, context),
        after: valueLabel(column, recordAfter, context),
      })),
  );

/** Lists the changed fields of a facility, with its draws, fees and covenants. */
export const facilityChanges = (recordBefore: Draft, recordAfter: Draft, context: ImportContext): readonly FieldChange[] => [
  ...sheetChanges('facilities', recordBefore, recordAfter, context),
  ...sheetChanges('covenants', recordBefore, recordAfter, context),
  ...(['draws', 'otherFees'] as const).flatMap((flow) =>
    listPartChange(message(`financing.flow.${flow}`), recordBefore[flow], recordAfter[flow]),
  ),
  ...listPartChange(columnLabel('floatingRate'), floatingRate(recordBefore), floatingRate(recordAfter)),
  ...listPartChange(columnLabel('principalShares'), (recordBefore.repayment as Draft).shares, (recordAfter.repayment as Draft).shares),
];

/** Lists the changed costs of the project by year, USD. */
const projectYearChanges = (recordBefore: Draft, recordAfter: Draft): readonly FieldChange[] => {
  const byYear = ({ years }: Draft) => new Map((years as Draft[]).map((row) => [Number(row.year), row]));
  const [rowsBefore, rowsAfter] = [byYear(recordBefore), byYear(recordAfter)];
  const years = [...new Set([...rowsBefore.keys(), ...rowsAfter.keys()])].sort((a, b) => a - b);
  return sheetSpec('projectYears')
    .columns.filter(({ key }) => key !== 'year')
    .flatMap(({ key }) =>
      filterDifferent(
        years.map((year) => ({
          label: { list: [String(year), columnLabel(key)], by: 'colon' },
          before: amountLabel(Number(rowsBefore.get(year)?.[key] ?? 0), 0),
          after: amountLabel(Number(rowsAfter.get(year)?.[key] ?? 0), 0),
        })),
      ),
    );
};

/** Lists the changed costs of the project and assumptions of its lender case. */
export const projectFinanceChanges = (recordBefore: Draft, recordAfter: Draft, context: ImportContext): readonly FieldChange[] => [
  ...sheetChanges('projectFinance', recordBefore, recordAfter, context),
  ...projectYearChanges(recordBefore, recordAfter),
  ...listPartChange(message('imports.sheet.projectUses'), recordBefore.uses, recordAfter.uses),
  ...listPartChange(message('financing.tests.title'), (recordBefore.lenderCase as Draft).tests, (recordAfter.lenderCase as Draft).tests),
];

const floatingRate = ({ rate }: Draft): unknown => ((rate as Draft).kind === 'floating' ? rate : undefined);
