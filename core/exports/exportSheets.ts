import type { Label } from '#shared/contract/figure.ts';
import type { PlacedField } from '#shared/contract/imports.ts';
import { DEFAULT_PROJECT_FINANCE } from '#shared/domain/financing.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { isMessageKey, message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { exactPercent } from '#shared/units/percent.ts';
import type { CellFact, JsonSheet, SheetFacts, TableCell } from '../documents/tableFile.ts';
import { type Column, choiceLabel, type Draft, ROW_TERMS, readValue } from '../sheets/columns.ts';
import { TERMS_JSON } from '../sheets/contractColumns.ts';
import { FACILITY_FLOWS } from '../sheets/facilityColumns.ts';
import type { ImportContext, RecordKind } from '../sheets/importContext.ts';
import { columnLabel, sheetLabel } from '../sheets/mapping.ts';
import { ownReferences } from '../sheets/referenceOrder.ts';
import { OPENING_LINES, SHEETS, type SheetKey, type SheetSpec, sheetSpec } from '../sheets/sheets.ts';
import { cellOf } from '../sheets/writeCells.ts';

/** The cells of a sheet by column key, row by row, from which every format is written. */
export type SheetRows = {
  readonly spec: SheetSpec;
  readonly years: readonly number[];
  readonly rows: readonly (readonly { readonly column: Column; readonly key: string; readonly value: unknown }[])[];
};

/** Maximum number of characters of a cell. A longer text continues in the next column. */
const MAX_CELL_LENGTH = 32_000;

const records = (context: ImportContext, kind: RecordKind): readonly Draft[] =>
  [...(context.entries.get(kind)?.values() ?? [])].map(({ read }) => read());

/** Lists the rows of each contract, of which there are thousands. */
function* contractRows(context: ImportContext, rowsOfContract: (contract: Draft) => readonly Draft[]): Steps<readonly Draft[]> {
  const rows: Draft[] = [];
  for (const { read } of context.entries.get('contract')?.values() ?? []) {
    for (const row of rowsOfContract(read())) rows.push(row);
    yield;
  }
  return rows;
}

/** Lists the rows of a sheet. A contract has a row for each set of terms; the entries of a list are rows of another sheet. */
function* rowsOf(key: SheetKey, context: ImportContext): Steps<readonly Draft[]> {
  switch (key) {
    case 'references':
      return ownReferences(context.references).map((record) => ({ code: record.code, name: record.name, record }));
    case 'products':
      return records(context, 'product');
    case 'production':
      return records(context, 'product').filter((product) => (product.production as unknown[]).length > 0);
    case 'costs':
      return records(context, 'product').filter((product) => (product.unitCost as unknown[]).length > 0);
    case 'groups':
      return records(context, 'group');
    case 'buyers':
      return records(context, 'buyer');
    case 'contracts':
      return yield* contractRows(context, (contract) => (contract.terms as Draft[]).map((terms) => ({ ...contract, [ROW_TERMS]: terms })));
    case 'contractDates':
      return yield* contractRows(context, (contract) => (contract.dates as Draft[]).map((date) => ({ ...date, contract: contract.id })));
    case 'openings':
      return yield* contractRows(context, (contract) =>
        contract.opening ? [{ ...(contract.opening as Draft), contract: contract.id }] : [],
      );
    case 'openingLines':
      return yield* contractRows(context, ({ id, opening }) =>
        OPENING_LINES.flatMap(
          (line) =>
            ((opening as Draft | undefined)?.[line] as Draft[] | undefined)?.map((draftRow) => ({ ...draftRow, contract: id, line })) ?? [],
        ),
      );
    case 'versions':
      return records(context, 'version').map((version) => ({ ...version, contract: version.contractId }));
    case 'tenders':
      return records(context, 'tender');
    case 'bids':
      return records(context, 'tender').flatMap((tender) =>
        (tender.bids as Draft[]).map(({ deal, contractId }) => ({
          tender: tender.id,
          buyer: (deal as Draft).buyerId,
          contract: contractId,
          deal,
        })),
      );
    case 'facilities':
      return records(context, 'facility');
    case 'facilityFlows':
      return records(context, 'facility').flatMap((facility) =>
        FACILITY_FLOWS.flatMap((flow) => (facility[flow] as Draft[]).map((draftRow) => ({ ...draftRow, facility: facility.id, flow }))),
      );
    case 'covenants':
      return records(context, 'facility').flatMap(({ id, covenants }) =>
        Object.keys(covenants as Draft).length > 0 ? [{ ...(covenants as Draft), facility: id }] : [],
      );
    case 'projectFinance':
      // default assumptions are not exported
      return records(context, 'projectFinance').filter((project) => !isDeepEqual(project, { id: project.id, ...DEFAULT_PROJECT_FINANCE }));
    case 'projectYears':
      return records(context, 'projectFinance').flatMap(({ years }) => years as Draft[]);
    case 'projectUses':
      return records(context, 'projectFinance').flatMap(({ uses }) =>
        ((uses ?? []) as Draft[]).map(({ month, amount }) => ({ month, projectCost: amount })),
      );
    case 'planFacilities':
      return records(context, 'plan').flatMap((plan) =>
        ((plan.facilities ?? []) as Draft[]).map(({ facilityId, rate, ...override }) => ({
          ...override,
          plan: plan.id,
          facility: facilityId,
          planRate: rate,
        })),
      );
    case 'plans':
      return records(context, 'plan');
    case 'planContracts':
      return records(context, 'plan').flatMap((plan) =>
        (plan.overrides as Draft[]).map((override) => ({ ...override, plan: plan.id, contract: override.contractId })),
      );
    case 'limits':
      return records(context, 'limit');
    case 'scenarios':
      return records(context, 'scenario');
    case 'decks':
      // the low, base and high decks are in every workspace
      return records(context, 'deck').filter(({ kind }) => kind === 'own');
    case 'workspace':
      return [context.settings as Draft];
    case 'prices':
      return [...context.points.values()];
  }
}

