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

/** What of a contract is typed in the table, as the row shows it: dmt a year, a fraction, a month. */
export type ShownValues = Pick<OfftakeContract, 'status' | 'probability' | 'end'> & { readonly tonnesPerYear: number };

type EditContext = {
  /** The row that was typed into: the contract as the chosen plan has it. */
  readonly shown: ShownValues;
  readonly plan: string;
  readonly options: ContractOptions;
  readonly valuationMonth: Month;
};

type Typed = Pick<CellEdit, 'column' | 'text'>;

/** A contract with some cells typed anew, and what could not be taken. */
export type EditedContract = {
  readonly contract: OfftakeContract;
  readonly refused: readonly { readonly column: string; readonly message: string }[];
};

/** Index of the terms that the row shows: those in force in the first month that is still to come. */
const termsShown = ({ start, terms }: OfftakeContract, valuationMonth: Month): number => {
  const month = Math.max(start, valuationMonth + 1);
  return Math.max(
    0,
    terms.findLastIndex(({ from }) => from <= month),
  );
};

/** A column that is typed into. */
type EditColumn = {
  /** Its value in the stored contract and in the row. */
  readonly stored: (contract: OfftakeContract, context: EditContext) => unknown;
  readonly shown: (shown: ShownValues) => unknown;
  /** What a text means, in the record's units; undefined for a text that means nothing. */
  readonly read: (text: string) => unknown;
  /** The fields of the contract that a value changes. */
  readonly fields: (contract: OfftakeContract, value: unknown, context: EditContext) => Readonly<Record<string, unknown>>;
  /** How many of the record's units one of the column's is. */
  readonly scale?: number;
};

const statusOf = (typed: string): unknown => {
  const wanted = typed.trim().toLocaleLowerCase('en');
  const named = choicesOf(STATUSES).find(({ value, label }) => value === wanted || label.toLocaleLowerCase('en') === wanted);
  return ContractStatus.safeParse(named?.value).data;
};

const numberIn =
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
    read: numberIn(KDMT),
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
    read: statusOf,
    // a status brings its probability
    fields: (contract, value, { options }) =>
      Object.fromEntries(
        contractRules(options)(contract, set(at(DEAL, 'status'), value as ContractStatus)).map((edit) => [edit.path, edit.value]),
      ),
  },
  probability: {
    stored: ({ probability }) => probability,
    shown: ({ probability }) => probability,
    read: numberIn(PERCENT),
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

/** Why the contract can't be so, in the column's units; undefined when it can. */
const problemOf = (contract: OfftakeContract, scale: number): string | undefined => {
  const parsed = OfftakeContract.safeParse(contract);
  const [issue] = parsed.success ? [] : fieldIssues(parsed.error);
  if (issue === undefined) return undefined;
  return issueText(typeof issue.limit === 'number' ? { ...issue, limit: issue.limit / scale } : issue);
};

const withCell = (contract: OfftakeContract, { column, text: typed }: Typed, stored: OfftakeContract, context: EditContext) => {
  const edited = EDIT_COLUMNS[column];
  if (edited === undefined) return text('issue.wrongType');
  if (edited.stored(stored, context) !== edited.shown(context.shown)) return text('contracts.table.planDiffers', { plan: context.plan });
  if (typed.trim() === '') return text('issue.required');
  const value = edited.read(typed);
  if (value === undefined) return text('issue.wrongType');
  const next: OfftakeContract = { ...contract, ...edited.fields(contract, value, context) };
  return problemOf(next, edited.scale ?? 1) ?? next;
};

/** The stored contract with the cells of one row typed anew; each cell that can't be taken is left as it was, with the reason. */
export const withCells = (stored: OfftakeContract, typed: readonly Typed[], context: EditContext): EditedContract => {
  const refused: { column: string; message: string }[] = [];
  let contract = stored;
  for (const one of typed) {
    const next = withCell(contract, one, stored, context);
    if (typeof next === 'string') refused.push({ column: one.column, message: next });
    else contract = next;
  }
  return { contract, refused };
};
