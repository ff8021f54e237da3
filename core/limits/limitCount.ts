import type { Figure, Message } from '#shared/contract/figure.ts';
import type { LimitState } from '#shared/domain/limit.ts';
import type { Year } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { limitRoute } from '#shared/routes.ts';
import { countedYear } from '../portfolio/countedYear.ts';
import { explanation } from '../portfolio/explain.ts';
import { count, withExplanation } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { limitFigure, limitLevel } from './limitFigures.ts';

/**
 * The number of limits that a plan has in a state, in a year or in the worst year of each. Its explanation names them with their values;
 * each name leads to the page of the limit in this plan.
 */
export const countLimits = (
  book: Workbook,
  plan: ValuedPlan,
  state: Exclude<LimitState, 'holds'>,
  { year, title }: { readonly year?: Year | undefined; readonly title: Message },
): Figure => {
  const planId = plan.plan.id === book.settings.planId ? undefined : plan.plan.id;
  const lines = plan.limits().flatMap((measuredLimit) => {
    const measuredYear = year === undefined ? measuredLimit.worst : measuredLimit.years.find((candidate) => candidate.year === year);
    const limit = book.limits.find(({ id }) => id === measuredLimit.limitId);
    if (limit === undefined || measuredYear?.state !== state) return [];
    return [
      {
        label: message('line.member', { name: limit.name }),
        amount: 1,
        detail: message(`limits.count.${limit.direction}`, {
          value: limitFigure(limit, measuredYear.value),
          level: limitLevel(limit),
          year: countedYear(book, measuredYear.year),
        }),
        route: limitRoute(limit.id, planId),
      },
    ];
  });
  const figure = count(lines.length, lines.length > 0 ? { state } : {});
  const formula = message(`limits.count.formula.${state}`);
  return withExplanation(figure, explanation(lines, lines.length, { title, formula, unit: 'count', decimals: 0 }));
};