/** Sheets whose rows have their fields by key, not by the path of the column in a record. */
const FLAT_SHEETS = new Set<SheetKey>([
  'references',
  'versions',
  'bids',
  'contractDates',
  'openings',
  'openingLines',
  'planContracts',
  'facilityFlows',
  'covenants',
  'projectYears',
  'projectUses',
  'planFacilities',
  'prices',
  'production',
  'costs',
]);

const fieldValue = (spec: SheetSpec, column: Column, record: Draft): unknown => {
  if (column.key === TERMS_JSON && spec.key === 'planContracts') return record.terms;
  if ((spec.key === 'production' || spec.key === 'costs') && column.key === 'product') return record.id;
  return FLAT_SHEETS.has(spec.key) ? record[column.key] : readValue(column, record);
};

const yearsOf = (spec: SheetSpec, rows: readonly Draft[]): readonly number[] => {
  const years = spec.years;
  if (!years) return [];
  return [...new Set(rows.flatMap((row) => (row[years.list] as { year: number }[]).map(({ year }) => year)))].sort((a, b) => a - b);
};

/** Lists the records that users made in the workspace, sheet by sheet, without those that ship with Orebook; a row in a step. */
function* workspaceSheets(context: ImportContext): Steps<readonly SheetRows[]> {
  const sheets: SheetRows[] = [];
  for (const spec of SHEETS) {
    const records = yield* rowsOf(spec.key, context);
    const years = yearsOf(spec, records);
    const columns = spec.columns.filter(({ key, isImportOnly: importOnly }) => !importOnly && (!spec.years || key === 'product'));
    const amountColumn = spec.columns.find(({ key }) => key === spec.years?.field);
    const rows: SheetRows['rows'][number][] = [];
    for (const record of records) {
      rows.push([
        ...columns.map((column) => ({ column, key: column.key, value: fieldValue(spec, column, record) })),
        ...years.flatMap((year) => {
          const list = record[spec.years?.list ?? ''] as Draft[];
          const value = list.find((draftRow) => draftRow.year === year)?.[spec.years?.field ?? ''];
          return amountColumn ? [{ column: amountColumn, key: `y${year}`, value }] : [];
        }),
      ]);
      yield;
    }
    if (rows.length > 0) sheets.push({ spec, years, rows });
  }
  return sheets;
}

