import { findMomentAfterLast } from '#db/repositories/history.ts';
import type { Output } from '#shared/contract/contract.ts';
import type { Figure, Message } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { DeckPoint } from '#shared/domain/reference.ts';
import { endOfMonth, type Month } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { identifyLimit, limitFigure } from '../limits/limitFigures.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { count, emptyFigure, usd } from '../portfolio/figures.ts';
import { valueAloneInSteps, valueInSteps, type Workbook, workbook, workbookAt, workbookOf } from '../portfolio/portfolio.ts';
import { readDeck } from '../portfolio/records.ts';
import { findScenario } from '../portfolio/valuedPortfolio.ts';
import { runWithYielding } from '../yielding.ts';

type Line = { readonly key: string; readonly label: Message; readonly value: Figure };

/** Counts the references whose price in the valuation month is estimated. */
const countEstimatedPrices = (book: Workbook): number =>
  [...book.deck.values()].filter((points) => {
    const latestPoint = points.findLast(({ month }) => month <= book.valuationMonth);
    return (
      latestPoint !== undefined &&
      (latestPoint.month < book.valuationMonth || latestPoint.origin === 'filled' || latestPoint.origin === 'house')
    );
  }).length;

/** The figures that are compared: NPV, loss in the slump, number of estimated prices, and each limit. `variant` names another date. */
const summaryLines = async (book: Workbook, variant?: string): Promise<readonly Line[]> => {
  const plan = book.plan();
  await valueInSteps(plan);
  const scenario = findScenario(book.scenarios, undefined)?.id;
  await runWithYielding(plan.inSteps.scenarioRevenue(scenario));
  const asVariant = (identity: FigureIdentity) => ({ identity: { ...identity, ...(variant === undefined ? {} : { variant }) } });
  const limitResults = new Map(plan.limits().map((limit) => [limit.limitId, limit]));
  return [
    { key: 'npv', label: message('valuationDate.npv'), value: usd(plan.value.npv, asVariant(identifyInPlan(book, plan, 'npv'))) },
    {
      key: 'slump',
      label: message('valuationDate.slump'),
      value: scenario
        ? usd(plan.scenarioCost(scenario), asVariant(identifyInPlan(book, plan, 'scenarioCost', { scenario })))
        : emptyFigure(),
    },
    { key: 'filled', label: message('valuationDate.filled'), value: count(countEstimatedPrices(book)) },
    ...book.limits.map((limit) => {
      const result = limitResults.get(limit.id);
      return {
        key: `limit ${limit.id}`,
        label: message('valuationDate.limit', { name: limit.name }),
        value: result?.worst
          ? limitFigure(limit, result.worst.value, {
              state: result.state,
              ...asVariant(identifyLimit(book, plan, limit, result.worst.year)),
            })
          : emptyFigure(),
      };
    }),
  ];
};

/** Reads the workspace and deck after the last move of the valuation date, or after creation; undefined if nothing changed since. */
const findLastMove = async (
  ctx: ServiceContext,
  lastMonth: Month,
): Promise<{ at: string; book: Workbook; deck: readonly DeckPoint[] } | undefined> => {
  const { workspace } = ctx;
  const moment = await findMomentAfterLast(workspace.db(), 'history.roll');
  if (!moment || moment.revision === workspace.revision()) return undefined;
  return workspace.readAt(moment, async (db) => ({ at: moment.at, book: await workbookOf(db), deck: await readDeck(db, lastMonth) }));
};

/**
 * Compares the figures after the last move of the valuation date with those after a move to the end of `to`, and decomposes the change of
 * the plan's NPV:
 *   terms:  N(records now, old date, old prices) - N(records then, old date, old prices)
 *   time:   N(records now, new date, old prices) - N(records now, old date, old prices)
 *   prices: N(records now, new date, new prices) - N(records now, new date, old prices)
 * The three sum to the change. All use the currently selected plan and deck, as the selection has no history.
 */
export const previewValuationDate = async (ctx: ServiceContext, to: Month): Promise<Output<'workspace.previewValuationDate'>> => {
  const currentBook = await workbook(ctx);
  const lastMove = await findLastMove(ctx, to);
  const { valuationDate: date } = currentBook.settings;
  // after an undone move the records have another date
  const lastMoveAtDate = lastMove?.book.settings.valuationDate === date ? lastMove : undefined;
  const bookBefore = lastMoveAtDate?.book ?? currentBook;
  const valuationDate = endOfMonth(to);
  const oldPrices = lastMoveAtDate ? { decksOf: lastMoveAtDate.deck } : { pricesAt: date };
  const atOldDate = lastMoveAtDate ? await workbookAt(ctx, { valuationDate: date, ...oldPrices }) : currentBook;
  const atNewDate = await workbookAt(ctx, { valuationDate, ...oldPrices });
  const bookAfter = await workbookAt(ctx, { valuationDate });
  const npv = async (book: Workbook): Promise<number> => {
    const plan = book.plan();
    await valueAloneInSteps(plan);
    return plan.value.npv;
  };
  const linesBefore = await summaryLines(bookBefore, lastMoveAtDate && `[at ${lastMoveAtDate.at}]`);
  const valuesBefore = new Map(linesBefore.map(({ key, value }) => [key, value]));
  const linesAfter = await summaryLines(bookAfter, `[date ${valuationDate}]`);
  const [npvBefore, npvAtOldDate] = [await npv(bookBefore), await npv(atOldDate)];
  const [npvAtNewDate, npvAfter] = [await npv(atNewDate), await npv(bookAfter)];
  return {
    from: bookBefore.valuationMonth,
    to,
    ...(lastMoveAtDate ? { since: lastMoveAtDate.at } : {}),
    changes: linesAfter.map(({ key, label, value }) => ({
      label,
      before: valuesBefore.get(key) ?? emptyFigure(),
      after: value,
    })),
    causes: [
      { label: message('valuationDate.time'), change: usd(npvAtNewDate - npvAtOldDate) },
      { label: message('valuationDate.prices'), change: usd(npvAfter - npvAtNewDate) },
      { label: message('valuationDate.terms'), change: usd(npvAtOldDate - npvBefore) },
    ],
  };
};
