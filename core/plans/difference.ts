import { keyBy } from '#shared/collections.ts';
import type { Figure, Label } from '#shared/contract/figure.ts';
import type { FieldChange } from '#shared/contract/history.ts';
import type { ContractDifference, FacilityDifference, PlanDifference } from '#shared/contract/plans.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { type Facility, facilityInPlan } from '#shared/domain/financing.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { isInPlan, overrideOf, type Plan } from '#shared/domain/plan.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { facilityChanges, fieldChanges } from '../history/recordTimeline.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import { explanation } from '../portfolio/explain.ts';
import { identifyDeal, identifyInPlan } from '../portfolio/figureIdentity.ts';
import { usd, withExplanation } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { applyOverride } from '../portfolio/resolver.ts';
import { copyOf, type ImportContext } from '../sheets/importContext.ts';

type Measure = 'revenue' | 'npv';
/** The identity of a difference; none where the other plan is of another time. */
type Identify = (measure: Measure) => Pick<Figure, 'identity'>;
type Amounts = { readonly [M in Measure]: number };
/** Lists the fields in which two states of a contract differ. */
type ListDifferences = (contractBefore: OfftakeContract, contractAfter: OfftakeContract) => readonly FieldChange[];

const contractAmounts = (plan: ValuedPlan, id: ContractId): Amounts => {
  const value = contractValue(plan, id);
  return { revenue: sum(value?.revenue ?? []), npv: value?.npv ?? 0 };
};

const planAmounts = ({ value }: ValuedPlan): Amounts => ({ revenue: sum(value.revenue), npv: value.npv });

/** By how much a plan exceeds another, explained by the amounts of both. */
const excessFigure = (
  name: string,
  plan: ValuedPlan,
  otherName: Label,
  [ownAmounts, otherAmounts]: readonly [Amounts, Amounts],
  measure: Measure,
  identity: Identify,
) =>
  withExplanation(
    usd(ownAmounts[measure] - otherAmounts[measure], {
      sign: true,
      decimals: 1,
      between: { value: ownAmounts[measure], from: otherAmounts[measure] },
      ...identity(measure),
    }),
    explanation(
      [
        { label: message('line.member', { name: plan.plan.name }), amount: ownAmounts[measure] },
        { label: message('plans.difference.less', { plan: otherName }), amount: -otherAmounts[measure] },
      ],
      ownAmounts[measure] - otherAmounts[measure],
      { title: message('line.member', { name }), formula: message(`plans.difference.formula.${measure}`), unit: 'usd', decimals: 1 },
    ),
  );

/** A contract with the plan's overrides; undefined where the plan does not include it. */
const contractInPlan = ({ plan }: ValuedPlan, contract: OfftakeContract | undefined): OfftakeContract | undefined =>
  contract !== undefined && isInPlan(plan, contract) ? applyOverride(contract, overrideOf(plan, contract.id)) : undefined;

/** The plan's overrides of a contract that the other plan does not include, compared with the agreed terms and labelled so. */
const overriddenTerms = (
  agreedContract: OfftakeContract,
  currentContract: OfftakeContract,
  listDifferences: ListDifferences | undefined,
): readonly FieldChange[] | undefined =>
  listDifferences?.(agreedContract, currentContract).map((field) => ({
    ...field,
    before: message('plans.difference.agreed', { value: field.before ?? message('common.none') }),
  }));

const contractsById = (contracts: readonly OfftakeContract[]): ReadonlyMap<ContractId, OfftakeContract> => keyBy(contracts, ({ id }) => id);

/** The facilities that differ between two plans: in one of them only, or with other terms. */
const facilityDifferences = (
  { plan }: ValuedPlan,
  { plan: otherPlan }: ValuedPlan,
  { own, others, context }: { own: readonly Facility[]; others: readonly Facility[]; context: ImportContext | undefined },
): readonly FacilityDifference[] => {
  const facilityOfPlan = ({ facilities = [] }: Plan, facility: Facility | undefined) =>
    facility &&
    facilityInPlan(
      facility,
      facilities.find(({ facilityId }) => facilityId === facility.id),
    );
  const [ownById, otherById] = [keyBy(own, ({ id }) => id), keyBy(others, ({ id }) => id)];
  return [...new Map([...otherById, ...ownById]).values()].flatMap(({ id, name }): FacilityDifference[] => {
    const [ownState, otherState] = [facilityOfPlan(plan, ownById.get(id)), facilityOfPlan(otherPlan, otherById.get(id))];
    if (isDeepEqual(ownState, otherState)) return [];
    const change = ownState === undefined ? 'out' : otherState === undefined ? 'in' : 'changed';
    const fields = ownState && otherState && context ? facilityChanges(copyOf(otherState), copyOf(ownState), context) : [];
    return [{ facilityId: id, label: message(`plans.difference.${change}`, { code: name }), change, fields }];
  });
};

