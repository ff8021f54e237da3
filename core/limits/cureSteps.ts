import { addAmount } from '#shared/collections.ts';
import type { CureStep } from '#shared/contract/limits.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { sum, sumBy } from '#shared/math.ts';
import type { CureChange } from './cureChanges.ts';
import type { PreparedCure } from './cureProblem.ts';

/** Steps of fewer tonnes are left out, dmt. */
const NO_TONNES = 1e-3;

type LeverChange = { readonly change: CureChange; readonly share: number };
/** One step: the levers of a contract that change it in one year, or as a whole. */
export type Step = readonly [LeverChange, ...LeverChange[]];

const stepTonnes = (step: Step): number => sumBy(step, ({ change, share }) => share * sumBy(change.move.tonnes, Math.abs));

/** Groups the levers that a cure uses into steps: the contract that changes most tonnes first, the years of each in order. */
export const listSteps = ({ changes }: PreparedCure, shares: ReadonlyMap<string, number>): readonly Step[] => {
  const leverChanges = [...shares].flatMap(([id, share]) => {
    const change = changes.get(id);
    return change === undefined ? [] : [{ change, share }];
  });
  const groups = Map.groupBy(leverChanges, ({ change: { contract, year } }) => `${contract.id} ${year ?? ''}`);
  const steps = [...groups.values()].map((step) => step as unknown as Step).filter((step) => stepTonnes(step) > NO_TONNES);
  const tonnesByContract = new Map<ContractId, number>();
  for (const step of steps) addAmount(tonnesByContract, step[0].change.contract.id, stepTonnes(step));
  const contractTonnes = ([{ change }]: Step): number => tonnesByContract.get(change.contract.id)!;
  // stable: levers are listed by contract and year
  return steps.toSorted((a, b) => contractTonnes(b) - contractTonnes(a));
};

export const stepKind = (step: Step): CureStep['kind'] =>
  step.some(({ change }) => change.kind === 'break') ? 'break' : step[0].change.kind;

export const stepDamages = (step: Step): number => sumBy(step, ({ change, share }) => share * change.damages);

/** Estimates the change of expected NPV by each step; the difference between `total` and their sum is spread by tonnes, so that they add up to it. */
export const estimateStepNpv = (steps: readonly Step[], total: number): readonly number[] => {
  const estimates = steps.map((step) => -sumBy(step, ({ change, share }) => share * (change.move.lever.loss - change.damages)));
  const tonnes = steps.map((step) => sumBy(step, ({ change, share }) => share * change.move.lever.tonnes));
  const remainder = (total - sum(estimates)) / sum(tonnes);
  return estimates.map((estimate, i) => estimate + remainder * tonnes[i]!);
};
