import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { valuePortfolio } from '#engine';
import type { ContractId } from '#shared/domain/ids.ts';
import { daysToMonths } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { entry, market, month, offtake, portfolio, product, terms } from '../helpers/engine/plans.ts';

const CONTRACTS = 20;
const MONTHS = 240;
const SHARE = 0.9;

/** Contracts over twenty years with different starts, ends and floors, priced in the month after delivery, paid a month later. */
const deals = Array.from({ length: CONTRACTS }, (_, i) => ({
  tonnesPerYear: 12_000 + 600 * i,
  floor: 80 + i,
  start: 1 + 3 * i,
  end: MONTHS - 4 * i,
}));
const priceAt = (t: number): number => 100 + 25 * Math.sin(t / 9);

const entriesWith = (floorShift: number) =>
  deals.map(({ tonnesPerYear, floor, start, end }, i) =>
    entry(
      offtake({
        id: `C-${String(i).padStart(2, '0')}` as ContractId,
        start: month(start),
        end: month(end),
        terms: [
          terms({
            from: month(start),
            quantity: { tonnesPerYear },
            quotation: { alternatives: [{ offset: 1, length: 1, from: 'shipment' }] },
            payment: { paymentMonths: 1, provisionalShare: SHARE },
            collar: { level: 'reference', floor: floor + floorShift },
          }),
        ],
      }),
    ),
  );

const plan = portfolio(entriesWith(0), {
  lastMonth: month(MONTHS),
  products: [
    product({
      production: Array.from({ length: MONTHS }, (_, i) =>
        sum(deals.map(({ tonnesPerYear, start, end }) => (i + 1 >= start && i + 1 <= end ? tonnesPerYear / 12 : 0))),
      ),
    }),
  ],
});
const pricesTimes = (factor: number) => market({ iron: (t) => factor * priceAt(t) }, month(MONTHS));
const prices = pricesTimes(1);

const npvOf = (of: typeof plan, on: typeof prices): number => sum(valuePortfolio(of, on).contracts.map(({ npv }) => npv));

/** Present value of all contracts of the plan: schedule, price, provisional and final invoice. */
export const valuation = (): number => npvOf(plan, prices);

export const VALUATION_OF = `NPV of ${CONTRACTS} contracts over ${MONTHS} months`;

/** Steps of each driver of the table: factors of the price, and changes of every floor. */
const STEPS = 15;
const FACTORS = Array.from({ length: STEPS }, (_, i) => 0.65 + 0.05 * i);
const FLOOR_SHIFTS = Array.from({ length: STEPS }, (_, i) => 2 * i - 14);

/** Sum of the cells of a table of the same value over prices and floors. */
export const valueTable = (): number => {
  const plans = FLOOR_SHIFTS.map((shift) => ({ ...plan, contracts: entriesWith(shift) }));
  return sum(
    FACTORS.flatMap((factor) => {
      const scaledPrices = pricesTimes(factor);
      return plans.map((shiftedPlan) => npvOf(shiftedPlan, scaledPrices));
    }),
  );
};

export const TABLE_OF = `${STEPS} x ${STEPS} table of the ${VALUATION_OF}`;

const days = daysToMonths(plan.valuationDate);
/** The same plan as arrays, prepared before numpy starts its clock. */
const arrays = {
  months: MONTHS,
  rate: plan.discountRate,
  share: SHARE,
  tonnes: deals.map(({ tonnesPerYear }) => tonnesPerYear / 12),
  floors: deals.map(({ floor }) => floor),
  starts: deals.map(({ start }) => start - 1),
  ends: deals.map(({ end }) => end - 1),
  prices: Array.from({ length: MONTHS + 1 }, (_, i) => priceAt(i + 1)),
  days: Array.from({ length: MONTHS + 2 }, (_, i) => days(month(i + 1))),
};

/**
 * Value of the plan, or the sum of the table, by numpy in a process of its own, and its processor time for one repetition, ms. Undefined if numpy
 * is not installed.
 */
export const numpyValuation = (
  repeats: number,
  table: { readonly factors: readonly number[]; readonly floorShifts: readonly number[] } = { factors: [1], floorShifts: [0] },
): { readonly answer: number; readonly ms: number; readonly version: string } | undefined => {
  const script = new URL('./peers/valuation.py', import.meta.url);
  const { status, stdout } = spawnSync('python3', [fileURLToPath(script)], {
    input: JSON.stringify({ ...arrays, ...table, repeats }),
    encoding: 'utf8',
  });
  if (status !== 0) return undefined;
  const answer = JSON.parse(stdout);
  return 'absent' in answer ? undefined : answer;
};

export const numpyTable = (repeats: number): ReturnType<typeof numpyValuation> =>
  numpyValuation(repeats, { factors: FACTORS, floorShifts: FLOOR_SHIFTS });
