import type { Product } from '#shared/domain/product.ts';
import type { Year } from '#shared/domain/time.ts';
import { type Path, rootOf } from '../../editing/fields/fieldPath.ts';

type YearLine = { readonly tonnes?: number | undefined; readonly usdPerDmt?: number | undefined };

/** A product as the form edits it, with production and unit cost in one line a year. */
export type ProductSheet = Omit<Product, 'production' | 'unitCost'> & { readonly years: Readonly<Record<string, YearLine>> };

/** The root of a sheet's paths. */
export const SHEET = rootOf<ProductSheet>();

/** Converts a product to the sheet of its form. */
export const sheetOf = ({ production, unitCost, ...rest }: Product): ProductSheet => {
  const years: Record<string, YearLine> = {};
  for (const { year, tonnes } of production) years[year] = { ...years[year], tonnes };
  for (const { year, usdPerDmt } of unitCost) years[year] = { ...years[year], usdPerDmt };
  return { ...rest, years };
};

const byYear = (years: ProductSheet['years']): readonly (YearLine & { readonly year: Year })[] =>
  Object.entries(years)
    .map(([year, line]) => ({ ...line, year: Number(year) }))
    .sort((a, b) => a.year - b.year);

/** Converts a sheet back to the product; a year without a figure is absent. */
export const productOf = ({ years, ...rest }: ProductSheet): Product => ({
  ...rest,
  production: byYear(years).flatMap(({ year, tonnes }) => (tonnes === undefined ? [] : [{ year, tonnes }])),
  unitCost: byYear(years).flatMap(({ year, usdPerDmt }) => (usdPerDmt === undefined ? [] : [{ year, usdPerDmt }])),
});

/** Translates a path of the product to the sheet's: an entry of a list is under its year. */
export const sheetPath = (path: Path, { production, unitCost }: Product): Path => {
  const [list, index, field] = path.split('.');
  const entries = list === 'production' ? production : list === 'unitCost' ? unitCost : undefined;
  const year = entries?.[Number(index)]?.year;
  if (year === undefined) return path;
  return `years.${year}.${field ?? (list === 'production' ? 'tonnes' : 'usdPerDmt')}`;
};

/** The last unit cost before a year; undefined if there is none. */
export const previousCost = ({ years }: Pick<ProductSheet, 'years'>, year: Year): number | undefined =>
  byYear(years).findLast((line) => line.year < year && line.usdPerDmt !== undefined)?.usdPerDmt;
