import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exposureByDimension } from '#engine';
import { METALS } from '#shared/domain/metal.ts';
import { isInPlan } from '#shared/domain/plan.ts';
import { sumBy } from '#shared/math.ts';
import { type OpenSample, openSample } from './sampleBook.ts';

/** The part of README that walks through the sample, its lines joined. */
const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  .replace(/\*\*/g, '')
  .replace(/\n\s+/g, ' ');

const groupsOf = (pattern: RegExp): readonly string[] => {
  const match = pattern.exec(README);
  expect(match, `README has no "${pattern.source}"`).not.toBeNull();
  return match!.slice(1);
};

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

let sample: OpenSample;
beforeAll(async () => {
  sample = await openSample();
});
afterAll(() => sample.close());

it('README counts the metals, buyers, contracts and plans of the sample', () => {
  const { buyers, contracts, plans } = sample.book;
  const counts = groupsOf(/Quillan Range: (\w+) metals, (\d+) buyers, (\d+) contracts, (\w+) plans/);
  expect(counts).toEqual([WORDS[METALS.length], String(buyers.size), String(contracts.length), WORDS[plans.length]]);
});

it('README states the share of China, the limits and the tenor that Overview shows', () => {
  const { book } = sample;
  const plan = book.plan();
  const [share, level, part, months] = groupsOf(
    /(\d+) % of committed gross payable value goes to China, above the limit of (\d+) %; one group buys a (\w+) of the copper; the largest contract ends in (\d+) months/,
  );
  const exposure = plan.exposure();
  const at = exposure.years.indexOf(book.year);
  const china = exposureByDimension(exposure, 'zone').find(({ member }) => member === 'china')!.grossValue[at]!;
  expect(Number(share)).toBe(Math.round((100 * china) / sumBy(exposure.rows, ({ grossValue }) => grossValue[at]!)));
  const limitNamed = (id: string) => book.limits.find((limit) => String(limit.id) === id)!;
  expect(Number(level)).toBe(Math.round(100 * limitNamed('china-revenue').breach));
  const group = plan.limits().find(({ limitId }) => String(limitId) === 'copper-group')!.worst!.value;
  expect(part).toBe('third');
  expect(Math.abs(group - 1 / 3)).toBeLessThan(0.02);
  const largestContract = book.contracts.find(({ code }) => code === 'C-014')!;
  expect(isInPlan(plan.plan, largestContract)).toBe(true);
  expect(Number(months)).toBe(largestContract.end - book.valuationMonth);
});
