import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Figure } from '#shared/contract/figure.ts';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import { MAX_OVERVIEW_DATES } from '#shared/contract/overview.ts';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { sumBy } from '#shared/math.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { boardBlocks, MAX_CHAPTERS, newDeals } from '../../../core/summaries/boardPack.ts';
import { seedGeneratedBook } from '../../helpers/generatedBook.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices(seedGeneratedBook({ contracts: 900, buyers: 800, plans: 1, overridesPerPlan: 400 }));
});
afterAll(() => services.close());

const number = (figure: Figure | undefined): number => {
  if (typeof figure?.value !== 'number') throw new Error(`no number: ${JSON.stringify(figure)}`);
  return figure.value;
};

describe('where a page shows the largest members only', () => {
  it('the sentences about state-linked buyers in China count the unnamed ones and sum to the revenue of all', async () => {
    const { stateBuyers, tenors, count } = await services.ask('china.get', {});
    expect(tenors).toHaveLength(count);
    const pages = await Promise.all([0, LIST_PAGE_ROWS].map((first) => services.ask('buyers.list', { first })));
    const rows = pages.flatMap((page) => page.rows);
    const linkedIds = new Set(
      rows.filter(({ type, ownership }) => type === 'centralBuyer' || ownership === 'state').map(({ id }) => id as string),
    );
    const linkedTenors = tenors.filter(({ buyerId }) => linkedIds.has(buyerId));
    const namedSentences = stateBuyers.filter(({ figures }) => figures.buyer !== undefined);
    const otherSentences = stateBuyers.filter(({ figures }) => figures.buyer === undefined);
    expect(namedSentences.length + sumBy(otherSentences, ({ figures }) => number(figures.count))).toBe(
      new Set(linkedTenors.map(({ buyerId }) => buyerId)).size,
    );
    expect(sumBy(stateBuyers, ({ figures }) => number(figures.revenue))).toBeCloseTo(
      sumBy(linkedTenors, ({ revenue }) => revenue),
      0,
    );
  });

  it('the overview has the first deadlines and actions, and the number of all', async () => {
    const { dates, dateCount } = await services.ask('overview.get', {});
    expect(dates).toHaveLength(MAX_OVERVIEW_DATES);
    expect(dateCount).toBeGreaterThan(MAX_OVERVIEW_DATES);
  });

  it('the cost of losing a buyer group is that of the largest of so many', async () => {
    const { groups, groupCount } = await services.ask('diversification.displacement', {});
    expect(groups.length).toBeLessThan(10);
    expect(groupCount).toBeGreaterThan(100);
  });

  it('the chart of a what-if reports that it shows the largest of so many buyers', async () => {
    const { buyers, members } = await services.ask('diversification.whatIf', { tonnes: [], lostCountries: [] });
    expect(renderLabel(buyers.title)).toBe(`${buyers.categories.length} largest of ${members.length} buyers`);
  });

  it('the document of a plan shows no contract with tonnes as 0.0 kdmt a year', async () => {
    const { pages } = await services.ask('summaries.preview', { subject: { planId: 'as-signed' as PlanId }, view: 'internal' });
    const tables = pages
      .flatMap(({ blocks }) => blocks)
      .filter((block): block is Extract<SummaryBlock, { kind: 'table' }> => block.kind === 'table')
      .filter(({ columns }) => columns[5]?.label.key === 'summaries.column.tonnesYear');
    const tonnes = tables.flatMap(({ rows }) => rows.map((row) => (row[5] as { readonly text: string }).text));
    expect(tonnes.length).toBeGreaterThan(300);
    expect(tonnes).not.toContain('0.0');
  });

  it('the board pack of a plan that adds many contracts has a chapter for the largest, and the others with their sum in a table', async () => {
    const book = await services.book();
    const plan = book.plan('generated-plan-0' as PlanId);
    const addedCodes = newDeals(book, plan).map(({ contract }) => contract.code);
    expect(addedCodes.length).toBeGreaterThan(MAX_CHAPTERS + 20);
    const blocks = await boardBlocks(services.ctx, book, plan, 'Board pack', async () => undefined);
    const chapters = blocks.filter((block) => block.kind === 'heading' && block.level === 'chapter');
    expect(chapters).toHaveLength(MAX_CHAPTERS);
    const start = blocks.findIndex((block) => block.kind === 'heading' && block.text.key === 'summaries.head.otherDeals');
    const others = blocks[start + 2] as Extract<SummaryBlock, { kind: 'table' }>;
    const describedCodes = chapters.map(
      (block) => (block as { readonly text: { readonly values?: { readonly code?: unknown } } }).text.values?.code,
    );
    const listedCodes = others.rows.map((row) => (row[0] as { readonly text: string }).text);
    expect([...describedCodes, ...listedCodes].sort()).toEqual([...addedCodes].sort());
    const revenueIn = (row: readonly SummaryCell[]) => {
      const cell = row.at(-1);
      return cell !== undefined && 'figure' in cell ? number(cell.figure) : 0;
    };
    expect(revenueIn(others.total ?? [])).toBeCloseTo(sumBy(others.rows, revenueIn), 2);
  });
});
