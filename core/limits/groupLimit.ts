import { type ExposureRow, isInLimitScope, type MeasuredLimit } from '#engine';
import { addAmount } from '#shared/collections.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { groupName, groupRoute } from '../portfolio/buyerGroups.ts';
import { countedYear } from '../portfolio/countedYear.ts';
import { explanation } from '../portfolio/explain.ts';
import { withExplanation } from '../portfolio/figures.ts';
import { contractCode } from '../portfolio/labels.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { identifyLimit, limitFigure } from './limitFigures.ts';

type MeasuredYear = MeasuredLimit['years'][number];

/** The contracts of the measured group with their parts of its share, the largest first. */
export const groupLimitContracts = (
  plan: ValuedPlan,
  limit: Limit,
  { year, value, member }: MeasuredYear,
): readonly { readonly id: string; readonly share: number }[] => {
  const { years, rows } = plan.exposure();
  const i = years.indexOf(year);
  const amount = (row: ExposureRow): number => (limit.denominator === 'valueSold' ? row.grossValue : row.tonnes)[i] ?? 0;
  const groupRows = rows.filter((row) => row.members.group === member && isInLimitScope(limit, row));
  const total = sumBy(groupRows, amount);
  const amounts = new Map<string, number>();
  for (const row of groupRows) addAmount(amounts, row.contractId, amount(row));
  return [...amounts]
    .filter(([, part]) => part > 0)
    .map(([id, part]) => ({ id, share: (value * part) / total }))
    .sort((a, b) => b.share - a.share);
};

/** The measured value of a limit; that of a limit on the largest group names the group and its contracts, and leads to its page. */
export const measuredFigure = (
  book: Workbook,
  plan: ValuedPlan,
  limit: Limit,
  measuredYear: MeasuredYear,
  options: Partial<Figure> = {},
): Figure => {
  const figure = limitFigure(limit, measuredYear.value, { identity: identifyLimit(book, plan, limit, measuredYear.year), ...options });
  const { member } = measuredYear;
  if (limit.measure.kind !== 'largestGroup' || member === undefined) return figure;
  const group = groupName(book, member);
  return withExplanation(
    figure,
    explanation(
      groupLimitContracts(plan, limit, measuredYear).map(({ id, share }) => ({
        label: message('line.member', { name: contractCode(book, id) }),
        amount: share,
      })),
      measuredYear.value,
      {
        title: message('limits.explain.group', { limit: limit.name, group, year: countedYear(book, measuredYear.year) }),
        formula: message(`limits.explain.formula.${limit.denominator}`),
        unit: 'fraction',
        decimals: 1,
        open: { label: message('groups.open', { group }), route: groupRoute(book, member) },
      },
    ),
  );
};
