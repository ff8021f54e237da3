import type { ContractOptions } from '#shared/contract/contracts.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import type { Month } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { getAt } from '#shared/recordPath.ts';
import { at, type FieldPath } from '../../../editing/fields/fieldPath.ts';
import type { CellFields } from '../../../editing/sheet/applyCells.ts';
import { contractRules } from '../editor/contractRules.ts';
import { contractField } from '../fields/contractField.ts';
import { DEAL } from '../fields/fieldContext.ts';

/** Editable values of a row: dmt a year, a fraction, a month. */
export type ShownValues = Pick<OfftakeContract, 'status' | 'probability' | 'end'> & { readonly tonnesPerYear: number };

type Context = {
  /** The row of a contract as shown: with the terms of the chosen plan. */
  readonly shownOf: (contract: OfftakeContract) => ShownValues | undefined;
  /** Name of the chosen plan. */
  readonly plan: string;
  readonly options: ContractOptions;
  readonly valuationMonth: Month;
};

/** The index of the terms that the row shows: those of the first month after the valuation. */
const shownTermsIndex = ({ start, terms }: OfftakeContract, valuationMonth: Month): number => {
  const month = Math.max(start, valuationMonth + 1);
  return Math.max(
    0,
    terms.findLastIndex(({ from }) => from <= month),
  );
};

/** The editable columns: the field of the contract and the value in the row. */
const COLUMNS: Readonly<
  Record<string, { readonly path: (terms: number) => FieldPath; readonly shown: (row: ShownValues) => unknown } | undefined>
> = {
  quantity: { path: (terms) => at(at(DEAL, 'terms', terms), 'quantity', 'tonnesPerYear'), shown: ({ tonnesPerYear }) => tonnesPerYear },
  status: { path: () => at(DEAL, 'status'), shown: ({ status }) => status },
  probability: { path: () => at(DEAL, 'probability'), shown: ({ probability }) => probability },
  ends: { path: () => at(DEAL, 'end'), shown: ({ end }) => end },
};

/** The fields of contracts that the table edits. A value that the chosen plan overrides is refused. */
export const contractCells = ({ shownOf, plan, options, valuationMonth }: Context): CellFields<OfftakeContract> => ({
  fieldOf: (column, contract) => {
    const field = COLUMNS[column];
    const shownValues = shownOf(contract);
    if (!field || !shownValues) return text('issue.wrongType');
    const path = field.path(shownTermsIndex(contract, valuationMonth));
    if (getAt(contract, path) !== field.shown(shownValues)) return text('contracts.table.planDiffers', { plan });
    return { path, spec: contractField(path, { contract, options }) };
  },
  expand: contractRules(options),
  schema: OfftakeContract,
});
