import { expect, test } from 'vitest';
import type { CureProblem, CureRule, CureSolution, MeasuredLimit } from '#engine';
import { LimitId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { sum, sumBy } from '#shared/math.ts';
import { findCure } from '../../../core/limits/cure.ts';
import { assumeWorkbook, withRecords } from '../../../core/portfolio/portfolio.ts';
import { seedGeneratedBook } from '../../helpers/generatedBook.ts';
import { createRandom } from '../../helpers/random.ts';
import { openServices, type Services } from '../../helpers/services.ts';

type Target = Pick<Limit, 'measure' | 'denominator' | 'direction'>;

/** Each at a level drawn between the shares of its smallest measured year, so that some years ask for nearly all that may change. */
const TARGETS: readonly (Target & { readonly levels: readonly [number, number] })[] = [
  { measure: { kind: 'coverage' }, denominator: 'plannedProduction', direction: 'atMost', levels: [0.001, 0.9] },
  { measure: { kind: 'coverage' }, denominator: 'plannedProduction', direction: 'atLeast', levels: [1.01, 2] },
  { measure: { kind: 'zoneShare', zone: 'china' }, denominator: 'valueSold', direction: 'atMost', levels: [0.1, 0.9] },
  { measure: { kind: 'traders' }, denominator: 'tonnesSold', direction: 'atMost', levels: [0.01, 0.9] },
  { measure: { kind: 'largestGroup' }, denominator: 'plannedProduction', direction: 'atMost', levels: [0.3, 0.9] },
  { measure: { kind: 'largestContract' }, denominator: 'valueSold', direction: 'atMost', levels: [0.5, 0.95] },
  // at a level of 0 a remainder of any contract breaches it
  { measure: { kind: 'coverage' }, denominator: 'plannedProduction', direction: 'atMost', levels: [0, 0] },
  { measure: { kind: 'zoneShare', zone: 'china' }, denominator: 'valueSold', direction: 'atMost', levels: [0, 0] },
  { measure: { kind: 'zoneShare', zone: 'china' }, denominator: 'tonnesSold', direction: 'atMost', levels: [0, 0] },
  { measure: { kind: 'effectiveNumber' }, denominator: 'tonnesSold', direction: 'atLeast', levels: [1.01, 1.2] },
];

const LIMIT = LimitId.parse('target');
const TIE = 1e-9;
/** Most USD a dry tonne of any product. */
const MOST_PRICE = 20_000;

type Solved = { readonly problem: CureProblem; readonly solution: Exclude<CureSolution, { status: 'stopped' }> };

/** The context in which the limits of the book have one more, and what the solver answers is stored. */
const withTarget = (services: Services, target: Limit) => {
  let solvedCure: Solved | undefined;
  const { ctx } = services;
  const assumed = assumeWorkbook(
    {
      ...ctx,
      allocator: {
        ...ctx.allocator,
        cure: async (job) => {
          const answer = await ctx.allocator.cure(job);
          if (answer.solution.status !== 'stopped') solvedCure = { problem: job.problem, solution: answer.solution };
          return answer;
        },
      },
    },
    async (book) => withRecords(book, { limits: [...book.limits, target] }),
  );
  return { assumed, read: () => solvedCure };
};

/** An excess at the shares of a solution: tonnes or USD beyond the level. */
const excessAt = ({ excess: { now, changes, shared } }: CureRule, shares: ReadonlyMap<string, number>): number => {
  const changeOf = (amounts: ReadonlyMap<string, number>) => sumBy([...amounts], ([id, change]) => change * (shares.get(id) ?? 0));
  return now + changeOf(changes) - (shared ? shared.factor * changeOf(shared.changes) : 0);
};

/** The excess that the programme predicts for a year: of the largest member, or of the nearest where one of several is enough. */
const predictExcess = ({ problem, solution }: Solved, year: number): number | undefined => {
  const rules = problem.rules.filter(({ source, year: ruleYear }) => source === LIMIT && ruleYear === year);
  const excesses = rules.map((rule) => excessAt(rule, solution.shares));
  if (excesses.length === 0) return undefined;
  return rules[0]!.anyOf === undefined ? Math.max(...excesses) : Math.min(...excesses);
};

const predictNumber = ({ problem, solution }: Solved, year: number): number | undefined => {
  const spread = problem.spreads.find(({ source, year: spreadYear }) => source === LIMIT && spreadYear === year);
  if (spread === undefined) return undefined;
  const amounts = spread.groups.map(
    ({ now, changes }) => now + sumBy([...changes], ([id, change]) => change * (solution.shares.get(id) ?? 0)),
  );
  return sum(amounts) ** 2 / sumBy(amounts, (amount) => amount ** 2);
};

test.each([1, 2, 3, 11])('the plan with a cure measures what the programme of the cure predicts (book %i)', async (seed) => {
  const services = await openServices(seedGeneratedBook({ contracts: 160, buyers: 24, committedShare: 0.6, seed }));
  const drawRandom = createRandom(seed);
  const { limit } = await services.ask('limits.blank', {});
  const { metal: _metal, productId: _productId, ...wholePlan } = limit;
  let solvedCount = 0;
  for (const { levels, ...target } of TARGETS) {
    const isMost = target.direction === 'atMost';
    const open = { ...wholePlan, ...target, id: LIMIT, warn: isMost ? 0 : 1000, breach: isMost ? 0 : 1000 };
    const measuredLimit = withRecords(await services.book(), { limits: [open] })
      .plan()
      .limits()[0]!;
    const extreme = measuredLimit.years.map(({ value }) => value).reduce((a, b) => (isMost ? Math.min(a, b) : Math.max(a, b)));
    for (const mayBreak of [true, false]) {
      const level = extreme * (levels[0] + drawRandom() * (levels[1] - levels[0]));
      const label = `${target.measure.kind} ${target.direction} ${level} ${mayBreak}`;
      const { assumed, read } = withTarget(services, { ...open, warn: level, breach: level });
      const { facts, overrides } = await findCure(assumed, { id: LIMIT, mayBreak });
      const solvedCure = read();
      if (solvedCure === undefined || facts.status === 'stopped') continue;
      solvedCount++;
      expect(facts.breached, label).toEqual([]);
      expect(facts.status, label).toBe(solvedCure.solution.status === 'unchanged' ? 'impossible' : solvedCure.solution.status);
      const book = withRecords(await services.book(), { limits: [{ ...open, warn: level, breach: level }] });
      const after = book.withOverrides(overrides).limits()[0]!;
      const isByValue = target.denominator === 'valueSold';
      // a change is rounded by less than a tonne in each of its years
      const rounding = (facts.steps.length + 1) * (isByValue ? MOST_PRICE : 1);
      const check = ({ year, value, state, headroom }: MeasuredLimit['years'][number]) => {
        const yearLabel = `${label} ${year}`;
        if (solvedCure.solution.remaining.get(year) === 0) expect(state, yearLabel).not.toBe('breached');
        const number = predictNumber(solvedCure, year);
        if (number !== undefined) {
          expect(Math.abs(value / number - 1), yearLabel).toBeLessThan(1e-3);
          return;
        }
        const excess = predictExcess(solvedCure, year);
        if (excess === undefined || headroom === undefined) return;
        const measuredExcess = -(isByValue ? headroom.value : headroom.tonnes);
        expect(Math.abs(measuredExcess - excess), yearLabel).toBeLessThan(rounding + TIE * Math.abs(excess));
      };
      for (const year of after.years) check(year);
    }
  }
  expect(solvedCount).toBeGreaterThan(TARGETS.length);
  await services.close();
});
