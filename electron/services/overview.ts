import { checklist } from './overviewChecklist.ts';
import { dateLines } from './overviewDates.ts';
import { limitLines } from './overviewLimits.ts';
import { coverageViews, destinationLines } from './overviewTonnes.ts';
import { overviewVerdict } from './overviewVerdict.ts';
import { workbook } from './portfolio.ts';
import type { HandlersOf } from './service.ts';

export const overviewHandlers: HandlersOf<'overview'> = {
  'overview.get': async (_input, ctx) => {
    const book = await workbook(ctx);
    const plan = book.plan();
    return {
      verdict: [...overviewVerdict(book, plan)],
      limits: limitLines(book.limits, plan.limits()),
      dates: dateLines(book, plan),
      coverage: coverageViews(book, plan),
      destinationYear: book.year,
      destinations: destinationLines(book, plan, book.year),
      checklist: checklist(book, plan),
    };
  },
};
