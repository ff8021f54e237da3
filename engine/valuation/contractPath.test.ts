import { expect, it } from 'vitest';
import type { Quantity } from '#shared/domain/terms.ts';
import { sum } from '#shared/math.ts';
import { entry, JAN_2027, month, offtake, terms } from '../../tests/helpers/engine/plans.ts';
import { createNominalTonnes, deliverySchedule } from '../schedule/deliverySchedule.ts';
import { resolveAgreement } from './contractPath.ts';

const PLAN = { firstMonth: JAN_2027, lastMonth: month(84) };
const WEIGHTS = Array.from({ length: 12 }, (_, i) => 1 + (i % 5));

/** The agreement of a contract whose quantity changes after nine and a half years. */
const agree = (start: number, months: number, quantity: Partial<Quantity>) => {
  const laterTerms = terms({ from: month(start + 114), quantity: { ...quantity, tonnesPerYear: 7001, takeOrPayShare: 0.7 } });
  const contract = offtake({
    start: month(start),
    end: month(start + months - 1),
    terms: [terms({ from: month(start), quantity }), laterTerms],
  });
  return { contract, ...resolveAgreement(PLAN, entry(contract), (length) => new Float64Array(length)) };
};

it.each([
  ['of fifty years', 0, 600, { tonnesPerYear: 12_345, takeOrPayShare: 0.9 }],
  ['with a ramp-up and months of different weight', -40, 600, { rampUp: [0.1, 0.4, 0.9], monthWeights: WEIGHTS, takeOrPayShare: 0.3 }],
  ['that ends within a contract year', 3, 250, { monthWeights: WEIGHTS, takeOrPayShare: 1 }],
  ['that ends before the plan', -40, 50, { rampUp: [0.5] }],
])('the tonnes of each contract year of a contract %s are the sum of its months', (_, start, months, quantity) => {
  const { contract, nominal, annual, commitment } = agree(start, months, quantity);
  const schedule = deliverySchedule(contract, contract.start, contract.end);
  const byYear = [...Map.groupBy(schedule, ({ contractYear }) => contractYear).values()];
  expect(annual).toEqual(byYear.map((year) => sum(year.map((delivery) => delivery.nominal))));
  expect(commitment).toEqual(byYear.map((year) => sum(year.map((delivery) => delivery.nominal * delivery.terms.quantity.takeOrPayShare))));
  expect([...nominal]).toEqual(schedule.filter((delivery) => delivery.month <= PLAN.lastMonth).map((delivery) => delivery.nominal));
});

it('a contract that begins after the plan has no month in it', () => {
  const { nominal, months, annual } = agree(90, 24, {});
  expect({ nominal: nominal.length, months }).toEqual({ nominal: 0, months: 0 });
  expect(annual[0]).toBeCloseTo(12 * createNominalTonnes(terms().quantity)(0), 9);
});
