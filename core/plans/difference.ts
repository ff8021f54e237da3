import { keyBy } from '#shared/collections.ts';
import type { Figure, Label } from '#shared/contract/figure.ts';
import type { FieldChange } from '#shared/contract/history.ts';
import type { ContractDifference, FacilityDifference, PlanDifference } from '#shared/contract/plans.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { type Facility, facilityInPlan } from '#shared/domain/financing.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { isInPlan, type Plan } from '#shared/domain/plan.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { contractValue } from '../contracts/contractRows.ts';
import { facilityChanges, fieldChanges } from '../history/recordTimeline.ts';
import { copyOf, type ImportContext } from '../imports/importContext.ts';
import { explanation } from '../portfolio/explain.ts';
import { identifyDeal, identifyInPlan } from '../portfolio/figureIdentity.ts';
import { usd, withExplanation } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { applyOverride } from '../portfolio/resolver.ts';

type Measure = 'revenue' | 'npv';
/** The identity of a difference; none where the other plan is of another time. */
type Identify = (measure: Measure) => Pick<Figure, 'identity'>;
type Amounts = { readonly [M in Measure]: number };
/** Lists the fields in which two states of a contract differ. */
type ListDifferences = (before: OfftakeContract, after: OfftakeContract) => readonly FieldChange[];

const ofContract = (plan: ValuedPlan, id: ContractId): Amounts => {
  const value = contractValue(plan, id);
  return { revenue: sum(value?.revenue ?? []), npv: value?.npv ?? 0 };
};

const ofPlan = ({ value }: ValuedPlan): Amounts => ({ revenue: sum(value.revenue), npv: value.npv });

/** By how much a plan exceeds another, explained by the amounts of both. */
const excess = (
  name: string,
  plan: ValuedPlan,
  otherName: Label,
  [own, others]: readonly [Amounts, Amounts],
  measure: Measure,
  identity: Identify,
) =>
  withExplanation(
    usd(own[measure] - others[measure], { sign: true, decimals: 1, ...identity(measure) }),
    explanation(
      [
        { label: message('line.member', { name: plan.plan.name }), amount: own[measure] },
        { label: message('plans.difference.less', { plan: otherName }), amount: -others[measure] },
      ],
      own[measure] - others[measure],
      { title: message('line.member', { name }), formula: message(`plans.difference.formula.${measure}`), unit: 'usd', decimals: 1 },
    ),
  );

/** A contract with the plan's overrides; undefined where the plan does not include it. */
const contractInPlan = ({ plan }: ValuedPlan, contract: OfftakeContract | undefined): OfftakeContract | undefined =>
  contract !== undefined && isInPlan(plan, contract)
    ? applyOverride(
        contract,
        plan.overrides.find(({ contractId }) => contractId === contract.id),
      )
    : undefined;

/** The plan's overrides of a contract that the other plan does not include, compared with the agreed terms and labelled so. */
const overriddenTerms = (
  agreed: OfftakeContract,
  now: OfftakeContract,
  listDifferences: ListDifferences | undefined,
): readonly FieldChange[] | undefined =>
  listDifferences?.(agreed, now).map((field) => ({
    ...field,
    before: message('plans.difference.agreed', { value: field.before ?? message('common.none') }),
  }));

const byId = (contracts: readonly OfftakeContract[]): ReadonlyMap<ContractId, OfftakeContract> => keyBy(contracts, ({ id }) => id);

