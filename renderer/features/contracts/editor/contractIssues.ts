import type { ContractOptions } from '#shared/contract/contracts.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { serverIssues } from '../../../editing/record/serverIssues.ts';

/** The path of the field that shows an issue: what a list or an alternative as a whole lacks stands at its first field. */
const fieldOf = (path: string): string => {
  if (path === 'terms') return 'terms.1.from';
  if (/^terms\.\d+\.collar$/.test(path)) return `${path}.floor`;
  return path;
};

/** The first field below a value that names one of some references. */
const namingField = (value: unknown, isAsked: (code: unknown) => boolean, at: string): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    if (key === 'reference' && isAsked(part)) return `${at}.reference`;
    const found = namingField(part, isAsked, `${at}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** A figure that nobody has, at the first term whose price asks for it; none where no term does. */
const missing = (
  { details: { month } }: OrebookError,
  { terms }: OfftakeContract,
  isAsked: (code: unknown) => boolean,
  { rule, name }: { readonly rule: 'unpriced' | 'noRate'; readonly name: string },
): readonly FieldIssue[] => {
  const path = terms.map(({ price }, i) => namingField(price, isAsked, `terms.${i}.price`)).find((found) => found !== undefined);
  const limit = typeof month === 'number' ? text('form.referenceIn', { reference: name, month: formatMonth(month) }) : name;
  return path === undefined ? [] : [{ path, rule, limit }];
};

const missingPrice = (error: OrebookError, contract: OfftakeContract, { references }: ContractOptions): readonly FieldIssue[] => {
  const code = String(error.details.reference);
  const name = references.find((one) => one.code === code)?.name ?? code;
  return missing(error, contract, (asked) => asked === code, { rule: 'unpriced', name });
};

/** A rate is asked for by every price in its currency. */
const missingRate = (error: OrebookError, contract: OfftakeContract, { references }: ContractOptions): readonly FieldIssue[] => {
  const name = String(error.details.currency);
  const quoted = new Set<unknown>(references.filter(({ unit }) => unit.startsWith(`${name}/`)).map(({ code }) => code));
  return missing(error, contract, (asked) => quoted.has(asked), { rule: 'noRate', name });
};

/** What the door and the valuation find wrong with a contract, by the form's own paths. */
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

/** Whether an error is told at its fields rather than at the foot of the page. */
export const isTold = (error: unknown): boolean =>
  error instanceof OrebookError && (error.code === 'BAD_INPUT' || error.code === 'DUPLICATE' || error.code === 'STALE');

/** The refusal of a code that is still in its field. */
export const standing = (error: OrebookError | undefined, contract: OfftakeContract): OrebookError | undefined =>
  error?.code === 'DUPLICATE' && error.details.value !== contract.code ? undefined : error;
