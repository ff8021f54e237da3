import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveRunPart } from '#db/repositories/runs.ts';
import type { SimulationOutcome } from '#shared/contract/simulation.ts';
import { QUESTION_PERCENTILES, type QuestionAnswer, type SimulationQuestion } from '#shared/contract/simulationQuestion.ts';
import type { BuyerId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION, type SimulationSettings } from '#shared/domain/simulation.ts';
import { renderMessage, sentenceParts } from '#shared/presentation/message.ts';
import { SIMULATION_RUNS } from '../../../core/simulation/runFormat.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const run = async (fields: Partial<SimulationSettings>): Promise<{ id: string; outcome: SimulationOutcome }> => {
  const settings = { ...DEFAULT_SIMULATION, paths: 512, ...fields };
  const { runId } = await services.waitForJob(await services.ask('simulation.run', { settings }), 'simulation');
  return { id: runId, outcome: (await services.ask('simulation.get', { id: runId })).outcome! };
};

const asked = (id: string, fields: Partial<SimulationQuestion> = {}): SimulationQuestion => ({
  id,
  measure: 'revenue',
  subject: { kind: 'plan' },
  side: 'below',
  ...fields,
});

const answer = async (question: SimulationQuestion): Promise<QuestionAnswer> => {
  const storedAnswer = await services.ask('simulation.question', { question, load: true });
  if (storedAnswer.state !== 'answered') throw new Error(storedAnswer.state);
  return storedAnswer;
};

/** The exported outcomes: a column by year and one for the whole plan, undefined where a path has none. */
const pathTable = async (question: SimulationQuestion): Promise<Map<string, (number | undefined)[]>> => {
  const { artefact } = await services.ask('simulation.exportPaths', { question });
  const [head, ...rows] = (await services.readArtefact(artefact))
    .toString('utf8')
    .replace('\uFEFF', '')
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  return new Map(head!.slice(1).map((name, c) => [name, rows.map((row) => (row[c + 1] === '' ? undefined : Number(row[c + 1])))]));
};

const total = ({ byYear }: QuestionAnswer) => byYear.at(-1)!;

