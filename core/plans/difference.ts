import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from '#shared/contract/history.ts';
import type { ContractDifference, PlanDifference } from '#shared/contract/plans.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { isInPlan } from '#shared/domain/plan.ts';
import { message } from '#shared/messages/text.ts';
import { contractValue } from '../contracts/rows.ts';
import { fieldChanges } from '../history/recordTimeline.ts';
import type { World } from '../imports/world.ts';
import { explanation } from '../portfolio/explain.ts';
import { explained, usd } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { overridden } from '../portfolio/resolver.ts';

type Measure = 'revenue' | 'npv';
type Amounts = { readonly [M in Measure]: number };
/** Puts into words what sets two states of a contract apart. */
type Apart = (before: OfftakeContract, after: OfftakeContract) => readonly FieldChange[];

/** What sets two states of a contract apart, field by field, by the names that its sheet gives them. */
export const termDifferences =
  (world: World): Apart =>
  (before, after) =>
    fieldChanges('contract', before, after, world);

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const ofContract = (plan: ValuedPlan, id: ContractId): Amounts => {
  const value = contractValue(plan, id);
  return { revenue: sumOf(value?.revenue ?? []), npv: value?.npv ?? 0 };
};

const ofPlan = ({ value }: ValuedPlan): Amounts => ({ revenue: sumOf(value.revenue), npv: value.npv });

/** What one plan brings more than the other, opened into the two. */
const more = (name: string, plan: ValuedPlan, other: ValuedPlan, own: Amounts, others: Amounts, measure: Measure) =>
  explained(
    usd(own[measure] - others[measure], { sign: true, decimals: 1 }),
    explanation(
      [
        { label: message('line.member', { name: plan.plan.name }), amount: own[measure] },
        { label: message('plans.difference.less', { plan: other.plan.name }), amount: -others[measure] },
      ],
      own[measure] - others[measure],
      { title: message('line.member', { name }), formula: message(`plans.difference.formula.${measure}`), unit: 'usd', decimals: 1 },
    ),
  );

/** A contract as a plan has it; undefined where the plan does not hold it. */
const heldBy = ({ plan }: ValuedPlan, contract: OfftakeContract | undefined): OfftakeContract | undefined =>
  contract !== undefined && isInPlan(plan, contract)
    ? overridden(
        contract,
        plan.overrides.find(({ contractId }) => contractId === contract.id),
      )
    : undefined;

/** What a plan has otherwise of a contract that the other plan does not hold: set beside what is agreed, and called so. */
const ownTerms = (agreed: OfftakeContract, now: OfftakeContract, apart: Apart | undefined): readonly FieldChange[] | undefined =>
  apart?.(agreed, now).map((field) => ({
    ...field,
    before: message('plans.difference.agreed', { value: field.before ?? message('common.none') }),
  }));

const byId = (contracts: readonly OfftakeContract[]): ReadonlyMap<ContractId, OfftakeContract> =>
  new Map(contracts.map((contract) => [contract.id, contract]));

/**
 * What a plan has that another has not, contract by contract: net revenue over the plan and NPV, USD. With `rest` - spot sales, and what
 * contracts that both hold alike make of it - the contracts sum to the difference of the plans. `otherKnown`: the contracts among which
 * the other plan chooses, where those are of another time.
 */
export const planDifference = (
  { contracts: known }: Pick<Workbook, 'contracts'>,
  plan: ValuedPlan,
  other: ValuedPlan,
  apart?: Apart,
  otherKnown: readonly OfftakeContract[] = known,
): PlanDifference => {
  const figures = (name: string, own: Amounts, others: Amounts) => ({
    revenue: more(name, plan, other, own, others, 'revenue'),
    npv: more(name, plan, other, own, others, 'npv'),
  });
  const listed: { readonly own: Amounts; readonly others: Amounts }[] = [];
  const [ours, theirs] = [byId(known), byId(otherKnown)];
  const contracts = [...new Map([...theirs, ...ours]).values()].flatMap((contract): ContractDifference[] => {
    const agreed = ours.get(contract.id);
    const [now, then] = [heldBy(plan, agreed), heldBy(other, theirs.get(contract.id))];
    if (isDeepStrictEqual(now, then)) return [];
    const change = now === undefined ? 'out' : then === undefined ? 'in' : 'changed';
    const [own, others] = [ofContract(plan, contract.id), ofContract(other, contract.id)];
    listed.push({ own, others });
    return [
      {
        contractId: contract.id,
        code: contract.code,
        label: message(`plans.difference.${change}`, { code: contract.code }),
        change,
        fields: (now && (then ? apart?.(then, now) : agreed && ownTerms(agreed, now, apart))) ?? [],
        ...figures(contract.code, own, others),
      },
    ];
  });
  const restOf = (whole: Amounts, part: 'own' | 'others'): Amounts => ({
    revenue: whole.revenue - sumOf(listed.map((one) => one[part].revenue)),
    npv: whole.npv - sumOf(listed.map((one) => one[part].npv)),
  });
  const [own, others] = [ofPlan(plan), ofPlan(other)];
  return {
    against: other.plan.name,
    contracts,
    rest: figures(plan.plan.name, restOf(own, 'own'), restOf(others, 'others')),
    total: figures(plan.plan.name, own, others),
  };
};
