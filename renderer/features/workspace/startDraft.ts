import type { Input } from '#shared/contract/contract.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { comma, text } from '#shared/messages/text.ts';
import { formatPlainNumber, parseNumber } from '#shared/units/format.ts';
import { at, rootOf, set } from '../../editing/fields/fieldPath.ts';
import { readLocalDraft } from '../../editing/record/localDraft.ts';
import type { UnsavedInput } from '../../editing/record/recordState.ts';
import { parseDraft } from '../../editing/record/useDraft.ts';

/** A product as typed texts, so that incomplete numbers are kept. Tonnes in kdmt, one text per year. */
export type StartRow = {
  readonly id: string;
  readonly name: string;
  readonly metal: Metal | undefined;
  readonly tonnes: readonly string[];
};

/** The four answers; `rate` is a fraction a year. The last row is blank, for the next product. */
export type StartDraft = { readonly name: string; readonly rows: readonly StartRow[]; readonly firstYear: number; readonly rate: number };

/** Number of calendar years with tonnes in the form. */
const YEARS = 6;
/** Default assumption: effective nominal discount rate, a fraction a year. */
export const DEFAULT_DISCOUNT_RATE = 0.1;
const MAX_KDMT = 1_000_000;

export const isBlank = ({ name, metal, tonnes }: StartRow): boolean =>
  name.trim() === '' && metal === undefined && tonnes.every((typedText) => typedText.trim() === '');

const blankRow = (rows: readonly StartRow[]): StartRow => {
  const lastId = rows.reduce((highestId, { id }) => Math.max(highestId, Number(id)), 0);
  return { id: String(lastId + 1), name: '', metal: undefined, tonnes: Array.from({ length: YEARS }, () => '') };
};

/** Returns the rows with exactly one blank row at the end. */
export const appendBlankRow = (rows: readonly StartRow[]): readonly StartRow[] => {
  const filledRows = rows.slice(0, rows.findLastIndex((row) => !isBlank(row)) + 1);
  return [...filledRows, rows[filledRows.length] ?? blankRow(rows)];
};

/** Returns the rows with enough blank ones at the end to paste a block of `lines` lines. */
export const appendBlankRows = (rows: readonly StartRow[], lines: number): readonly StartRow[] => {
  const extendedRows = [...appendBlankRow(rows)];
  for (let line = 1; line < lines; line += 1) extendedRows.push(blankRow(extendedRows));
  return extendedRows;
};

/** Fills a usual product of a metal into the first blank row. */
export const addUsualProduct = (rows: readonly StartRow[], metal: Metal): readonly StartRow[] => {
  const place = rows.findIndex(isBlank);
  return appendBlankRow(rows.map((row, index) => (index === place ? { ...row, name: text(`products.typical.${metal}`), metal } : row)));
};

export const emptyDraft = (firstYear: number): StartDraft => ({
  name: '',
  rows: appendBlankRow([]),
  firstYear,
  rate: DEFAULT_DISCOUNT_RATE,
});

export const startYears = ({ firstYear }: Pick<StartDraft, 'firstYear'>): readonly number[] =>
  Array.from({ length: YEARS }, (_, index) => firstYear + index);

export const isUntouched = ({ name, rows, rate }: StartDraft): boolean =>
  name === '' && rate === DEFAULT_DISCOUNT_RATE && rows.every(isBlank);

/** Returns the problem of the tonnes of one year; an empty text has none. */
export const tonnesProblem = (typedText: string): string | undefined => {
  if (typedText.trim() === '') return undefined;
  const kdmt = parseNumber(typedText);
  if (kdmt !== undefined && kdmt >= 0 && kdmt <= MAX_KDMT) return undefined;
  return text('start.tonnesBad', { limit: formatPlainNumber(MAX_KDMT, { decimals: 0 }) });
};

export const nameProblem = (name: string, maxLength: number): string | undefined => {
  if (name.trim() === '') return text('issue.required');
  return name.trim().length > maxLength ? text('issue.tooLong', { limit: maxLength }) : undefined;
};

export type StartAnswers = {
  /** The input of the call; undefined while something is missing. Years without tonnes have no production. */
  readonly input: Input<'workspace.create'> | undefined;
  /** Problems by question, a sentence each. */
  readonly name: string | undefined;
  readonly products: readonly string[];
};

/** Checks the answers of the form. */
export const checkStart = (draft: StartDraft): StartAnswers => {
  const years = startYears(draft);
  const rows = draft.rows.filter((row) => !isBlank(row));
  const problems = rows.flatMap((row, index) => {
    const product = row.name.trim() || text('start.unnamed', { number: index + 1 });
    const tonnes = row.tonnes.flatMap((typedText, year) => {
      const problem = tonnesProblem(typedText);
      return problem === undefined ? [] : [text('start.inRow', { product: `${product}${comma()}${years[year]}`, problem })];
    });
    const name = nameProblem(row.name, 200);
    return [
      ...(name === undefined ? [] : [text('start.inRow', { product, problem: text('start.productMissing') })]),
      ...(row.metal === undefined ? [text('start.inRow', { product, problem: text('start.metalMissing') })] : []),
      ...tonnes,
    ];
  });
  const products = rows.length === 0 ? [text('start.noProducts')] : problems;
  const name = nameProblem(draft.name, 120);
  const { rate } = draft;
  const isComplete = name === undefined && products.length === 0 && rate >= -0.5 && rate <= 1;
  return {
    name,
    products,
    input: isComplete
      ? {
          name: draft.name.trim(),
          discountRate: rate,
          products: rows.flatMap((row) =>
            row.metal === undefined
              ? []
              : [
                  {
                    name: row.name.trim(),
                    metal: row.metal,
                    tonnes: row.tonnes.flatMap((typedText, index) => {
                      const kdmt = parseNumber(typedText);
                      const year = years[index];
                      return kdmt === undefined || year === undefined ? [] : [{ year, tonnes: kdmt * 1000 }];
                    }),
                  },
                ],
          ),
        }
      : undefined,
  };
};

/** Key of the draft in this browser, as no workspace exists yet. */
export const START_DRAFT = { browserName: 'start' } as const;

/** The root of the paths of the start form. */
export const START = rootOf<StartDraft>();

const isFirstVersion = (value: object): value is Omit<StartDraft, 'rate'> & { readonly rate: string } =>
  'rows' in value && Array.isArray(value.rows) && 'firstYear' in value && 'rate' in value && typeof value.rate === 'string';

/** Reads the unfinished form. Drafts of the first version have the answers, with the rate as text in per cent. */
export const readStartDraft = (): UnsavedInput | undefined => {
  const storedDraft = readLocalDraft('local', START_DRAFT.browserName);
  if (typeof storedDraft !== 'object' || storedDraft === null) return undefined;
  if (!isFirstVersion(storedDraft)) return parseDraft({ ...storedDraft });
  const percent = parseNumber(storedDraft.rate);
  return {
    edits: [
      set(at(START, 'name'), storedDraft.name),
      set(at(START, 'rows'), storedDraft.rows),
      set(at(START, 'firstYear'), storedDraft.firstYear),
      ...(percent === undefined ? [] : [set(at(START, 'rate'), percent / 100)]),
    ],
    texts: {},
  };
};