type DifferenceOptions = {
  /** Names the values of fields that differ. */
  readonly context?: ImportContext;
  /** The facilities that the other plan can include, where they are of another time. */
  readonly otherFacilities?: readonly Facility[];
  /** Shown in place of the other plan's name. */
  readonly otherName?: Label;
  /** The contracts that the other plan can include, where they are of another time. */
  readonly otherContracts?: readonly OfftakeContract[];
};

/**
 * Compares a plan with another contract by contract, a contract in a step: net revenue over the plan and NPV, USD. With the remainder - spot sales, and effects
 * on contracts that both plans include alike - the contracts sum to the difference of the plans.
 */
export function* planDifference(
  { contracts: contractsToday, facilities, settings }: Pick<Workbook, 'contracts' | 'facilities' | 'settings'>,
  plan: ValuedPlan,
  otherPlan: ValuedPlan,
  {
    otherName = { name: otherPlan.plan.name },
    context,
    otherContracts = contractsToday,
    otherFacilities = facilities,
  }: DifferenceOptions = {},
): Steps<PlanDifference> {
  const listDifferences: ListDifferences | undefined =
    context && ((contractBefore, contractAfter) => fieldChanges('contract', contractBefore, contractAfter, context));
  const isOfToday = otherContracts === contractsToday;
  const identify =
    (subject: 'plan' | 'otherContracts' | ContractId): Identify =>
    (measure) => {
      if (!isOfToday) return {};
      const parts = { against: otherPlan };
      if (subject === 'plan') return { identity: identifyInPlan({ settings }, plan, measure === 'revenue' ? 'netRevenue' : 'npv', parts) };
      if (subject === 'otherContracts') return { identity: identifyInPlan({ settings }, plan, measure, { ...parts, subject }) };
      return { identity: identifyDeal({ settings }, plan, { id: subject }, measure, parts) };
    };
  const figures = (name: string, ownAmounts: Amounts, others: Amounts, subject: Parameters<typeof identify>[0]) => ({
    revenue: excessFigure(name, plan, otherName, [ownAmounts, others], 'revenue', identify(subject)),
    npv: excessFigure(name, plan, otherName, [ownAmounts, others], 'npv', identify(subject)),
  });
  const contractAmountsOfBoth: { readonly own: Amounts; readonly others: Amounts }[] = [];
  const ownById = contractsById(contractsToday);
  yield;
  const otherById = contractsById(otherContracts);
  const contracts: ContractDifference[] = [];
  yield;
  const ids = new Set(otherById.keys());
  yield;
  for (const id of ownById.keys()) ids.add(id);
  for (const id of ids) {
    yield;
    const [agreedContract, otherContract] = [ownById.get(id), otherById.get(id)];
    const contract = agreedContract ?? otherContract!;
    const [ownState, otherState] = [contractInPlan(plan, agreedContract), contractInPlan(otherPlan, otherContract)];
    if (isDeepEqual(ownState, otherState)) continue;
    const change = ownState === undefined ? 'out' : otherState === undefined ? 'in' : 'changed';
    const [ownAmounts, others] = [contractAmounts(plan, contract.id), contractAmounts(otherPlan, contract.id)];
    contractAmountsOfBoth.push({ own: ownAmounts, others });
    contracts.push({
      contractId: contract.id,
      code: contract.code,
      label: message(`plans.difference.${change}`, { code: contract.code }),
      change,
      fields:
        (ownState &&
          (otherState
            ? listDifferences?.(otherState, ownState)
            : agreedContract && overriddenTerms(agreedContract, ownState, listDifferences))) ??
        [],
      ...figures(contract.code, ownAmounts, others, contract.id),
    });
  }
  const restOf = (totalAmounts: Amounts, part: 'own' | 'others'): Amounts => ({
    revenue: totalAmounts.revenue - sumBy(contractAmountsOfBoth, (amounts) => amounts[part].revenue),
    npv: totalAmounts.npv - sumBy(contractAmountsOfBoth, (amounts) => amounts[part].npv),
  });
  const [ownTotals, others] = [planAmounts(plan), planAmounts(otherPlan)];
  return {
    against: otherName,
    contracts,
    facilities: facilityDifferences(plan, otherPlan, { own: facilities, others: otherFacilities, context }),
    rest: figures(plan.plan.name, restOf(ownTotals, 'own'), restOf(others, 'others'), 'otherContracts'),
    total: figures(plan.plan.name, ownTotals, others, 'plan'),
  };
}