/** Counts the rows of each sheet. */
export function* countSheetRows(context: ImportContext): Steps<readonly { readonly target: SheetSpec['key']; readonly rows: number }[]> {
  const counts: { readonly target: SheetSpec['key']; readonly rows: number }[] = [];
  for (const { key } of SHEETS) {
    counts.push({ target: key, rows: (yield* rowsOf(key, context)).length });
    yield;
  }
  return counts;
}

const headerOf = (key: string): Label => (/^y\d{4}$/.test(key) ? { name: key.slice(1) } : columnLabel(key));

const WIDTH: Partial<Record<Column['kind'], number>> = {
  text: 26,
  json: 20,
  buyer: 26,
  product: 26,
  shares: 20,
  assay: 30,
  number: 12,
  tonnes: 12,
  percent: 11,
};

const choiceLabels = ({ choices }: Column): readonly Label[] =>
  (choices?.values ?? []).map((value) => choiceLabel(choices?.words ?? '', value));

/** Creates the header of a column, with a note on its allowed values. */
const headerCell = (column: Column, key: string): CellFact => {
  const choices = choiceLabels(column);
  const hint = `imports.hint.${column.key}`;
  const notes = [
    column.required ? message('imports.note.required') : undefined,
    isMessageKey(hint) ? { key: hint } : undefined,
    choices.length > 0 ? message('imports.note.choices', { choices: { list: choices, by: 'serial' } }) : undefined,
  ].filter((note) => note !== undefined);
  return { value: headerOf(key), look: 'head', ...(notes.length > 0 ? { note: { list: notes, by: 'line' } } : {}) };
};

const choicesOf = (columns: readonly { readonly column: Column }[], context: ImportContext): NonNullable<SheetFacts['choices']> =>
  columns.flatMap(({ column }, index) => {
    const values =
      column.kind === 'reference'
        ? context.references.map(({ code }) => String(code))
        : column.kind === 'flag'
          ? ['yes', 'no']
          : column.kind === 'deck'
            ? records(context, 'deck').map(({ name }) => ({ shipped: String(name) }))
            : choiceLabels(column);
    return values.length > 0 ? [{ column: index, fromRow: 1, values }] : [];
  });

const writeCell = (column: Column, value: TableCell | Label, format: 'xlsx' | 'csv'): CellFact => {
  const isShare = column.kind === 'percent' && typeof value === 'number';
  if (isShare) return format === 'csv' ? { value: exactPercent(value) } : { value, isPercent: true };
  return column.kind === 'tonnes' ? { value, decimals: 0 } : { value };
};

/** Splits a long text into parts that fit into a cell. */
const splitText = (value: TableCell | Label): readonly (TableCell | Label)[] => {
  if (typeof value !== 'string' || value.length <= MAX_CELL_LENGTH) return [value];
  return Array.from({ length: Math.ceil(value.length / MAX_CELL_LENGTH) }, (_, i) =>
    value.slice(i * MAX_CELL_LENGTH, (i + 1) * MAX_CELL_LENGTH),
  );
};

/** Lists the sheets of a JSON export by key, without empty sheets and cells; a row in a step. Nested terms are written as they are stored. */
export function* jsonSheets(context: ImportContext): Steps<readonly JsonSheet[]> {
  const sheets: JsonSheet[] = [];
  for (const { spec, rows } of yield* workspaceSheets(context)) {
    const cellRows: JsonSheet['rows'][number][] = [];
    for (const row of rows) {
      cellRows.push(
        row
          .map(({ column, key, value }) =>
            column.kind === 'json' ? { key, stored: value } : { key, cell: cellOf(column, value, context) },
          )
          .filter((cell) => (('stored' in cell ? cell.stored : cell.cell) ?? null) !== null),
      );
      yield;
    }
    sheets.push({ key: spec.key, rows: cellRows });
  }
  return sheets;
}

