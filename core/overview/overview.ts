import type { HandlersOf } from '../context.ts';
import { valuedWorkbook } from '../portfolio/portfolio.ts';
import { simulationHandlers } from '../simulation/simulation.ts';
import { createYielder, runWithYielding } from '../yielding.ts';
import { checklist } from './checklist.ts';
import { commitmentCharts, destinationLines } from './commitments.ts';
import { dateLines } from './dateLines.ts';
import { limitLines } from './limitLines.ts';
import { overviewVerdict, simulatedSentence } from './overviewVerdict.ts';

export const overviewHandlers: HandlersOf<'overview'> = {
  'overview.get': async (_input, ctx) => {
    const book = await valuedWorkbook(ctx);
    const plan = book.plan();
    await runWithYielding(plan.inSteps.inScenario());
    const { run, outcome } = await simulationHandlers['simulation.get']({}, ctx);
    const yieldNow = createYielder();
    const verdict = await overviewVerdict(book, plan);
    await yieldNow();
    const limits = limitLines(book, plan);
    await yieldNow();
    const dates = await runWithYielding(dateLines(book, plan), yieldNow);
    await yieldNow();
    const commitments = commitmentCharts(book, plan);
    await yieldNow();
    return {
      verdict: [...verdict, ...simulatedSentence(plan, run, outcome)],
      limits,
      dates,
      commitments,
      destinationYear: book.year,
      destinations: destinationLines(book, plan, book.year),
      checklist: checklist(book, plan),
    };
  },
};
