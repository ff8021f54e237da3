import type { MeasuredLimit } from '#engine';
import type { Label, Sentence } from '#shared/contract/figure.ts';
import type { LimitBoardRow } from '#shared/contract/limits.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Year } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { dmt, none, usd, year as yearFigure } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { measuredFigure } from './groupLimit.ts';
import { limitLevel } from './limitFigures.ts';

/** By how much a breached limit is over or under its level in the worst year. */
const gapSentences = (limit: Limit, { worst, state }: MeasuredLimit): readonly Sentence[] => {
  if (worst === undefined || state !== 'breached') return [];
  const year = yearFigure(worst.year);
  if (worst.headroom === undefined) return [{ key: 'limits.cure.spread', figures: { year } }];
  const figures = { tonnes: dmt(-worst.headroom.tonnes), value: usd(-worst.headroom.value), year };
  return [{ key: limit.direction === 'atMost' ? 'limits.cure.move' : 'limits.cure.add', figures }];
};

/** What a limit covers: a product, a metal or the whole plan. */
export const scopeLabel = (book: Workbook, { metal, productId }: Limit): Label => {
  if (productId !== undefined) return { name: book.products.get(productId)?.name ?? productId };
  return metal === undefined ? message('limits.scope.whole') : message(`metal.${metal}`);
};

export const headroomFigures = (headroom: MeasuredLimit['years'][number]['headroom']) => ({
  tonnes: headroom ? dmt(headroom.tonnes, { sign: true, decimals: 1 }) : none(),
  usd: headroom ? usd(headroom.value, { sign: true, decimals: 1 }) : none(),
});

/** The years that the board shows. */
export const boardYears = (book: Workbook, plan: ValuedPlan): readonly Year[] =>
  plan.exposure().years.filter((year) => year <= book.settings.horizonYear);

/** Measures every limit over the years of the plan, with its headroom and the gap of a breach. */
export const boardRows = (
  book: Workbook,
  plan: ValuedPlan,
  limits: readonly { readonly limit: Limit; readonly version: number }[],
): readonly LimitBoardRow[] => {
  const byId = new Map(plan.limits().map((one) => [one.limitId, one]));
  return limits.map(({ limit, version }) => {
    const measured = byId.get(limit.id);
    const worst = measured?.worst;
    return {
      limit,
      version,
      scope: scopeLabel(book, limit),
      level: limitLevel(limit),
      years: (measured?.years ?? []).map((one) => ({
        year: one.year,
        value: measuredFigure(book, plan, limit, one),
        state: one.state,
        ...headroomFigures(one.headroom),
      })),
      ...(worst === undefined ? {} : { state: measured?.state, worst: worst.year }),
      tonnes: headroomFigures(worst?.headroom).tonnes,
      value: headroomFigures(worst?.headroom).usd,
      gap: measured ? gapSentences(limit, measured) : [],
    };
  });
};
