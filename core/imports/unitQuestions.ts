import type { UnitQuestion } from '#shared/contract/importQuestions.ts';
import type { Steps } from '#shared/steps.ts';
import { parseNumber } from '../sheets/cellValues.ts';
import { valuesBelow } from '../sheets/columnValues.ts';
import { unitIn } from '../sheets/headers.ts';
import { columnField, headersOf, type MappedColumn } from '../sheets/mapping.ts';
import { isPeriodField } from '../sheets/periods.ts';
import { sheetSpec } from '../sheets/sheets.ts';
import { usualUnits } from '../sheets/usualUnits.ts';
import type { MappedSheet } from './checkSheets.ts';
import { isTotalOrRemark } from './readRow.ts';

/** A tonnage below this may be in thousands, dmt a year. */
const FEW_TONNES = 10_000;
/** Maximum number of rows that are searched. */
const SAMPLE = 5_000;

/** A contract tonnage this many times the largest production of the workspace is more likely in another unit. */
const TIMES_PRODUCTION = 10;
/** A deduction from this to one may be in units or a fraction: 0.5 or 1. */
const MIN_UNITS = 0.2;

/**
 * Lists the columns whose numbers are converted, or whose unit is uncertain; a column in a step. `largestProduction` is that of any product
 * and year, in dmt.
 */
export function* unitQuestions(sheets: readonly MappedSheet[], largestProduction: number | undefined): Steps<readonly UnitQuestion[]> {
  const questions: UnitQuestion[] = [];
  for (const { sheet, mapping, place } of sheets) {
    const spec = mapping.target && sheetSpec(mapping.target);
    const headers = headersOf(sheet, mapping.headerRow);
    const rows = sheet.rows.filter((row) => row.index > mapping.headerRow && !isTotalOrRemark(row)).slice(0, SAMPLE);
    const firstPeriod = mapping.columns.find(({ field }) => isPeriodField(field))?.index;
    const periodIndexes = mapping.columns.flatMap(({ index, field }) => (isPeriodField(field) ? [index] : []));
    const questionsOf = ({ index, field, shares, scale, wet, isUnitChosen = false }: MappedColumn): readonly UnitQuestion[] => {
      const column = spec && columnField(spec, field);
      const kind = column?.kind;
      const units = column ? usualUnits(column, headers[index] ?? '', valuesBelow(rows, mapping.headerRow, index)) : [];
      if (kind !== 'tonnes' && kind !== 'percent' && units.length === 0) return [];
      // the columns of years are in one unit, which is asked once
      if (isPeriodField(field) && index !== firstPeriod) return [];
      const indexes = isPeriodField(field) ? periodIndexes : [index];
      const cellsOfColumn = rows.flatMap(({ cells }) => indexes.map((at) => cells[at]));
      const numbers = cellsOfColumn.flatMap((cell) => {
        if (cell === null || cell === undefined || typeof cell === 'boolean' || String(cell).includes('%')) return [];
        const number = parseNumber(cell, mapping.reading);
        return number.ok && number.value !== 0 ? [Math.abs(number.value)] : [];
      });
      if (numbers.length === 0) return [];
      const [minimum, maximum] = [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))];
      const hasUnit = unitIn(headers[index] ?? '') !== undefined || mapping.columns.some((column) => column.field === 'unit');
      const isSmall = kind === 'tonnes' && scale === 1 && maximum < FEW_TONNES && !hasUnit;
      const isMixed = shares === 'ask';
      const isUnconverted = scale === 1 && !wet && shares === 'percents' && units.length === 0;
      const isAbove =
        field === 'tonnesPerYear' && largestProduction !== undefined && maximum * scale > TIMES_PRODUCTION * largestProduction;
      // "1" is one unit or 100 % of the grade
      const hasUnitInCells = rows.some(({ cells }) => /%|unit/i.test(String(cells[index] ?? '')));
      const mayBeUnits = field === 'deduction' && !hasUnit && !hasUnitInCells && maximum > MIN_UNITS && maximum <= 1;
      const doubt = isUnitChosen
        ? undefined
        : isAbove
          ? 'aboveProduction'
          : isSmall
            ? 'thousands'
            : isMixed
              ? 'mixed'
              : mayBeUnits
                ? 'units'
                : units.length > 1
                  ? 'unit'
                  : undefined;
      if (isUnconverted && doubt === undefined && !isUnitChosen) return [];
      return [{ kind: 'unit', sheet: place, index, header: headers[index] ?? '', minimum, maximum, ...(doubt ? { doubt } : {}) }];
    };
    for (const column of mapping.columns) {
      questions.push(...questionsOf(column));
      yield;
    }
  }
  return questions;
}
