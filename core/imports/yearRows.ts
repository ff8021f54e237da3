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

/** Checks a row of production or unit costs by year. */
export const checkYears = (read: ReadRow, spec: SheetSpec, mapping: SheetMapping, check: SheetCheck): Outcome => {
  const years = spec.years;
  const entry = findOwner('product', 'product', read, check);
  if (!entry || !years) return 'refused';
  if (years.field === 'usdPerDmt' && !checkCostUnit(read)) return 'refused';
  if (years.field === 'tonnes') checkMassUnit(read);
  if (read.values.has(years.field) && !read.values.has('year')) read.issues.push(cellIssue(read, 'year', 'required'));
  if (read.issues.length > 0) return 'refused';
  const draft = copyOf(entry.value);
  const list = new Map((draft[years.list] as Draft[]).map((entry) => [Number(entry.year), entry]));
  const setYear = (year: number, field: string) =>
    list.set(year, { year, [years.field]: years.field === 'tonnes' ? dryTonnes(read, mapping, field, draft) : read.values.get(field) });
  for (const field of read.values.keys()) if (/^y\d{4}$/.test(field)) setYear(Number(field.slice(1)), field);
  if (read.values.has('year') && read.values.has(years.field)) setYear(Number(read.values.get('year')), years.field);
  draft[years.list] = [...list.values()].sort((a, b) => Number(a.year) - Number(b.year));
  return commitDraft(entry, draft, read, spec, check.context);
};
