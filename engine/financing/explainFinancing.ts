import { addAmount } from '#shared/collections.ts';
import type { Month } from '#shared/domain/time.ts';
import { yearOf } from '#shared/domain/time.ts';
import type { ExplainLine } from '../valuation/types.ts';
import {
  type CapacityInput,
  debtCapacity,
  presentValues,
  repaymentPeriods,
  sculpt,
  serviceOf,
  serviceRoom,
  type TargetCash,
  targetCash,
} from './capacity.ts';
import { discountedFlows } from './cost.ts';
import type { Facility } from './facility.ts';
import { type FacilityPeriods, layOutPeriods, sumPeriod } from './facilityPeriods.ts';
import type { Financing } from './financing.ts';
import { trailingPeriods } from './ratios.ts';

const total = (amount: number): ExplainLine => ({ label: 'total', amount });

/** The maximum debt service by period, discounted, up to the period that binds; then the balance after it, discounted. */
const explainSculpted = (periods: FacilityPeriods, input: CapacityInput, bindingPeriod: number): ExplainLine[] => {
  const room = serviceRoom(periods, input.cfads, input.targets.dscr, input.otherService ?? []);
  const { after } = sculpt(room, repaymentPeriods(periods).map(periods.periodRate));
  const values = presentValues(periods, bindingPeriod, (period) => room[period - periods.firstRemaining]!);
  const balances = presentValues(periods, bindingPeriod, (period) =>
    period === bindingPeriod ? after[period - periods.firstRemaining]! : 0,
  );
  return [
    ...values.map(({ period, value }) => ({ label: `service.${period}`, amount: value })),
    { label: `balanceAfter.${bindingPeriod}`, amount: balances.at(-1)!.value },
  ];
};

/** The parts of the maximum debt service in the period that binds, and the service of one dollar of debt. */
const explainFixed = (
  periods: FacilityPeriods,
  { cfads, otherService, targets }: CapacityInput,
  capacity: number,
  period: number,
): ExplainLine[] => {
  const q = period - periods.firstRemaining;
  const room = serviceRoom(periods, cfads, targets.dscr, otherService ?? [])[q]!;
  const service = capacity > 0 ? serviceOf(periods, capacity)[q]! / capacity : serviceOf(periods, 1)[q]!;
  return [
    { label: 'cfads', amount: sumPeriod(cfads, periods, period) },
    { label: 'targetDscr', amount: targets.dscr },
    { label: 'otherService', amount: sumPeriod(otherService ?? [], periods, period) },
    { label: 'room', amount: room },
    { label: 'servicePerDollar', amount: service },
  ];
};

const explainPresentValue = (periods: FacilityPeriods, { target, lastPeriod, amountOf }: TargetCash): ExplainLine[] =>
  presentValues(periods, lastPeriod, amountOf).map(({ period, value }) => ({ label: `period.${period}`, amount: value / target }));

/**
 * Lists the parts of the debt capacity, USD, for the target that binds. DSCR of a sculpted loan: the discounted maximum debt service by
 * period (`service.<period>`) to the one that binds, and the balance after it; of other styles: cash flow, target, service that ranks
 * ahead, maximum debt service (`room`), and service of one dollar in the period that binds. LLCR, PLCR, set-off: discounted amounts by
 * period divided by the target. Gearing: cost and share. The last line, `total`, is the capacity. Errors as for `debtCapacity`.
 */
export const explainCapacity = (facility: Facility, input: CapacityInput): ExplainLine[] => {
  const { capacity, binding, bindingPeriod } = debtCapacity(facility, input);
  const periods = layOutPeriods(facility, input.valuationMonth);
  const { gearing } = input.targets;
  if (binding === 'gearing') {
    return [{ label: 'cost', amount: gearing!.cost }, { label: 'share', amount: gearing!.share }, total(capacity)];
  }
  if (binding !== 'dscr') return [...explainPresentValue(periods, targetCash(periods, input, binding)), total(capacity)];
  const isSculpted = facility.repayment.style === 'sculpted';
  const lines = isSculpted ? explainSculpted(periods, input, bindingPeriod) : explainFixed(periods, input, capacity, bindingPeriod);
  return [...lines, total(capacity)];
};

/**
 * Lists the cash flow and the service, USD, of the 12 months whose DSCR is the lowest, by period of the plan (`cfads.<period>`,
 * `interest.<period>`, `principal.<period>`). The last line, `total`, is the minimum DSCR. Empty where no service is due.
 */
export const explainMinimumDscr = ({ periods, minimumDscr }: Financing): ExplainLine[] => {
  const index = periods.findIndex(({ dscr }) => dscr === minimumDscr && dscr !== null);
  if (index < 0 || minimumDscr === null) return [];
  const countedPeriods = trailingPeriods(
    periods.map(({ month }) => month),
    index,
  ).map((i) => periods[i]!);
  return [
    ...countedPeriods.map(({ period, cfads }) => ({ label: `cfads.${period}`, amount: cfads })),
    ...countedPeriods.map(({ period, interest }) => ({ label: `interest.${period}`, amount: interest })),
    ...countedPeriods.map(({ period, principal }) => ({ label: `principal.${period}`, amount: principal })),
    total(minimumDscr),
  ];
};

/**
 * Lists the present values at the all-in cost, USD, of a lender's flows and of the conceded price, by calendar year (`flows.2027`,
 * `concession.2027`); their sum is 0. The last line, `total`, is the effective annual rate of `allInCostWithPrice`. Empty without a rate.
 * Errors: NOT_FINITE.
 */
export const explainAllInCost = (flows: readonly number[], concession: readonly number[], valuationMonth: Month): ExplainLine[] => {
  const discounted = discountedFlows(flows, concession, valuationMonth);
  if (discounted === null) return [];
  const byLabel = new Map<string, number>();
  for (const [name, values] of [['flows', discounted.flows] as const, ['concession', discounted.concession] as const]) {
    for (const [month, value] of values.entries()) if (value !== 0) addAmount(byLabel, `${name}.${yearOf(valuationMonth + month)}`, value);
  }
  return [...[...byLabel].map(([label, amount]) => ({ label, amount })), total(discounted.rate)];
};