describe('a question on a run of the sample mine', () => {
  let id: string;
  let outcome: SimulationOutcome;
  beforeAll(async () => {
    ({ id, outcome } = await run({}));
  });

  it('of the whole plan is answered at once after the run; one of a buyer first simulates the paths again', async () => {
    const plan = await services.ask('simulation.question', { question: asked(id), load: false });
    if (plan.state !== 'answered') throw new Error(plan.state);
    expect(plan.byBuyer).toBeUndefined();
    expect(plan.fitsAllBuyers).toBe(true);
    const buyer = plan.subjects.find(({ subject }) => subject.kind === 'buyer')!.subject;
    const question = asked(id, { subject: buyer });
    expect(await services.ask('simulation.question', { question, load: false })).toMatchObject({ state: 'notInMemory', paths: 512 });
    const loadedAnswer = await answer(question);
    expect(await services.ask('simulation.question', { question, load: false })).toEqual(loadedAnswer);
    expect((await answer(asked(id))).byYear).toEqual(plan.byYear);
  });

  it('has the percentiles and the worst 5 % average that the run shows, to the bit', async () => {
    const { byYear } = await answer(asked(id));
    for (const row of byYear) {
      const distribution = row.year === undefined ? outcome.total : outcome.years.find(({ year }) => year === row.year)!;
      const quantileAt = (p: number) => distribution.quantiles.find(({ probability }) => Math.abs(probability - p) < 1e-12)!.value;
      expect(row.percentiles).toEqual(QUESTION_PERCENTILES.map(quantileAt));
      expect(row.tailMean.value).toBe(distribution.tailMean.value);
    }
    // the chance of missing the target is the share that the run shows
    const { chance } = total(await answer(asked(id, { threshold: outcome.total.target })));
    expect(chance).toMatchObject({ value: outcome.total.missed.value, error: outcome.total.missed.error });
  });

  it('gives the share of the exported paths, for every measure, and both sides sum to 1', async () => {
    for (const measure of ['revenue', 'cash', 'tonnes', 'netPrice'] as const) {
      const first = await answer(asked(id, { measure }));
      expect(first.question.measure).toBe(measure);
      const year = first.byYear[1]!.year!;
      const threshold = first.byYear[1]!.percentiles[2]!;
      const exportedTable = await pathTable(asked(id, { measure }));
      const totalBelow = total(await answer(asked(id, { measure, threshold })));
      const values = (column: string) => exportedTable.get(column)!.filter((value) => value !== undefined);
      expect(totalBelow.chance!.count).toBe(values('plan').filter((value) => value < threshold).length);
      const ofYear = await answer(asked(id, { measure, year, threshold }));
      const row = ofYear.byYear.find((candidate) => candidate.year === year)!;
      expect(row.chance!.count).toBe(values(String(year)).filter((value) => value < threshold).length);
      expect(row.chance!.paths).toBe(values(String(year)).length);
      const answerAbove = await answer(asked(id, { measure, year, threshold, side: 'atLeast' }));
      expect(row.chance!.value + answerAbove.byYear.find((candidate) => candidate.year === year)!.chance!.value).toBeCloseTo(1, 15);
      const bars = ofYear.distribution!.series.map(({ values: shares }) => shares.reduce((sum, share) => sum + share, 0));
      expect(bars[0]).toBeCloseTo(row.chance!.value, 12);
      expect(bars[0]! + bars[1]!).toBeCloseTo(1, 12);
    }
  });

  it('of buyers and spot sales sums to the whole on every path', async () => {
    const { subjects, years } = await answer(asked(id));
    for (const measure of ['revenue', 'tonnes'] as const) {
      const planTable = await pathTable(asked(id, { measure }));
      const parts = await Promise.all(
        subjects
          .filter(({ subject }) => subject.kind === 'buyer' || (subject.kind === 'spot' && measure === 'revenue'))
          .map(({ subject }) => pathTable(asked(id, { measure, subject }))),
      );
      for (const column of [...years.map(String), 'plan']) {
        const sums = planTable.get(column)!.map((_, path) => parts.reduce((sum, part) => sum + part.get(column)![path]!, 0));
        const scale = Math.max(1, ...planTable.get(column)!.map((value) => Math.abs(value!)));
        planTable.get(column)!.forEach((value, path) => {
          expect(Math.abs(value! - sums[path]!) / scale, `${measure} ${column} path ${path}`).toBeLessThan(1e-12);
        });
      }
    }
  });

  it('of a buyer has a margin: revenue less unit cost, and its place among all buyers', async () => {
    const { byBuyer, subjects } = await answer(asked(id, { measure: 'revenue' }));
    expect(byBuyer!.length).toBeGreaterThan(5);
    const { subject } = subjects.find((candidate) => candidate.subject.kind === 'buyer')!;
    const [revenue, margin] = [await answer(asked(id, { subject })), await answer(asked(id, { subject, measure: 'margin' }))];
    expect(margin.question.measure).toBe('margin');
    expect(total(margin).highest).toBeLessThan(total(revenue).highest);
    const row = byBuyer!.find(
      (candidate) => candidate.subject.kind === 'buyer' && subject.kind === 'buyer' && candidate.subject.buyerId === subject.buyerId,
    )!;
    expect(row.percentiles).toEqual(total(revenue).percentiles);
    // the plan has no margin of its own
    expect((await answer(asked(id, { measure: 'margin' }))).question.measure).toBe('revenue');
  });

  it('at the own percentile, that percentile has the chance of its share', async () => {
    const { byYear } = await answer(asked(id, { percentile: 0.125 }));
    for (const { year, own } of byYear) {
      const secondAnswer = await answer(asked(id, { threshold: own!.value, ...(year === undefined ? {} : { year }) }));
      const { chance } = secondAnswer.byYear.find((row) => row.year === year)!;
      expect(Math.abs(chance!.value - 0.125)).toBeLessThanOrEqual(1 / 512);
    }
  });

  it('with a threshold outside all paths is answered as such, with a bound instead of an error of 0', async () => {
    const textOf = async (question: SimulationQuestion) => {
      const { verdict } = await answer(question);
      return verdict.map((sentence) =>
        sentenceParts(sentence)
          .map((part) => (part.kind === 'text' ? part.text : `<${part.name}>`))
          .join(''),
      );
    };
    const { lowest, highest } = total(await answer(asked(id)));
    const low = await answer(asked(id, { threshold: lowest / 2 }));
    expect(low.verdict.map(({ key }) => key).slice(0, 2)).toEqual(['simulation.question.never.below', 'simulation.question.lowest']);
    expect(low.verdict[0]!.figures.bound!.value).toBe(170);
    expect(low.distribution!.marks).toEqual([]);
    const high = await answer(asked(id, { threshold: highest * 2 }));
    expect(high.verdict.map(({ key }) => key).slice(0, 2)).toEqual(['simulation.question.always.below', 'simulation.question.highest']);
    const [first, second] = await textOf(asked(id, { threshold: highest * 2, side: 'atLeast' }));
    expect(first).toMatch(/smaller than 1 in/);
    expect(second).toMatch(/^No path reaches the threshold/);
    // the lowest path is not below itself
    expect(total(await answer(asked(id, { threshold: lowest }))).chance!.count).toBe(0);
  });

  it('explains its chance, and every text has all of its values', async () => {
    const { verdict, notes } = await answer(asked(id, { threshold: outcome.total.target, percentile: 0.2 }));
    const { explanation } = verdict[0]!.figures.chance!;
    expect(explanation!.total.amount).toBe(explanation!.lines[0]!.amount / explanation!.lines[1]!.amount);
    const texts = [explanation!.formula, explanation!.title, ...notes].map((message) => renderMessage(message));
    expect(texts.every((words) => !/[{}]/.test(words))).toBe(true);
  });

  it('is refused where this version comes to other paths, and where there is no such run', async () => {
    const { id: otherRun } = await run({ seed: 5, paths: 256 });
    const { run: of } = await services.ask('simulation.get', { id: otherRun });
    const {
      id: _id,
      at: _at,
      current: _current,
      otherVersion: _other,
      inputsDigest: _inputs,
      engineVersion: _engine,
      settings,
      ...head
    } = of!;
    const changedHead = { ...head, choice: settings, resultDigest: '0'.repeat(64) };
    await saveRunPart(services.ctx.workspace.db(), SIMULATION_RUNS, otherRun, 'head', changedHead);
    const question = asked(otherRun);
    expect(await services.ask('simulation.question', { question, load: true })).toEqual({ state: 'notReproducible' });
    const unknownBuyer = asked(id, { subject: { kind: 'buyer', buyerId: 'nobody' as BuyerId } });
    await expect(services.ask('simulation.question', { question: unknownBuyer, load: true })).rejects.toThrow('NOT_FOUND');
    await expect(services.ask('simulation.question', { question: asked('none'), load: false })).rejects.toThrow('NOT_FOUND');
  });
});

