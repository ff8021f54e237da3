import type { Draft } from '../sheets/columns.ts';
import { unitIn } from '../sheets/headers.ts';
import { copyOf } from '../sheets/importContext.ts';
import type { SheetMapping } from '../sheets/mapping.ts';
import { isPeriodField } from '../sheets/periods.ts';
import { isPriceUnit, priceFactor } from '../sheets/priceUnits.ts';
import type { SheetSpec } from '../sheets/sheets.ts';
import { cellIssue, checkMassUnit, commitDraft, dryTonnes, type Outcome, type ReadRow } from './readRow.ts';
import { findOwner, type SheetCheck } from './sheetCheck.ts';

/** Adds an issue where unit costs are in a unit other than US dollars per dry tonne, by the row or the header. Returns whether there is none. */
const checkCostUnit = (read: ReadRow): boolean => {
  const costFields = [...read.values.keys()].filter((field) => field === 'usdPerDmt' || isPeriodField(field));
  const wrongFields = costFields.filter((field) => {
    const units = [read.units.get(field), read.values.get('unit'), unitIn(read.headerOf(field))];
    const unit = units.find((text) => typeof text === 'string' && isPriceUnit(text));
    return typeof unit === 'string' && priceFactor(unit, 'USD/dmt') === undefined;
  });
  const isInRow = read.values.has('unit') && wrongFields.length > 0;
  read.issues.push(...(isInRow ? ['unit'] : wrongFields).map((field) => cellIssue(read, field, 'costUnit')));
  return wrongFields.length === 0;
};

/** The years of a row with the fields of their amounts: a column for each year, or one for the year and one for the amount. */
const amountsByYear = ({ values }: ReadRow, amountField: string): readonly { readonly year: number; readonly field: string }[] => [
  ...[...values.keys()].flatMap((field) => (/^y\d{4}$/.test(field) ? [{ year: Number(field.slice(1)), field }] : [])),
  ...(values.has('year') && values.has(amountField) ? [{ year: Number(values.get('year')), field: amountField }] : []),
];

/** Checks a row of production or unit costs by year. */
export const checkYears = (read: ReadRow, spec: SheetSpec, mapping: SheetMapping, check: SheetCheck): Outcome => {
  const years = spec.years;
  const entry = findOwner('product', 'product', read, check);
  if (!entry || !years) return 'refused';
  if (years.field === 'usdPerDmt' && !checkCostUnit(read)) return 'refused';
  if (years.field === 'tonnes') checkMassUnit(read);
  const amounts = amountsByYear(read, years.field);
  const isRowOfYear = read.values.has('year') || read.values.has(years.field);
  if (isRowOfYear && amounts.length === 0) read.issues.push(cellIssue(read, read.values.has('year') ? years.field : 'year', 'required'));
  const keyOf = (year: number): string => `${entry.id}|${year}`;
  for (const { year, field } of amounts) if (check.claimedYears.has(keyOf(year))) read.issues.push(cellIssue(read, field, 'twice'));
  if (read.issues.length > 0) return 'refused';
  const draft = copyOf(entry.value);
  const list = new Map((draft[years.list] as Draft[]).map((entry) => [Number(entry.year), entry]));
  for (const { year, field } of amounts) {
    list.set(year, { year, [years.field]: years.field === 'tonnes' ? dryTonnes(read, mapping, field, draft) : read.values.get(field) });
    check.claimedYears.add(keyOf(year));
  }
  draft[years.list] = [...list.values()].sort((a, b) => Number(a.year) - Number(b.year));
  return commitDraft(entry, draft, read, spec, check.context);
};
