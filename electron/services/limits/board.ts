import { type Exposure, type ExposureRow, type MeasuredLimit, measureLimits } from '#engine';
import type { Sentence } from '#shared/contract/figure.ts';
import type { LimitBoardRow } from '#shared/contract/limits.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Year } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { codeOf } from '../diversification/exposure.ts';
import { dmt, none, usd, words, year as yearFigure } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { limitFigure, limitLevel } from './limits.ts';

/** A deal whose leaving or signing alone sets a limit right. */
type Single = { readonly code: string; readonly id: string; readonly value: number };

const grossOf = (rows: readonly ExposureRow[]): number =>
  rows.reduce((sum, { grossValue }) => sum + grossValue.reduce((all, one) => all + one, 0), 0);

/** The deals that alone cure a limit: out of the plan, or into it; the least value first. */
const singles = (book: Workbook, plan: ValuedPlan, limit: Limit, kind: 'out' | 'in'): readonly Single[] => {
  const held = plan.exposure();
  const source: Exposure = kind === 'out' ? held : book.everyDeal().exposure();
  const own = new Set(held.rows.map(({ contractId }) => contractId));
  const byContract = Map.groupBy(
    source.rows.filter(({ contractId }) => kind === 'out' || !own.has(contractId)),
    ({ contractId }) => contractId,
  );
  const cures = (rows: readonly ExposureRow[]): boolean =>
    measureLimits([limit], plan.portfolio, { years: held.years, rows })[0]?.state !== 'breached';
  return [...byContract]
    .filter(([id, rows]) => cures(kind === 'out' ? held.rows.filter(({ contractId }) => contractId !== id) : [...held.rows, ...rows]))
    .map(([id, rows]) => ({ id, code: codeOf(book, id), value: grossOf(rows) }))
    .sort((a, b) => a.value - b.value);
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
    const [first, ...rest] = singles(book, plan, limit, kind);
    if (first === undefined) continue;
    sentences.push({
      key: `limits.cure.${kind}`,
      figures: {
        deal: words(first.code, { route: `/contracts/${first.id}` }),
        others: words(rest.length > 0 ? text('limits.cure.others', { count: rest.length }) : ''),
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
