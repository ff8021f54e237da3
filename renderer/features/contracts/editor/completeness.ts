import type { FieldIssue } from '#shared/contract/issues.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { patternOf } from '../../../editing/fields/fieldPath.ts';
import { CONTRACT_FIELDS } from '../fields/contractField.ts';

/** Fields that a whole contract may well leave empty. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['name', 'note', 'dates.*.note', 'terms.*.quantity.rampUp']);

/** Every path that ends in a value or a list without entries. */
const leaves = (value: unknown, at = ''): readonly { readonly path: string; readonly value: unknown }[] => {
  if (typeof value !== 'object' || value === null || (Array.isArray(value) && value.length === 0)) return [{ path: at, value }];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, at === '' ? key : `${at}.${key}`));
};

/** How many of a contract's fields are filled and lawful, of how many that it has. */
export const completeness = (contract: OfftakeContract, issues: readonly FieldIssue[]): { readonly done: number; readonly of: number } => {
  const fields = leaves(contract).filter(({ path }) => {
    const pattern = patternOf(path);
    return CONTRACT_FIELDS[pattern] !== undefined && !MAY_BE_EMPTY.has(pattern);
  });
  const wrong = new Set(issues.map(({ path }) => path));
  const known = new Set(fields.map(({ path }) => path));
  // what an issue asks for and the contract has not at all
  const missing = [...wrong].filter((path) => !known.has(path)).length;
  return { done: fields.filter(({ path, value }) => value !== '' && !wrong.has(path)).length, of: fields.length + missing };
};
