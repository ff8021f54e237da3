import { type Exposure, type ExposureRow, type MeasuredLimit, measureLimits } from '#engine';
import type { Figure, Label, Sentence } from '#shared/contract/figure.ts';
import type { LimitBoardRow } from '#shared/contract/limits.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Year } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { contractCode } from '../diversification/exposure.ts';
import { dmt, none, usd, worded, words, year as yearFigure } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { isInScope, measuredFigure } from './groupLimit.ts';
import { limitLevel } from './limitFigures.ts';

/** A deal that cures a breach alone, by leaving the plan or entering it. */
type SingleCure = { readonly code: string; readonly id: string; readonly value: number };

const totalGrossValue = (rows: readonly ExposureRow[]): number => sumBy(rows, ({ grossValue }) => sum(grossValue));

/** The search ends after this many cures, or after this many deals measured; a sentence needs no more. */
const MAX_CURES = 20;
const MAX_MEASURED = 100;
/** Part of the excess that a deal may miss by rounding. */
const ROUNDING = 1e-9;

/**
 * Finds the deals that cure a limit alone, out of the plan or into it, the least value first, and whether there may be more. Measures the
 * plan again with each deal. A deal smaller in the worst year than the excess over the level is no cure, whatever the denominator.
 */
const findSingleCures = (book: Workbook, plan: ValuedPlan, limit: Limit, worst: MeasuredLimit['years'][number], kind: 'out' | 'in') => {
  const current = plan.exposure();
  const source: Exposure = kind === 'out' ? current : book.everyDeal().exposure();
  const own = new Set(current.rows.map(({ contractId }) => contractId));
  const byContract = Map.groupBy(
    source.rows.filter(({ contractId }) => kind === 'out' || !own.has(contractId)),
    ({ contractId }) => contractId,
  );
  const at = current.years.indexOf(worst.year);
  const countsValue = limit.denominator === 'valueSold';
  const excess = worst.headroom ? -(countsValue ? worst.headroom.value : worst.headroom.tonnes) * (1 - ROUNDING) : 0;
  const isLargeEnough = (rows: readonly ExposureRow[]): boolean =>
    sumBy(rows, (row) => (countsValue ? row.grossValue : row.tonnes)[at] ?? 0) >= excess;
  const isCured = (rows: readonly ExposureRow[]): boolean =>
    measureLimits([limit], plan.portfolio, { years: current.years, rows })[0]?.state !== 'breached';
  const candidates = [...byContract]
    .filter(([, rows]) => rows.some((row) => isInScope(limit, row)) && isLargeEnough(rows))
    .map(([id, rows]) => ({ id, rows, value: totalGrossValue(rows) }))
    .sort((a, b) => a.value - b.value);
  const found: SingleCure[] = [];
  for (const { id, rows, value } of candidates.slice(0, MAX_MEASURED)) {
    const after = kind === 'out' ? current.rows.filter(({ contractId }) => contractId !== id) : [...current.rows, ...rows];
    if (isCured(after)) found.push({ id, code: contractCode(book, id), value });
    if (found.length === MAX_CURES) return { found, more: true };
  }
  return { found, more: found.length > 0 && candidates.length > MAX_MEASURED };
};

/** The other deals that would do as well; empty where there are none. */
const otherCures = (count: number, more: boolean): Figure =>
  count === 0 && !more ? words('') : worded(message(more ? 'limits.cure.othersAtLeast' : 'limits.cure.others', { count }));

const cureSentences = (book: Workbook, plan: ValuedPlan, limit: Limit, measured: MeasuredLimit): readonly Sentence[] => {
  const { worst } = measured;
  if (worst === undefined || measured.state !== 'breached') return [];
  const sentences: Sentence[] = [];
  if (worst.headroom) {
    sentences.push({
      key: limit.direction === 'atMost' ? 'limits.cure.move' : 'limits.cure.add',
      figures: { tonnes: dmt(-worst.headroom.tonnes), value: usd(-worst.headroom.value), year: yearFigure(worst.year) },
    });
  }
  for (const kind of ['in', 'out'] as const) {
    const { found, more } = findSingleCures(book, plan, limit, worst, kind);
    const [first, ...rest] = found;
    if (first === undefined) continue;
    sentences.push({
      key: `limits.cure.${kind}`,
      figures: {
        deal: words(first.code, { route: `/contracts/${first.id}` }),
        others: otherCures(rest.length, more),
      },
    });
  }
  if (sentences.length === 0) sentences.push({ key: 'limits.cure.spread', figures: { year: yearFigure(worst.year) } });
  return sentences;
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

/** Measures every limit over the years of the plan, with its headroom and what would cure a breach. */
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
      cures: measured ? cureSentences(book, plan, limit, measured) : [],
    };
  });
};
