import { findMomentAfterLast } from '#db/repositories/history.ts';
import type { Output } from '#shared/contract/contract.ts';
import type { Figure, Message } from '#shared/contract/figure.ts';
import type { DeckPoint } from '#shared/domain/reference.ts';
import { endOfMonth, type Month } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { limitFigure } from '../limits/limitFigures.ts';
import { count, none, usd } from '../portfolio/figures.ts';
import { type Workbook, workbook, workbookAt, workbookOf } from '../portfolio/portfolio.ts';
import { readDeck } from '../portfolio/records.ts';

type Line = { readonly key: string; readonly label: Message; readonly value: Figure };

/** Counts the references whose price in the valuation month is estimated. */
const filledPrices = (book: Workbook): number =>
  [...book.deck.values()].filter((points) => {
    const now = points.findLast(({ month }) => month <= book.valuationMonth);
    return now !== undefined && (now.month < book.valuationMonth || now.origin === 'filled' || now.origin === 'house');
  }).length;

/** What a person looks at first after a month has passed. */
const lines = (book: Workbook): readonly Line[] => {
  const plan = book.plan();
  const slump = plan.inScenario();
  const measured = new Map(plan.limits().map((limit) => [limit.limitId, limit]));
  return [
    { key: 'npv', label: message('roll.npv'), value: usd(plan.value.npv) },
    { key: 'slump', label: message('roll.slump'), value: slump ? usd(-slump.total.change) : none() },
    { key: 'filled', label: message('roll.filled'), value: count(filledPrices(book)) },
    ...book.limits.map((limit) => {
      const found = measured.get(limit.id);
      return {
        key: `limit ${limit.id}`,
        label: message('roll.limit', { name: limit.name }),
        value: found?.worst ? limitFigure(limit, found.worst.value, { state: found.state }) : none(),
      };
    }),
  ];
};

/** The workspace as it stood after the last roll, or as it began, and the deck as it was seen then; undefined when nothing changed since. */
const sinceRoll = async (
  ctx: ServiceContext,
  last: Month,
): Promise<{ at: string; book: Workbook; deck: readonly DeckPoint[] } | undefined> => {
  const { workspace } = ctx;
  const moment = await findMomentAfterLast(workspace.db(), 'history.roll');
  if (!moment || moment.revision === workspace.revision()) return undefined;
  return workspace.readAt(moment, async (db) => ({ at: moment.at, book: await workbookOf(db), deck: await readDeck(db, last) }));
};

/**
 * The figures as they stood after the last roll, as they will be after a roll to the end of another month, and what moves the plan's NPV:
 *   terms:  N(records now, old date, old prices) - N(records then, old date, old prices)
 *   time:   N(records now, new date, old prices) - N(records now, old date, old prices)
 *   prices: N(records now, new date, new prices) - N(records now, new date, old prices)
 * They sum to the whole. The chosen plan and deck are those of now throughout: a choice of what is looked at has no history.
 */
export const rollChanges = async (ctx: ServiceContext, to: Month): Promise<Output<'workspace.previewValuationDate'>> => {
  const now = await workbook(ctx);
  const was = await sinceRoll(ctx, to);
  const { valuationDate: date } = now.settings;
  // a roll that was undone leaves records of another date
  const then = was?.book.settings.valuationDate === date ? was : undefined;
  const before = then?.book ?? now;
  const valuationDate = endOfMonth(to);
  const seen = then ? { decksOf: then.deck } : { pricesAt: date };
  const held = then ? await workbookAt(ctx, { valuationDate: date, ...seen }) : now;
  const later = await workbookAt(ctx, { valuationDate, ...seen });
  const after = await workbookAt(ctx, { valuationDate });
  const npv = (book: Workbook): number => book.plan().value.npv;
  const old = new Map(lines(before).map(({ key, value }) => [key, value]));
  return {
    from: before.valuationMonth,
    to,
    ...(then ? { since: then.at } : {}),
    changes: lines(after).map(({ key, label, value }) => ({ label, before: old.get(key) ?? none(), after: value })),
    causes: [
      { label: message('roll.time'), change: usd(npv(later) - npv(held)) },
      { label: message('roll.prices'), change: usd(npv(after) - npv(later)) },
      { label: message('roll.terms'), change: usd(npv(held) - npv(before)) },
    ],
  };
};
