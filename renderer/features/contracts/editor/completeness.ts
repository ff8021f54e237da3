import type { FieldIssue } from '#shared/contract/issues.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { patternOf } from '../../../editing/fields/fieldPath.ts';
import { CONTRACT_FIELDS } from '../fields/contractField.ts';

/** Fields that may be empty in a complete contract. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set([
  'name',
  'note',
  'dates.*.note',
  'terms.*.quantity.rampUp',
  'deliveryPriority',
  'damagesShare',
]);

/** Lists every path that ends in a value or an empty list. */
const listLeaves = (value: unknown, parent = ''): readonly { readonly path: string; readonly value: unknown }[] => {
  if (typeof value !== 'object' || value === null || (Array.isArray(value) && value.length === 0)) return [{ path: parent, value }];
  return Object.entries(value).flatMap(([key, part]) => listLeaves(part, parent === '' ? key : `${parent}.${key}`));
};

/** Counts the valid filled fields of a contract, and all its fields. */
export const completeness = (
  contract: OfftakeContract,
  issues: readonly FieldIssue[],
): { readonly filled: number; readonly total: number } => {
  const fields = listLeaves(contract).filter(({ path }) => {
    const pattern = patternOf(path);
    return CONTRACT_FIELDS[pattern] !== undefined && !MAY_BE_EMPTY.has(pattern);
  });
  const invalidPaths = new Set(issues.map(({ path }) => path));
  const filledPaths = new Set(fields.map(({ path }) => path));
  // fields with an issue that the contract does not have yet
  const missingCount = [...invalidPaths].filter((path) => !filledPaths.has(path)).length;
  return {
    filled: fields.filter(({ path, value }) => value !== '' && !invalidPaths.has(path)).length,
    total: fields.length + missingCount,
  };
};
