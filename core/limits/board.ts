import { type Exposure, type ExposureRow, type MeasuredLimit, measureLimits } from '#engine';
import type { Sentence } from '#shared/contract/figure.ts';
import type { LimitBoardRow } from '#shared/contract/limits.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Year } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { contractCode } from '../diversification/exposure.ts';
import { dmt, none, usd, words, year as yearFigure } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { limitFigure, limitLevel } from './limitFigures.ts';

/** A deal whose leaving or signing alone sets a limit right. */
type Single = { readonly code: string; readonly id: string; readonly value: number };

const grossOf = (rows: readonly ExposureRow[]): number =>
  rows.reduce((sum, { grossValue }) => sum + grossValue.reduce((all, one) => all + one, 0), 0);

/** Deals that are named or counted as alone setting a limit right, and that are measured for it: a large book has no more of them in a sentence. */
const MOST_NAMED = 20;
const MOST_TRIED = 100;
/** What a deal may fall short of the excess by rounding. */
const ROUNDING = 1e-9;

/**
 * The deals that alone cure a limit: out of the plan, or into it; the least value first, and whether there may be more. The plan is measured
 * again with each; none whose amount in the worst year is under what lies beyond the level can do it, whatever the denominator.
 */
const singles = (book: Workbook, plan: ValuedPlan, limit: Limit, worst: MeasuredLimit['years'][number], kind: 'out' | 'in') => {
  const held = plan.exposure();
  const source: Exposure = kind === 'out' ? held : book.everyDeal().exposure();
  const own = new Set(held.rows.map(({ contractId }) => contractId));
  const byContract = Map.groupBy(
    source.rows.filter(({ contractId }) => kind === 'out' || !own.has(contractId)),
    ({ contractId }) => contractId,
  );
  const at = held.years.indexOf(worst.year);
  const ofValue = limit.denominator === 'valueSold';
  const excess = worst.room ? -(ofValue ? worst.room.value : worst.room.tonnes) * (1 - ROUNDING) : 0;
  const suffices = (rows: readonly ExposureRow[]): boolean =>
    rows.reduce((sum, row) => sum + ((ofValue ? row.grossValue : row.tonnes)[at] ?? 0), 0) >= excess;
  const cures = (rows: readonly ExposureRow[]): boolean =>
    measureLimits([limit], plan.portfolio, { years: held.years, rows })[0]?.state !== 'breached';
  const inScope = ({ members }: ExposureRow): boolean =>
    (limit.metal ?? members.metal) === members.metal && (limit.productId ?? members.product) === members.product;
  const tried = [...byContract]
    .filter(([, rows]) => rows.some(inScope) && suffices(rows))
    .map(([id, rows]) => ({ id, rows, value: grossOf(rows) }))
    .sort((a, b) => a.value - b.value);
  const found: Single[] = [];
  for (const { id, rows, value } of tried.slice(0, MOST_TRIED)) {
    const after = kind === 'out' ? held.rows.filter(({ contractId }) => contractId !== id) : [...held.rows, ...rows];
    if (cures(after)) found.push({ id, code: contractCode(book, id), value });
    if (found.length === MOST_NAMED) return { found, more: true };
  }
  return { found, more: found.length > 0 && tried.length > MOST_TRIED };
};

const othersText = (count: number, more: boolean): string => {
  if (count === 0 && !more) return '';
  return text(more ? 'limits.cure.othersAtLeast' : 'limits.cure.others', { count });
};

const cureSentences = (book: Workbook, plan: ValuedPlan, limit: Limit, measured: MeasuredLimit): readonly Sentence[] => {
  const { worst } = measured;
  if (worst === undefined || measured.state !== 'breached') return [];
  const sentences: Sentence[] = [];
  if (worst.room) {
    sentences.push({
      key: limit.direction === 'atMost' ? 'limits.cure.move' : 'limits.cure.add',
      figures: { tonnes: dmt(-worst.room.tonnes), value: usd(-worst.room.value), year: yearFigure(worst.year) },
    });
  }
  for (const kind of ['in', 'out'] as const) {
    const { found, more } = singles(book, plan, limit, worst, kind);
    const [first, ...rest] = found;
    if (first === undefined) continue;
    sentences.push({
      key: `limits.cure.${kind}`,
      figures: {
        deal: words(first.code, { route: `/contracts/${first.id}` }),
        others: words(othersText(rest.length, more)),
      },
    });
  }
  if (sentences.length === 0) sentences.push({ key: 'limits.cure.spread', figures: { year: yearFigure(worst.year) } });
  return sentences;
};

const scopeName = (book: Workbook, { metal, productId }: Limit): string => {
  if (productId !== undefined) return book.products.get(productId)?.name ?? productId;
  return metal === undefined ? text('limits.scope.whole') : text(`metal.${metal}`);
};

const roomFigures = (room: MeasuredLimit['years'][number]['room']) => ({
  tonnes: room ? dmt(room.tonnes, { sign: true, decimals: 1 }) : none(),
  usd: room ? usd(room.value, { sign: true, decimals: 1 }) : none(),
});

/** The years that the board shows. */
export const boardYears = (book: Workbook, plan: ValuedPlan): readonly Year[] =>
  plan.exposure().years.filter((year) => year <= book.settings.horizonYear);

/** Every limit over the years of the plan, with its room and what would cure it. */
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
      scope: scopeName(book, limit),
      level: limitLevel(limit),
      years: (measured?.years ?? []).map(({ year, value, state, room }) => ({
        year,
        value: limitFigure(limit, value),
        state,
        ...roomFigures(room),
      })),
      ...(worst === undefined ? {} : { state: measured?.state, worst: worst.year }),
      tonnes: roomFigures(worst?.room).tonnes,
      value: roomFigures(worst?.room).usd,
      cures: measured ? cureSentences(book, plan, limit, measured) : [],
    };
  });
};
