import { sum, sumBy } from '#shared/math.ts';
import type { FlatGroup, FlatPlan } from './flatPlan.ts';

/** Lists which of some contracts have a delivery, by month after the valuation. */
export const listDeliveringContracts = ({ months, contracts }: FlatPlan, indexes: readonly number[]): (readonly number[])[] =>
  Array.from({ length: months + 1 }, (_, t) => indexes.filter((c) => contracts[c]!.termsIndex[t]! >= 0));

/**
 * The delivering contracts of a group in a month, and h_cr over the mean of exp(6 slack), which is the hazard before the exponential of gap and
 * slack.
 */
export type GroupMonth = { readonly contracts: readonly number[]; readonly hazard: number };

/** Builds the months of a group, entry 0 unused. */
export const buildGroupMonths = (plan: FlatPlan, group: FlatGroup): GroupMonth[] =>
  listDeliveringContracts(plan, group.contracts).map((contracts, t) => {
    const nominal = contracts.map((c) => plan.contracts[c]!.nominal[t]!);
    const tonnes = sum(nominal);
    const weightedMean = sumBy(contracts, (c, m) => nominal[m]! * plan.splits[plan.contracts[c]!.split]!.slackMean[t]!);
    return { contracts, hazard: tonnes > 0 ? (group.hazard * tonnes) / weightedMean : group.hazard };
  });
