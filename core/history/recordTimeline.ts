import { isDeepStrictEqual } from 'node:util';
import type { PastRecords } from '#db/repositories/recordChanges.ts';
import type { FieldChange } from '#shared/contract/history.ts';
import { semicolon, text } from '#shared/messages/text.ts';
import { formatMonth, formatNumber } from '#shared/units/format.ts';
import { cellOf } from '../imports/cells.ts';
import { type Column, type Draft, valueIn } from '../imports/columns.ts';
import { ROW_TERMS, TERMS_JSON } from '../imports/contractColumns.ts';
import { columnLabel } from '../imports/mapping.ts';
import { type SheetKey, sheetSpec } from '../imports/sheets.ts';
import { exactPercent } from '../imports/values.ts';
import { copyOf, type World } from '../imports/world.ts';
import type { TableCell } from '../workers/tableFile.ts';

const SHEET: { readonly [K in keyof PastRecords]: SheetKey } = { contract: 'contracts', buyer: 'buyers', product: 'products' };

/** Lists of a product by year: where they live, and the column that names what they hold. */
const YEARS = [
  { list: 'production', field: 'tonnes' },
  { list: 'unitCost', field: 'usdPerDmt' },
] as const;

const SIGNIFICANT = 6;

const shown = (column: Column, cell: TableCell): string => {
  if (cell === null) return '';
  if (typeof cell !== 'number') return String(cell);
  if (column.kind === 'percent') return exactPercent(cell);
  const decimals = Number.isInteger(cell) ? 0 : Math.max(0, SIGNIFICANT - Math.ceil(Math.log10(Math.abs(cell) + 1)));
  return formatNumber(cell, { decimals: Math.min(decimals, 4) });
};

const said = (column: Column, record: Draft | undefined, world: World): string => {
  if (!record) return '';
  if (column.kind === 'json') return '';
  const value = valueIn(column, record);
  return column.kind === 'month' && typeof value === 'number' ? formatMonth(value) : shown(column, cellOf(column, value, world));
};

type Told = { readonly label: string; readonly before: string; readonly after: string };

const differing = (fields: readonly Told[]): readonly FieldChange[] => fields.filter(({ before, after }) => before !== after);

/** What has no column of its own, by the part of the record it lies in: it is said to have changed. */
const unnamed = (part: string, before: unknown, after: unknown): readonly FieldChange[] =>
  isDeepStrictEqual(before, after) ? [] : [{ label: part, before: '', after: text('timeline.changed') }];

const asDraft = (record: unknown): Draft | undefined => (record === undefined ? undefined : copyOf(record));

const columnsOf = (kind: keyof PastRecords): readonly Column[] =>
  sheetSpec(SHEET[kind]).columns.filter(({ kind: holds, key }) => holds !== 'json' && holds !== 'id' && key !== 'termsFrom');

const isOfTerms = ({ path }: Column): boolean => path.startsWith('terms.*');

/** The sets of terms of a contract, matched by the month from which they hold. */
const termsChanges = (before: Draft, after: Draft, world: World): readonly FieldChange[] => {
  const setsOf = (record: Draft) => new Map((record.terms as Draft[]).map((terms) => [Number(terms.from), terms]));
  const [old, young] = [setsOf(before), setsOf(after)];
  // a single set that begins in another month is the same set
  if (old.size === 1 && young.size === 1) return setChanges(before, after, [...old.values()][0], [...young.values()][0], '', world);
  return [...new Set([...old.keys(), ...young.keys()])]
    .sort((a, b) => a - b)
    .flatMap((from) => {
      const [had, has] = [old.get(from), young.get(from)];
      const since = text('timeline.since', { month: formatMonth(from) });
      if (!had || !has)
        return [
          { label: text('timeline.terms', { since }), before: had ? text('timeline.there') : '', after: has ? text('timeline.there') : '' },
        ];
      return setChanges(before, after, had, has, ` ${since}`, world);
    });
};

const setChanges = (
  before: Draft,
  after: Draft,
  had: Draft | undefined,
  has: Draft | undefined,
  since: string,
  world: World,
): readonly FieldChange[] => {
  if (!had || !has) return [];
  const [old, young] = [
    { ...before, [ROW_TERMS]: had },
    { ...after, [ROW_TERMS]: has },
  ];
  const named = differing(
    columnsOf('contract')
      .filter(isOfTerms)
      .map((column) => ({
        label: `${columnLabel(column.key)}${since}`,
        before: said(column, old, world),
        after: said(column, young, world),
      })),
  );
  const { from: _from, ...rest } = had;
  const { from: _now, ...now } = has;
  return named.length > 0 ? named : unnamed(`${columnLabel(TERMS_JSON)}${since}`, rest, now);
};

const dated = (record: Draft): string =>
  (record.dates as Draft[])
    .map(({ kind, date }) => `${text(`dates.kind.${String(kind)}` as 'dates.kind.other')} ${String(date)}`)
    .join(semicolon());

const yearChanges = (before: Draft, after: Draft): readonly FieldChange[] =>
  YEARS.flatMap(({ list, field }) => {
    const byYear = (record: Draft) => new Map((record[list] as Draft[]).map((one) => [Number(one.year), Number(one[field])]));
    const [old, young] = [byYear(before), byYear(after)];
    const amount = (value: number | undefined): string =>
      value === undefined ? '' : formatNumber(value, { decimals: list === 'production' ? 0 : 2 });
    return differing(
      [...new Set([...old.keys(), ...young.keys()])]
        .sort((a, b) => a - b)
        .map((year) => ({
          label: text(`timeline.${list}`, { year }),
          before: amount(old.get(year)),
          after: amount(young.get(year)),
        })),
    );
  });

/** What a change did to a record, field by field in words; nothing where it was made or deleted. */
export const fieldChanges = <K extends keyof PastRecords>(
  kind: K,
  was: PastRecords[K] | Draft | undefined,
  is: PastRecords[K] | Draft | undefined,
  world: World,
): readonly FieldChange[] => {
  const [before, after] = [asDraft(was), asDraft(is)];
  if (!before || !after) return [];
  const own = differing(
    columnsOf(kind)
      .filter((column) => !isOfTerms(column))
      .map((column) => ({ label: columnLabel(column.key), before: said(column, before, world), after: said(column, after, world) })),
  );
  if (kind === 'contract') {
    return [
      ...own,
      ...termsChanges(before, after, world),
      ...differing([{ label: text('timeline.dates'), before: dated(before), after: dated(after) }]),
      ...unnamed(text('timeline.opening'), before.opening, after.opening),
    ];
  }
  if (kind === 'product')
    return [...own, ...yearChanges(before, after), ...unnamed(columnLabel('spotPrice'), before.spotPrice, after.spotPrice)];
  return own;
};
