import { checklist } from './overviewChecklist.ts';
import { dateLines } from './overviewDates.ts';
import { limitLines } from './overviewLimits.ts';
import { coverageViews, destinationLines } from './overviewTonnes.ts';
import { overviewVerdict, simulatedSentence } from './overviewVerdict.ts';
import { workbook } from './portfolio.ts';
import type { HandlersOf } from './service.ts';
import { simulationHandlers } from './simulation.ts';

export const overviewHandlers: HandlersOf<'overview'> = {
  'overview.get': async (_input, ctx) => {
    const book = await workbook(ctx);
    const plan = book.plan();
    const { run, outcome } = await simulationHandlers['simulation.get']({}, ctx);
    return {
      verdict: [...overviewVerdict(book, plan), ...simulatedSentence(plan, run, outcome)],
      limits: limitLines(book.limits, plan.limits()),
      dates: dateLines(book, plan),
      coverage: coverageViews(book, plan),
      destinationYear: book.year,
      destinations: destinationLines(book, plan, book.year),
      checklist: checklist(book, plan),
    };
  },
};