it('where only prices are random, tonnes of buyers are those of the plan on every path', async () => {
  const { id } = await run({ credit: false, performance: false, policy: false, cycle: false });
  const { subjects, years } = await answer(asked(id));
  const question = (buyerId: BuyerId) => asked(id, { measure: 'tonnes', subject: { kind: 'buyer', buyerId } });
  const planTable = await pathTable(asked(id, { measure: 'tonnes' }));
  const parts = await Promise.all(
    subjects.flatMap(({ subject }) => (subject.kind === 'buyer' ? [pathTable(question(subject.buyerId))] : [])),
  );
  for (const column of [...years.map(String), 'plan']) {
    const sum = parts.reduce((total, part) => total + part.get(column)![7]!, 0);
    expect(sum).toBeCloseTo(planTable.get(column)![7]!, 3);
  }
});

it('with everything off, every path is the deterministic value', async () => {
  const { id, outcome } = await run({ credit: false, performance: false, policy: false, cycle: false, prices: false });
  const { byYear } = await answer(asked(id));
  for (const row of byYear) {
    const distribution = row.year === undefined ? outcome.total : outcome.years.find(({ year }) => year === row.year)!;
    for (const value of [row.lowest, ...row.percentiles, row.tailMean.value, row.highest]) {
      expect(Math.abs(value / distribution.deterministic - 1)).toBeLessThan(1e-9);
    }
  }
});
