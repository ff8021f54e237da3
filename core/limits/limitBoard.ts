import type { MeasuredLimit } from '#engine';
import type { Explanation, Label, Sentence } from '#shared/contract/figure.ts';
import type { LimitBoardRow } from '#shared/contract/limits.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Year } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { countedYear } from '../portfolio/countedYear.ts';
import { explanation } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { dmt, emptyFigure, labelFigure, usd, withExplanation } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { measuredFigure } from './groupLimit.ts';
import { limitLevel } from './limitFigures.ts';

/** By how much a breached limit is over or under its level in the worst year. */
const gapSentences = (book: Workbook, plan: ValuedPlan, limit: Limit, { worst, state }: MeasuredLimit): readonly Sentence[] => {
  if (worst === undefined || state !== 'breached') return [];
  const year = labelFigure(countedYear(book, worst.year));
  if (worst.headroom === undefined) return [{ key: 'limits.cure.spread', figures: { year } }];
  const identity = (measure: 'excessTonnes' | 'excessValue') => ({
    identity: identifyInPlan(book, plan, measure, { subject: `limit:${limit.id}`, period: worst.year }),
  });
  const figures = {
    tonnes: dmt(-worst.headroom.tonnes, identity('excessTonnes')),
    value: usd(-worst.headroom.value, identity('excessValue')),
    year,
  };
  return [{ key: limit.direction === 'atMost' ? 'limits.cure.move' : 'limits.cure.add', figures }];
};

/** What a limit covers: a product, a metal or the whole plan. */
export const scopeLabel = (book: Workbook, { metal, productId }: Limit): Label => {
  if (productId !== undefined) return { name: book.products.get(productId)?.name ?? productId };
  return metal === undefined ? message('limits.scope.whole') : message(`metal.${metal}`);
};

/** Headroom as the level less what is counted, the other way round for a minimum. */
const explainHeadroom = ({ name, direction }: Limit, headroom: number, level: number, unit: 'dmt' | 'usd'): Explanation => {
  const isMaximum = direction === 'atMost';
  const countedAmount = isMaximum ? level - headroom : level + headroom;
  return explanation(
    [
      { label: message(isMaximum ? 'limits.headroom.permitted' : 'limits.headroom.required'), amount: isMaximum ? level : -level },
      { label: message('limits.headroom.counted'), amount: isMaximum ? -countedAmount : countedAmount },
    ],
    headroom,
    {
      title: message('limits.headroom.of', { limit: name }),
      formula: message(isMaximum ? 'limits.headroom.formula.atMost' : 'limits.headroom.formula.atLeast'),
      unit,
      decimals: 1,
    },
  );
};

/** What may still be added before the breach level in a year; `subject` is the limit, or a group under it. */
export const headroomFigures = (
  book: Workbook,
  plan: ValuedPlan,
  limit: Limit,
  measuredYear: Pick<MeasuredLimit['years'][number], 'headroom' | 'level' | 'year'> | undefined,
  subject = `limit:${limit.id}`,
) => {
  const { headroom, level } = measuredYear ?? {};
  if (headroom === undefined || level === undefined) return { tonnes: emptyFigure(), usd: emptyFigure() };
  const options = (measure: 'headroomTonnes' | 'headroomValue') => ({
    sign: true,
    decimals: 1,
    identity: identifyInPlan(book, plan, measure, { subject, period: measuredYear!.year }),
  });
  return {
    tonnes: withExplanation(dmt(headroom.tonnes, options('headroomTonnes')), explainHeadroom(limit, headroom.tonnes, level.tonnes, 'dmt')),
    usd: withExplanation(usd(headroom.value, options('headroomValue')), explainHeadroom(limit, headroom.value, level.value, 'usd')),
  };
};

/** The years that the board shows. */
export const boardYears = (book: Workbook, plan: ValuedPlan): readonly Year[] =>
  plan.exposure().years.filter((year) => year <= book.settings.horizonYear);

/** Measures every limit over the years of the plan, with its headroom and the gap of a breach. */
export const boardRows = (
  book: Workbook,
  plan: ValuedPlan,
  limits: readonly { readonly limit: Limit; readonly version: number }[],
): readonly LimitBoardRow[] => {
  const byId = new Map(plan.limits().map((limit) => [limit.limitId, limit]));
  return limits.map(({ limit, version }) => {
    const measuredLimit = byId.get(limit.id);
    const worstYear = measuredLimit?.worst;
    const headroom = headroomFigures(book, plan, limit, worstYear);
    return {
      limit,
      version,
      scope: scopeLabel(book, limit),
      level: limitLevel(limit),
      years: (measuredLimit?.years ?? []).map((measuredYear) => ({
        year: measuredYear.year,
        value: measuredFigure(book, plan, limit, measuredYear),
        state: measuredYear.state,
        ...headroomFigures(book, plan, limit, measuredYear),
      })),
      ...(worstYear === undefined ? {} : { state: measuredLimit?.state, worst: worstYear.year }),
      tonnes: headroom.tonnes,
      value: headroom.usd,
      gap: measuredLimit ? gapSentences(book, plan, limit, measuredLimit) : [],
    };
  });
};