/** The facilities that differ between two plans: in one of them only, or with other terms. */
const facilityDifferences = (
  { plan }: ValuedPlan,
  { plan: other }: ValuedPlan,
  { own, others, context }: { own: readonly Facility[]; others: readonly Facility[]; context: ImportContext | undefined },
): readonly FacilityDifference[] => {
  const inPlanOf = ({ facilities = [] }: Plan, facility: Facility | undefined) =>
    facility &&
    facilityInPlan(
      facility,
      facilities.find(({ facilityId }) => facilityId === facility.id),
    );
  const [ownById, otherById] = [keyBy(own, ({ id }) => id), keyBy(others, ({ id }) => id)];
  return [...new Map([...otherById, ...ownById]).values()].flatMap(({ id, name }): FacilityDifference[] => {
    const [now, then] = [inPlanOf(plan, ownById.get(id)), inPlanOf(other, otherById.get(id))];
    if (isDeepEqual(now, then)) return [];
    const change = now === undefined ? 'out' : then === undefined ? 'in' : 'changed';
    const fields = now && then && context ? facilityChanges(copyOf(then), copyOf(now), context) : [];
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
 * Compares a plan with another contract by contract: net revenue over the plan and NPV, USD. With `rest` - spot sales, and effects on
 * contracts that both plans include alike - the contracts sum to the difference of the plans.
 */
export const planDifference = (
  { contracts: known, facilities, settings }: Pick<Workbook, 'contracts' | 'facilities' | 'settings'>,
  plan: ValuedPlan,
  other: ValuedPlan,
  { otherName = { name: other.plan.name }, context, otherContracts = known, otherFacilities = facilities }: DifferenceOptions = {},
): PlanDifference => {
  const listDifferences: ListDifferences | undefined = context && ((before, after) => fieldChanges('contract', before, after, context));
  const isNow = otherContracts === known;
  const identify =
    (subject: 'plan' | 'otherContracts' | ContractId): Identify =>
    (measure) => {
      if (!isNow) return {};
      const parts = { against: other };
      if (subject === 'plan') return { identity: identifyInPlan({ settings }, plan, measure === 'revenue' ? 'netRevenue' : 'npv', parts) };
      if (subject === 'otherContracts') return { identity: identifyInPlan({ settings }, plan, measure, { ...parts, subject }) };
      return { identity: identifyDeal({ settings }, plan, { id: subject }, measure, parts) };
    };
  const figures = (name: string, own: Amounts, others: Amounts, subject: Parameters<typeof identify>[0]) => ({
    revenue: excess(name, plan, otherName, [own, others], 'revenue', identify(subject)),
    npv: excess(name, plan, otherName, [own, others], 'npv', identify(subject)),
  });
  const listed: { readonly own: Amounts; readonly others: Amounts }[] = [];
  const [ownById, otherById] = [byId(known), byId(otherContracts)];
  const contracts = [...new Map([...otherById, ...ownById]).values()].flatMap((contract): ContractDifference[] => {
    const agreed = ownById.get(contract.id);
    const [now, then] = [contractInPlan(plan, agreed), contractInPlan(other, otherById.get(contract.id))];
    if (isDeepEqual(now, then)) return [];
    const change = now === undefined ? 'out' : then === undefined ? 'in' : 'changed';
    const [own, others] = [ofContract(plan, contract.id), ofContract(other, contract.id)];
    listed.push({ own, others });
    return [
      {
        contractId: contract.id,
        code: contract.code,
        label: message(`plans.difference.${change}`, { code: contract.code }),
        change,
        fields: (now && (then ? listDifferences?.(then, now) : agreed && overriddenTerms(agreed, now, listDifferences))) ?? [],
        ...figures(contract.code, own, others, contract.id),
      },
    ];
  });
  const restOf = (whole: Amounts, part: 'own' | 'others'): Amounts => ({
    revenue: whole.revenue - sumBy(listed, (one) => one[part].revenue),
    npv: whole.npv - sumBy(listed, (one) => one[part].npv),
  });
  const [own, others] = [ofPlan(plan), ofPlan(other)];
  return {
    against: otherName,
    contracts,
    facilities: facilityDifferences(plan, other, { own: facilities, others: otherFacilities, context }),
    rest: figures(plan.plan.name, restOf(own, 'own'), restOf(others, 'others'), 'otherContracts'),
    total: figures(plan.plan.name, own, others, 'plan'),
  };
};
