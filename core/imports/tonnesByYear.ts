import { type Month, monthOf, monthOfYear, yearOf } from '#shared/domain/time.ts';
import type { Draft } from '../sheets/columns.ts';
import { ROW_TERMS } from '../sheets/columns.ts';
import { copyOf } from '../sheets/importContext.ts';
import type { SheetMapping } from '../sheets/mapping.ts';
import { isYearField } from '../sheets/periods.ts';
import { cellIssue, dryTonnes, type ReadRow } from './readRow.ts';

// A table of contracts may have the tonnes of each calendar year in a column, as a ramp-up.

type YearTonnes = { readonly year: number; readonly field: string; readonly tonnes: number };

/** The years of a row that have a column, in order; a year without tonnes has none. */
const yearsIn = (read: ReadRow, mapping: SheetMapping, product: Draft | undefined): readonly YearTonnes[] =>
  mapping.columns
    .map(({ field }) => field)
    .filter(isYearField)
    .map((field) => ({
      year: Number(field.slice(1)),
      field,
      tonnes: read.values.has(field) ? dryTonnes(read, mapping, field, product) : 0,
    }))
    .sort((a, b) => a.year - b.year);

/** Whether the rows of a sheet have their tonnes by year. */
const hasTonnesByYear = ({ target, columns }: SheetMapping): boolean =>
  target === 'contracts' && columns.some(({ field }) => isYearField(field));

/** The months of a calendar year from `start` to `end`. */
const monthsOfYear = (year: number, start: Month, end: Month): number =>
  Math.max(0, Math.min(end, monthOf(year, 12)) - Math.max(start, monthOf(year, 1)) + 1);

/**
 * Sets the quantity of a contract to the tonnes of each calendar year in its row. Contract years that begin in January are a ramp-up of the
 * largest quantity; otherwise each calendar year has terms of its own. Adds an issue for tonnes outside the term of the contract.
 */
const setTonnesByYear = (draft: Draft, read: ReadRow, mapping: SheetMapping, product: Draft | undefined): void => {
  const terms = draft[ROW_TERMS] as Draft;
  const quantity = terms.quantity as Draft;
  const [start, end] = [Number(draft.start), Number(draft.end)];
  const years = yearsIn(read, mapping, product);
  for (const { year, field, tonnes } of years)
    if (tonnes > 0 && monthsOfYear(year, start, end) === 0) read.issues.push(cellIssue(read, field, 'outsideTerm'));
  // a year of fewer months counts as a full one
  const rates = years.flatMap(({ year, tonnes }) => {
    const months = monthsOfYear(year, start, end);
    return months === 0 ? [] : [{ year, rate: (tonnes * 12) / months }];
  });
  const missingYear = Array.from({ length: yearOf(end) - yearOf(start) + 1 }, (_, i) => yearOf(start) + i).find(
    (year) => !rates.some((rate) => rate.year === year),
  );
  if (missingYear !== undefined) read.issues.push(cellIssue(read, 'tonnesPerYear', 'noTonnesOfYear', String(missingYear)));
  const largestRate = Math.max(0, ...rates.map(({ rate }) => rate));
  if (largestRate === 0) read.issues.push(cellIssue(read, 'tonnesPerYear', 'required'));
  if (read.issues.length > 0) return;
  if (rates.every(({ rate }) => rate === largestRate)) Object.assign(quantity, { tonnesPerYear: largestRate, rampUp: [] });
  else if (monthOfYear(start) === 1)
    Object.assign(quantity, { tonnesPerYear: largestRate, rampUp: rates.map(({ rate }) => rate / largestRate) });
  else {
    const [firstRate, ...laterRates] = rates;
    Object.assign(quantity, { tonnesPerYear: firstRate!.rate, rampUp: [] });
    draft.terms = [
      terms,
      ...laterRates.map(({ year, rate }) => ({
        ...copyOf(terms),
        from: monthOf(year, 1),
        quantity: { ...copyOf(quantity), tonnesPerYear: rate },
      })),
    ];
  }
};

/** Sets the quantity of the row's terms and returns the dmt of a full year; the issues of the row say why it can't be set. */
export const setTonnes = (draft: Draft, read: ReadRow, mapping: SheetMapping, product: Draft | undefined): number => {
  const { quantity } = draft[ROW_TERMS] as { readonly quantity: Draft };
  if (hasTonnesByYear(mapping)) setTonnesByYear(draft, read, mapping, product);
  else quantity.tonnesPerYear = dryTonnes(read, mapping, 'tonnesPerYear', product);
  return Number(quantity.tonnesPerYear);
};
