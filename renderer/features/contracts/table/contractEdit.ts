import type { ContractOptions } from '#shared/contract/contracts.ts';
import { fieldIssues } from '#shared/contract/issues.ts';
import { ContractStatus, OfftakeContract } from '#shared/domain/contract.ts';
import type { Month } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { issueText } from '#shared/presentation/issueText.ts';
import { parseMonth, parseNumber } from '#shared/units/format.ts';
import type { CellEdit } from '../../../components/DataTable.tsx';
import { at, set } from '../../../editing/fields/fieldPath.ts';
import { choicesOf } from '../../../editing/fields/specs.ts';
import { contractRules } from '../editor/contractRules.ts';
import { STATUSES } from '../fields/choiceLabels.ts';
import { DEAL } from '../fields/fieldContext.ts';

/** Editable values of a row as shown: dmt a year, a fraction, a month. */
export type ShownValues = Pick<OfftakeContract, 'status' | 'probability' | 'end'> & { readonly tonnesPerYear: number };

type EditContext = {
  /** The row as shown: the contract with the terms of the chosen plan. */
  readonly shown: ShownValues;
  readonly plan: string;
  readonly options: ContractOptions;
  readonly valuationMonth: Month;
};

type Typed = Pick<CellEdit, 'column' | 'text'>;

/** A contract with typed cells applied, and the cells that were refused. */
export type EditedContract = {
  readonly contract: OfftakeContract;
  readonly refused: readonly { readonly column: string; readonly message: string }[];
};

/** Index of the terms that the row shows: those of the first month after the valuation. */
const termsShown = ({ start, terms }: OfftakeContract, valuationMonth: Month): number => {
  const month = Math.max(start, valuationMonth + 1);
  return Math.max(
    0,
    terms.findLastIndex(({ from }) => from <= month),
  );
};

/** An editable column. */
type EditColumn = {
  /** Its value in the stored contract and in the row. */
  readonly stored: (contract: OfftakeContract, context: EditContext) => unknown;
  readonly shown: (shown: ShownValues) => unknown;
  /** Parses a text to the record's units; undefined for an invalid text. */
  readonly read: (text: string) => unknown;
  /** Fields of the contract that a value changes. */
  readonly fields: (contract: OfftakeContract, value: unknown, context: EditContext) => Readonly<Record<string, unknown>>;
  /** Factor from the column's unit to the record's. */
  readonly scale?: number;
};

const parseStatus = (typed: string): unknown => {
  const wanted = typed.trim().toLocaleLowerCase('en');
  const named = choicesOf(STATUSES).find(({ value, label }) => value === wanted || label.toLocaleLowerCase('en') === wanted);
  return ContractStatus.safeParse(named?.value).data;
};

const parseScaled =
  (scale: number) =>
  (typed: string): number | undefined => {
    const value = parseNumber(typed);
    // 110.1 kdmt is 110,100 dmt, not 110,099.99999999999
    return value === undefined ? undefined : Number((value * scale).toPrecision(15));
  };

const KDMT = 1000;
const PERCENT = 0.01;

const EDIT_COLUMNS: Readonly<Record<string, EditColumn>> = {
  quantity: {
    stored: (contract, { valuationMonth }) => contract.terms[termsShown(contract, valuationMonth)]?.quantity.tonnesPerYear,
    shown: ({ tonnesPerYear }) => tonnesPerYear,
    read: parseScaled(KDMT),
    fields: (contract, tonnesPerYear, { valuationMonth }) => {
      const typed = termsShown(contract, valuationMonth);
      return {
        terms: contract.terms.map((terms, index) =>
          index === typed ? { ...terms, quantity: { ...terms.quantity, tonnesPerYear } } : terms,
        ),
      };
    },
    scale: KDMT,
  },
  status: {
    stored: ({ status }) => status,
    shown: ({ status }) => status,
    read: parseStatus,
    // a status also sets the probability
    fields: (contract, value, { options }) =>
      Object.fromEntries(
        contractRules(options)(contract, set(at(DEAL, 'status'), value as ContractStatus)).map((edit) => [edit.path, edit.value]),
      ),
  },
  probability: {
    stored: ({ probability }) => probability,
    shown: ({ probability }) => probability,
    read: parseScaled(PERCENT),
    fields: (_contract, probability) => ({ probability }),
    scale: PERCENT,
  },
  ends: {
    stored: ({ end }) => end,
    shown: ({ end }) => end,
    read: parseMonth,
    fields: (_contract, end) => ({ end }),
  },
};

/** Why a contract is invalid, in the column's units; undefined for a valid one. */
const problemOf = (contract: OfftakeContract, scale: number): string | undefined => {
  const parsed = OfftakeContract.safeParse(contract);
  const [issue] = parsed.success ? [] : fieldIssues(parsed.error);
  if (issue === undefined) return undefined;
  return issueText(typeof issue.limit === 'number' ? { ...issue, limit: issue.limit / scale } : issue);
};

const applyCell = (contract: OfftakeContract, { column, text: typed }: Typed, stored: OfftakeContract, context: EditContext) => {
  const edited = EDIT_COLUMNS[column];
  if (edited === undefined) return text('issue.wrongType');
  if (edited.stored(stored, context) !== edited.shown(context.shown)) return text('contracts.table.planDiffers', { plan: context.plan });
  if (typed.trim() === '') return text('issue.required');
  const value = edited.read(typed);
  if (value === undefined) return text('issue.wrongType');
  const next: OfftakeContract = { ...contract, ...edited.fields(contract, value, context) };
  return problemOf(next, edited.scale ?? 1) ?? next;
};

/** Applies the typed cells of one row to the stored contract; an invalid cell is refused with the reason. */
export const applyCellEdits = (stored: OfftakeContract, typed: readonly Typed[], context: EditContext): EditedContract => {
  const refused: { column: string; message: string }[] = [];
  let contract = stored;
  for (const one of typed) {
    const next = applyCell(contract, one, stored, context);
    if (typeof next === 'string') refused.push({ column: one.column, message: next });
    else contract = next;
  }
  return { contract, refused };
};
