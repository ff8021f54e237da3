import type { HandlersOf } from '../context.ts';
import { valuedWorkbook } from '../portfolio/portfolio.ts';
import { simulationHandlers } from '../simulation/simulation.ts';
import { runWithYielding } from '../yielding.ts';
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
    return {
      verdict: [...overviewVerdict(book, plan), ...simulatedSentence(plan, run, outcome)],
      limits: limitLines(book, plan),
      dates: dateLines(book, plan),
      commitments: commitmentCharts(book, plan),
      destinationYear: book.year,
      destinations: destinationLines(book, plan, book.year),
      checklist: checklist(book, plan),
    };
  },
};
