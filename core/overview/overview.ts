import { MAX_OVERVIEW_DATES, type Overview } from '#shared/contract/overview.ts';
import { type HandlersOf, memoizePerRevision, type ServiceContext } from '../context.ts';
import { valuedWorkbook } from '../portfolio/portfolio.ts';
import { simulationHandlers } from '../simulation/simulation.ts';
import { createYielder, runWithYielding } from '../yielding.ts';
import { checklist } from './checklist.ts';
import { commitmentCharts, destinationLines } from './commitments.ts';
import { dateLines } from './dateLines.ts';
import { limitLines } from './limitLines.ts';
import { effectsVerdict, overviewVerdict, simulatedSentence } from './overviewVerdict.ts';

const overviewOf = memoizePerRevision(async (ctx: ServiceContext): Promise<Overview> => {
  const book = await valuedWorkbook(ctx);
  const plan = book.plan();
  const yieldNow = createYielder();
  const verdict = await overviewVerdict(book, plan);
  await yieldNow();
  const limits = limitLines(book, plan);
  await yieldNow();
  const dates = await runWithYielding(dateLines(book, plan), yieldNow);
  await yieldNow();
  const commitments = await runWithYielding(commitmentCharts(book, plan), yieldNow);
  await yieldNow();
  const destinations = await runWithYielding(destinationLines(book, plan, book.year), yieldNow);
  await yieldNow();
  return {
    verdict,
    limits,
    dates: dates.slice(0, MAX_OVERVIEW_DATES),
    dateCount: dates.length,
    commitments,
    destinationYear: book.year,
    destinations,
    checklist: checklist(book, plan),
  };
});

export const overviewHandlers: HandlersOf<'overview'> = {
  'overview.get': (_input, ctx) => overviewOf(ctx),

  'overview.effects': async (_input, ctx) => {
    // the page asks for both at once and shows the other first
    await overviewOf(ctx);
    const book = await valuedWorkbook(ctx);
    const plan = book.plan();
    const verdict = await effectsVerdict(book, plan);
    const { run, outcome } = await simulationHandlers['simulation.get']({ firstContract: 0 }, ctx);
    return { verdict: [...verdict, ...simulatedSentence(plan, run, outcome)] };
  },
};