/** Lists the sheets of an export that have rows; a row in a step. */
export function* exportSheets(context: ImportContext, format: 'xlsx' | 'csv'): Steps<readonly SheetFacts[]> {
  const sheets: SheetFacts[] = [];
  for (const { spec, rows } of yield* workspaceSheets(context)) {
    const columns = rows[0] ?? [];
    const cells: { readonly column: Column; readonly parts: readonly (TableCell | Label)[] }[][] = [];
    const widths = columns.map(() => 1);
    for (const row of rows) {
      const partsOfRow = row.map(({ column, value }) => ({ column, parts: splitText(cellOf(column, value, context)) }));
      for (const [i, { parts }] of partsOfRow.entries()) widths[i] = Math.max(widths[i] ?? 1, parts.length);
      cells.push(partsOfRow);
      yield;
    }
    const cellColumns = columns.flatMap(({ column, key }, i) =>
      Array.from({ length: widths[i] ?? 1 }, (_, part) => ({
        column,
        head:
          part === 0
            ? headerCell(column, key)
            : { value: { list: [headerOf(key), part + 1], by: 'space' as const }, look: 'head' as const },
      })),
    );
    const sheetRows: SheetFacts['rows'][number][] = [cellColumns.map(({ head: header }) => header)];
    for (const row of cells) {
      sheetRows.push(
        row.flatMap(({ column, parts }, i) =>
          Array.from({ length: widths[i] ?? 1 }, (_, part) => writeCell(column, parts[part] ?? null, format)),
        ),
      );
      yield;
    }
    sheets.push({
      name: sheetLabel(spec.key),
      rows: sheetRows,
      widths: cellColumns.map(({ column }) => WIDTH[column.kind] ?? 14),
      freeze: { rows: 1, columns: 1 },
      choices: choicesOf(cellColumns, context),
    });
  }
  return sheets;
}

/** Number of year columns in a template, from the year of the valuation. */
const TEMPLATE_YEARS = 8;

const yearKeys = (firstYear: number): readonly string[] => Array.from({ length: TEMPLATE_YEARS }, (_, i) => `y${firstYear + i}`);

/** Lists the fields of a sheet with columns by calendar year; undefined for every other sheet. */
export const yearFields = (key: SheetKey, firstYear: number): readonly PlacedField[] | undefined =>
  sheetSpec(key).years && ['product', ...yearKeys(firstYear)].map((field) => ({ field }));

/** Lists the sheets of the template: headers with units and choices, and an example row that the import skips. */
export const templateSheets = (context: ImportContext, firstYear: number): readonly SheetFacts[] => {
  const guide: SheetFacts = {
    name: message('imports.template.guide'),
    rows: [
      [{ value: message('imports.template.title'), look: 'key' }],
      ...(['one', 'two', 'three', 'four', 'five'] as const).map((line) => [
        { value: message(`imports.template.${line}`), look: 'note' as const },
      ]),
    ],
    widths: [100],
  };
  const sheets = SHEETS.filter(({ isInTemplate: inTemplate }) => inTemplate).map((spec): SheetFacts => {
    const templateColumns = spec.columns.filter(
      ({ key, isExportOnly: exportOnly, isImportOnly: importOnly }) => !exportOnly && !importOnly && !(spec.years && key !== 'product'),
    );
    const amountColumn = spec.columns.find(({ key }) => key === spec.years?.field);
    const years = amountColumn ? yearKeys(firstYear).map((key) => ({ column: amountColumn, key })) : [];
    const columns = [...templateColumns.map((column) => ({ column, key: column.key })), ...years];
    const example = columns.map(({ column, key }, i): CellFact => {
      const example = `imports.example.${spec.key}.${/^y\d{4}$/.test(key) ? 'year' : key}`;
      const value = isMessageKey(example) ? { key: example } : null;
      const firstCell = i === 0 ? { list: [message('imports.example'), ...(value ? [value] : [])], by: 'space' as const } : value;
      return { value: firstCell, look: 'example', ...(column.kind === 'percent' ? { isPercent: true } : {}) };
    });
    return {
      name: sheetLabel(spec.key),
      rows: [columns.map(({ column, key }) => headerCell(column, key)), example],
      widths: columns.map(({ column }) => WIDTH[column.kind] ?? 14),
      freeze: { rows: 1, columns: 1 },
      choices: choicesOf(columns, context),
      percents: columns.flatMap(({ column }, i) => (column.kind === 'percent' ? [i] : [])),
    };
  });
  return [guide, ...sheets];
};
