import type { ContractOptions } from '#shared/contract/contracts.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { formatMonth } from '#shared/units/format.ts';
import { serverIssues } from '../../../editing/record/serverIssues.ts';

/** Path of the field that shows an issue; an issue of a whole list or object is shown at its first field. */
const fieldOf = (path: string): string => {
  if (path === 'terms') return 'terms.1.from';
  if (/^terms\.\d+\.collar$/.test(path)) return `${path}.floor`;
  // one list offers the month and the event from which it counts
  return path.replace(/(\.alternatives\.\d+)\.from$/, '$1.offset');
};

/** Finds the first reference field below a value that matches. */
const findReferenceField = (value: unknown, isMatch: (code: unknown) => boolean, at: string): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    if (key === 'reference' && isMatch(part)) return `${at}.reference`;
    const fieldPath = findReferenceField(part, isMatch, `${at}.${key}`);
    if (fieldPath !== undefined) return fieldPath;
  }
  return undefined;
};

/** An issue of a missing price or rate at the first term that needs it; none where no term does. */
const missingFigure = (
  { details: { month } }: OrebookError,
  { terms }: OfftakeContract,
  isMatch: (code: unknown) => boolean,
  { rule, name }: { readonly rule: 'unpriced' | 'noRate'; readonly name: string },
): readonly FieldIssue[] => {
  const path = terms
    .map(({ price }, i) => findReferenceField(price, isMatch, `terms.${i}.price`))
    .find((fieldPath) => fieldPath !== undefined);
  const limit = typeof month === 'number' ? text('form.referenceIn', { reference: name, month: formatMonth(month) }) : name;
  return path === undefined ? [] : [{ path, rule, limit }];
};

const missingPrice = (error: OrebookError, contract: OfftakeContract, { references }: ContractOptions): readonly FieldIssue[] => {
  const code = String(error.details.reference);
  const reference = references.find((candidate) => candidate.code === code);
  const name = reference ? renderLabel(reference.name) : code;
  return missingFigure(error, contract, (foundCode) => foundCode === code, { rule: 'unpriced', name });
};

/** An exchange rate is needed by every price in its currency. */
const missingRate = (error: OrebookError, contract: OfftakeContract, { references }: ContractOptions): readonly FieldIssue[] => {
  const name = String(error.details.currency);
  const codesInCurrency = new Set<unknown>(references.filter(({ unit }) => unit.startsWith(`${name}/`)).map(({ code }) => code));
  return missingFigure(error, contract, (code) => codesInCurrency.has(code), { rule: 'noRate', name });
};

/** Converts an error of validation or valuation into issues at the fields of the contract form. */
export const contractIssues = (
  error: OrebookError | undefined,
  contract: OfftakeContract,
  options: ContractOptions,
): readonly FieldIssue[] => {
  if (error?.code === 'MISSING_PRICE') return missingPrice(error, contract, options);
  if (error?.code === 'CURRENCY') return missingRate(error, contract, options);
  if (error?.code === 'DUPLICATE') return [{ path: 'code', rule: 'taken', limit: String(error.details.value) }];
  return serverIssues(error, 'contract').map((issue) => ({ ...issue, path: fieldOf(issue.path) }));
};

/** Whether an error is shown at its fields instead of at the bottom of the page. */
export const isShownAtFields = (error: unknown): boolean =>
  error instanceof OrebookError && (error.code === 'BAD_INPUT' || error.code === 'DUPLICATE' || error.code === 'STALE');

/** The error without a DUPLICATE whose code has since been changed. */
export const currentError = (error: OrebookError | undefined, contract: OfftakeContract): OrebookError | undefined =>
  error?.code === 'DUPLICATE' && error.details.value !== contract.code ? undefined : error;
