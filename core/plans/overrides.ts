import { keyBy } from '#shared/collections.ts';
import { type FieldIssue, fieldIssues } from '#shared/contract/issues.ts';
import type { OverrideField } from '#shared/contract/plans.ts';
import { isCommitted, OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import { DELIVERY_PRIORITY } from '#shared/domain/houseDefaults.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Plan, PlanOverride } from '#shared/domain/plan.ts';
import type { Collar, Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { runSteps, type Steps } from '#shared/steps.ts';
import { type IssueRule, issue } from '../badInput.ts';
import { applyOverride } from '../portfolio/resolver.ts';

type Edit = { readonly contractId: ContractId; readonly field: OverrideField; readonly value?: number | undefined };
type EditIssue = { readonly edit: number; readonly rule: string; readonly limit?: FieldIssue['limit'] };

/** The month whose terms the table shows: the first after the valuation month and from the start on. */
const monthOfShownTerms = ({ start }: OfftakeContract, valuationMonth: Month): Month => Math.max(start, valuationMonth + 1);

/** Reads a field of a contract. */
const READ: { readonly [F in OverrideField]: (contract: OfftakeContract, terms: Terms) => number | undefined } = {
  tonnesPerYear: (_contract, { quantity }) => quantity.tonnesPerYear,
  start: ({ start }) => start,
  end: ({ end }) => end,
  probability: ({ probability }) => probability,
  floor: (_contract, { collar }) => collar?.floor,
  cap: (_contract, { collar }) => collar?.cap,
  takeOrPayShare: (_contract, { quantity }) => quantity.takeOrPayShare,
  deliveryPriority: ({ deliveryPriority }) => deliveryPriority ?? DELIVERY_PRIORITY,
};

const OF_TERMS = ['floor', 'cap', 'takeOrPayShare'] as const;
type TermsField = (typeof OF_TERMS)[number];
const isTermsField = (field: OverrideField): field is TermsField => OF_TERMS.some((termsField) => termsField === field);

/** Sets or removes a floor or cap; the first one is on the reference price, as in the contract form. */
const withCollar = (collar: Collar | undefined, key: 'floor' | 'cap', value: number | undefined): Pick<Terms, 'collar'> => {
  const { [key]: _before, ...others } = collar ?? { level: 'reference' as const };
  const nextCollar: Collar = value === undefined ? others : { ...others, [key]: value };
  return nextCollar.floor === undefined && nextCollar.cap === undefined ? {} : { collar: nextCollar };
};

const withTerm = (terms: Terms, field: TermsField, value: number | undefined): Terms => {
  if (field === 'takeOrPayShare') return { ...terms, quantity: { ...terms.quantity, takeOrPayShare: value ?? 0 } };
  const { collar, ...others } = terms;
  return { ...others, ...withCollar(collar, field, value) };
};

/** Sets one field of an override; without a value, or with the agreed value, the field is removed. */
const withField = (override: PlanOverride, contract: OfftakeContract, { field, value }: Edit, valuationMonth: Month): PlanOverride => {
  if (!isTermsField(field)) {
    const { [field]: _before, ...others } = override;
    const agreedLevel = READ[field](contract, termsAt(contract, monthOfShownTerms(contract, valuationMonth)));
    const hasOtherTonnes = field === 'tonnesPerYear' && contract.terms.some(({ quantity }) => quantity.tonnesPerYear !== agreedLevel);
    return value === undefined || (value === agreedLevel && !hasOtherTonnes) ? others : { ...others, [field]: value };
  }
  const { terms: currentTerms = contract.terms, ...others } = override;
  const plannedContract = applyOverride(contract, override);
  const shownTerms = termsAt({ terms: currentTerms }, monthOfShownTerms(plannedContract, valuationMonth));
  const terms = currentTerms.map((set, i) => {
    if (set !== shownTerms) return set;
    const agreedSet = contract.terms.find(({ from }) => from === set.from) ?? contract.terms[i] ?? set;
    return withTerm(set, field, value ?? READ[field](contract, agreedSet));
  });
  return isDeepEqual(terms, contract.terms) ? others : { ...others, terms };
};

const refusal = (edit: number, rule: IssueRule): EditIssue => ({ edit, rule: issue('', rule).rule });

/** The first issue of a contract with its overrides; undefined without one. */
const problemOf = (contract: OfftakeContract, edit: number): EditIssue | undefined => {
  const parsedContract = OfftakeContract.safeParse(contract);
  const [firstIssue] = parsedContract.success ? [] : fieldIssues(parsedContract.error);
  if (firstIssue === undefined) return undefined;
  return { edit, rule: firstIssue.rule, ...(firstIssue.limit === undefined ? {} : { limit: firstIssue.limit }) };
};

type EditedOverrides = {
  readonly overrides: Plan['overrides'];
  readonly refused: readonly EditIssue[];
  readonly codes: readonly string[];
};

/**
 * Applies edits of single fields to the overrides of a plan. Returns the new overrides, the edits that were refused, and the codes of the
 * contracts that changed. A refused edit does not affect the other edits of its contract.
 */
export function* withOverridesInSteps(
  plan: Plan,
  edits: readonly Edit[],
  contracts: readonly OfftakeContract[],
  valuationMonth: Month,
): Steps<EditedOverrides> {
  const byId = keyBy(contracts, ({ id }) => id);
  const overrides = new Map(plan.overrides.map((override) => [override.contractId, override]));
  const changedCodes = new Set<string>();
  const refusedEdits: EditIssue[] = [];
  for (const [i, edit] of edits.entries()) {
    yield;
    const contract = byId.get(edit.contractId);
    if (contract === undefined) {
      refusedEdits.push(refusal(i, 'gone'));
      continue;
    }
    if (contract.status === 'ended') {
      refusedEdits.push(refusal(i, 'contractEnded'));
      continue;
    }
    if (edit.field === 'probability' && edit.value !== undefined && isCommitted(contract.status)) {
      refusedEdits.push(refusal(i, 'signedIsCertain'));
      continue;
    }
    const overrideBefore = overrides.get(contract.id) ?? { contractId: contract.id };
    const next = withField(overrideBefore, contract, edit, valuationMonth);
    const problem = problemOf(applyOverride(contract, next), i);
    if (problem) {
      refusedEdits.push(problem);
      continue;
    }
    if (isDeepEqual(overrideBefore, next)) continue;
    changedCodes.add(contract.code);
    overrides.set(contract.id, next);
  }
  return {
    overrides: [...overrides.values()].filter((override) => Object.keys(override).length > 1),
    refused: refusedEdits,
    codes: [...changedCodes],
  };
}

/** `withOverridesInSteps` without interruption. */
export const withOverrides = (...of: Parameters<typeof withOverridesInSteps>): EditedOverrides => runSteps(withOverridesInSteps(...of));

/** Lists the fields in which a plan's override differs from the agreed terms. */
export const overriddenFields = (
  contract: OfftakeContract,
  override: PlanOverride | undefined,
  valuationMonth: Month,
): readonly { readonly contractId: ContractId; readonly field: OverrideField; readonly agreed?: number }[] => {
  if (override === undefined) return [];
  const plannedContract = applyOverride(contract, override);
  const [terms, agreedTerms] = [plannedContract, contract].map((version) => termsAt(version, monthOfShownTerms(version, valuationMonth)));
  return (Object.keys(READ) as OverrideField[]).flatMap((field) => {
    const agreedLevel = READ[field](contract, agreedTerms!);
    if (READ[field](plannedContract, terms!) === agreedLevel) return [];
    return [{ contractId: contract.id, field, ...(agreedLevel === undefined ? {} : { agreed: agreedLevel }) }];
  });
};
